import { assert, assertEquals } from "@std/assert";
import { concat } from "@std/bytes";
import fc from "fast-check";
import { test } from "node:test";
import { blockNameField } from "../protocol/block-name.ts";
import { FLAG } from "../protocol/flags.ts";
import { encodeGreeting } from "../protocol/greeting.ts";
import { type LayoutName, MAGIC, VERSION } from "../protocol/layout.ts";
import { createCompressor } from "../protocol/method.ts";
import { emptyPacket, encodePacket, type Packet } from "../protocol/packet.ts";
import type { SenderWrite } from "./target.ts";
import { readTranscript, type TranscriptSettings } from "./transcript.ts";

const PAGE = 4096;
const NONE: TranscriptSettings = { pageSize: PAGE, channels: 2, method: "none", layout: "patch" };

const GREETING = encodeGreeting({
  magic: MAGIC,
  version: VERSION,
  uuid: new Uint8Array(16),
  id: 0,
  reserved: new Uint8Array(39),
});

function packet(fields: Partial<Packet>, offsets: bigint[] = []): Packet {
  const p = { ...emptyPacket(128), pagesAlloc: 128, ramblock: blockNameField("ram"), ...fields };
  p.offsets.set(offsets);
  return p;
}

function page(value: number): Uint8Array {
  return new Uint8Array(PAGE).fill(value);
}

function on(channel: number, ...data: Uint8Array[]): SenderWrite[] {
  return data.map((data) => ({ stream: "channel", channel, data }));
}

test("greeting, packets, pages and epochs of a channel are read", () => {
  const writes = on(
    0,
    GREETING,
    encodePacket(
      packet({ normalPages: 1, zeroPages: 2, nextPacketSize: PAGE }, [8192n, 0n, 4096n]),
    ),
    page(7),
    encodePacket(packet({ flags: FLAG.SYNC, packetNum: 1n })),
    encodePacket(packet({ zeroPages: 1, packetNum: 2n }, [0n])),
  );
  const { channels, packets } = readTranscript({ writes }, NONE);
  assertEquals(channels.map((c) => c.length), [64 + 3 * 1344 + PAGE, 0]);
  assertEquals(channels[0].greeting?.magic, MAGIC);
  assertEquals(channels[0].fault, undefined);
  assertEquals(packets.map((p) => [p.byteOffset, p.index, p.epoch, p.sync, p.ramblock]), [
    [64, 0, 0, false, "ram"],
    [64 + 1344 + PAGE, 1, 0, true, "ram"],
    [64 + 2 * 1344 + PAGE, 2, 1, false, "ram"],
  ]);
  assertEquals([[...packets[0].normal], [...packets[0].zero]], [[8192n], [0n, 4096n]]);
  assertEquals(packets[0].pages, [page(7)]);
  assertEquals(packets[2].pages, undefined);
});

test("packets stand in the order in which they were written to the end", () => {
  const first = encodePacket(packet({ packetNum: 1n }));
  const writes = [
    ...on(0, GREETING, first.subarray(0, 100)),
    ...on(1, GREETING, encodePacket(packet({ packetNum: 2n }))),
    ...on(0, first.subarray(100)),
  ];
  const { packets } = readTranscript({ writes }, NONE);
  assertEquals(packets.map((p) => [p.packet.packetNum, p.channel, p.position]), [
    [2n, 1, 3],
    [1n, 0, 4],
  ]);
});

test("words are placed by flush words, and by section ends where there are none", () => {
  const words = (...kinds: ("flush" | "eos" | "zero")[]) =>
    readTranscript({
      writes: kinds.map((kind): SenderWrite => ({
        stream: "main",
        word: kind === "zero" ? { kind, ramblock: "ram", offset: 0n } : { kind },
      })),
    }, NONE).words.map(({ word, epoch }) => `${word.kind} ${epoch}`);
  assertEquals(words("flush", "eos", "zero", "flush", "zero", "eos"), [
    "flush 0",
    "eos 1",
    "zero 1",
    "flush 1",
    "zero 2",
    "eos 2",
  ]);
  assertEquals(words("eos", "zero", "eos"), ["eos 0", "zero 1", "eos 1"]);
});

test("compressed pages come from one stream; a payload without them leaves its error", () => {
  for (const method of ["zlib", "zstd"] as const) {
    const compressor = createCompressor(method);
    const payloads = [compressor.compress([page(1), page(2)]), compressor.compress([page(3)])];
    compressor.close();
    const flags = method === "zlib" ? FLAG.ZLIB : FLAG.ZSTD;
    const writes = (second: Uint8Array) =>
      on(
        0,
        GREETING,
        encodePacket(packet({ flags, normalPages: 2, nextPacketSize: payloads[0].length })),
        payloads[0],
        encodePacket(packet({ flags, normalPages: 1, nextPacketSize: second.length })),
        second,
      );
    const settings = { ...NONE, method };
    const { packets } = readTranscript({ writes: writes(payloads[1]) }, settings);
    assertEquals(packets.map((p) => p.pages), [[page(1), page(2)], [page(3)]]);
    const broken = readTranscript({ writes: writes(payloads[1].slice(0, -7)) }, settings);
    assertEquals(broken.packets[0].pages, [page(1), page(2)]);
    assertEquals(broken.packets[1].pages, undefined);
    assertEquals(broken.packets[1].payloadError?.name, "ProtocolError");
    assertEquals(broken.channels[0].fault, undefined);
  }
});

test("reading ends where a channel stops making sense, with the byte offset and what was read", () => {
  const whole = encodePacket(packet({}));
  const faultOf = (...data: Uint8Array[]) => {
    const { channels: [{ fault, packets }] } = readTranscript({ writes: on(0, ...data) }, NONE);
    return [packets.length, fault?.byteOffset, fault?.message];
  };
  assertEquals(faultOf(GREETING, whole), [1, undefined, undefined]);
  assertEquals(faultOf(GREETING.subarray(1)), [
    0,
    0,
    "the stream ends in a greeting: 63 bytes of 64",
  ]);
  assertEquals(faultOf(GREETING, whole, whole.subarray(5)), [
    1,
    1408,
    "the stream ends in a packet: 1339 bytes of 1344",
  ]);
  assertEquals(faultOf(GREETING, encodePacket(packet({ normalPages: 1 })), page(1).subarray(1)), [
    1,
    1408,
    "the stream ends in a payload: 4095 bytes of 4096",
  ]);
  assertEquals(faultOf(GREETING, whole, encodePacket(packet({ magic: 5 })), whole), [
    2,
    1408,
    "magic is 0x00000005: no packet",
  ]);
  assertEquals(faultOf(GREETING, encodePacket(packet({ normalPages: 129 })), page(1)), [
    1,
    80,
    "normal_pages is 129, a packet holds 128",
  ]);
});

test("the layout before the patch has no zero pages and more reserved bytes", () => {
  const bytes = encodePacket(packet({ zeroPages: 3 }));
  const read = (layout: LayoutName) =>
    readTranscript({ writes: on(0, GREETING, bytes) }, { ...NONE, layout }).packets[0];
  assertEquals([read("patch").zero.length, read("patch").packet.reserved.length], [3, 28]);
  assertEquals([read("before-patch").zero.length, read("before-patch").packet.reserved.length], [
    0,
    32,
  ]);
});

test("no bytes make it throw, and what it reads never adds up to more than the bytes", () => {
  const legal = concat([
    GREETING,
    encodePacket(packet({ normalPages: 2, zeroPages: 1, nextPacketSize: 2 * PAGE })),
    page(1),
    page(2),
    encodePacket(packet({ flags: FLAG.SYNC })),
  ]);
  const damage = fc.record({
    at: fc.nat(legal.length - 1),
    bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }),
    end: fc.nat(legal.length),
    method: fc.constantFrom("none", "zlib", "zstd" as const),
  });
  fc.assert(
    fc.property(damage, ({ at, bytes, end, method }) => {
      const data = legal.slice();
      data.set(bytes.subarray(0, data.length - at), at);
      const settings = { ...NONE, method } as TranscriptSettings;
      const { packets } = readTranscript({ writes: on(0, data.subarray(0, end)) }, settings);
      const read = packets.reduce((sum, p) => sum + p.bytes.length + p.payload.length, 0);
      assert(read <= end);
    }),
    { seed: 1, numRuns: 300 },
  );
});
