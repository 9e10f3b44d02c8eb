import { assert, assertEquals, assertRejects } from "@std/assert";
import { concat } from "@std/bytes";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import fc from "fast-check";
import { CaptureFault } from "./capture-frames.ts";
import { type CaptureItem, readCapture } from "./read-capture.ts";
import { readChannel } from "./read-channel.ts";
import { captureFile, type Piece, type Wish } from "./testing/capture-file.ts";

const SETTINGS = { pageSize: 4096, layout: "patch" } as const;
const PLAIN: Wish = { format: "pcap", little: true, ip: 4, vlan: false };
const CHANNELS = [0, 1].map((i) => {
  const file = `../../captures/qemu-11.1.3-zlib-multifd/channel-${i}.bin.gz`;
  return new Uint8Array(gunzipSync(readFileSync(new URL(file, import.meta.url))));
});

async function* inPieces(bytes: Uint8Array, size = 1000) {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(file: Uint8Array): Promise<CaptureItem[]> {
  return await Array.fromAsync(readCapture(inPieces(file), SETTINGS));
}

/** What inspect shows of a channel. */
async function itemsOf(channel: number) {
  const items = await Array.fromAsync(readChannel(inPieces(CHANNELS[channel]), SETTINGS));
  return items.map((item) => ({ ...item, channel }));
}

/** A connection's SYN and its bytes in pieces of this length. */
function piecesOf(port: number, bytes: Uint8Array, size: number, start = 1000): Piece[] {
  const pieces: Piece[] = [{ port, sequence: start, syn: true, payload: new Uint8Array(0) }];
  for (let at = 0; at < bytes.length; at += size) {
    const sequence = (start + 1 + at) >>> 0;
    pieces.push({ port, sequence, payload: bytes.subarray(at, at + size) });
  }
  return pieces;
}

test("channels come out whole, whatever the format, the order of segments, repeats and sequence numbers", async () => {
  const wish = fc.record<Wish>({
    format: fc.constantFrom("pcap", "pcapng"),
    little: fc.boolean(),
    ip: fc.constantFrom(4, 6),
    vlan: fc.boolean(),
  });
  const start = fc.constantFrom(0, 1000, 2 ** 32 - 1, 2 ** 32 - 5000);
  const expected = [await itemsOf(0), await itemsOf(1)];
  await fc.assert(
    fc.asyncProperty(
      wish,
      start,
      fc.integer({ min: 64, max: 9000 }),
      fc.integer({ min: 0, max: 50 }),
      async (wish, start, size, stride) => {
        const streams = CHANNELS.map((bytes, i) => piecesOf(i + 1, bytes, size, start));
        const mixed: Piece[] = [];
        for (let i = 0; i < Math.max(...streams.map((s) => s.length)); i++) {
          for (const stream of streams) if (i < stream.length) mixed.push(stream[i]);
        }
        // Every so often a segment is late, or there twice, the second time with other bounds.
        for (let i = 4; stride > 3 && i + 4 < mixed.length; i += stride) {
          const [late] = mixed.splice(i, 1);
          mixed.splice(i + 3, 0, late, { ...late, payload: late.payload.subarray(0, 10) });
        }
        const items = await read(captureFile(mixed, wish));
        for (const channel of [0, 1]) {
          assertEquals(items.filter((item) => item.channel === channel), expected[channel]);
        }
      },
    ),
    { seed: 1, numRuns: 25 },
  );
});

test("a hole in a channel is a fault of that channel alone, at its byte", async () => {
  const [first, second] = CHANNELS.map((bytes, i) => piecesOf(i + 1, bytes, 5000));
  first.splice(3, 1);
  const items = await read(captureFile([...first, ...second], PLAIN));
  const [fault, ...more] = items.filter((item) => item.kind === "fault");
  assertEquals(more, []);
  assertEquals(fault.channel, 0);
  assert(
    /^byte 10000: bytes are missing from the capture/.test(fault.fault.message),
    fault.fault.message,
  );
  assertEquals(items.filter((item) => item.channel === 1), await itemsOf(1));
});

test("streams that do not begin with a greeting are passed over, and so is what is not TCP", async () => {
  const pieces = [
    ...piecesOf(1, new TextEncoder().encode("QEVM and more"), 100),
    ...piecesOf(2, CHANNELS[1], 7000),
    { port: 9, sequence: 5, payload: new Uint8Array(3) },
  ];
  assertEquals(await read(captureFile(pieces, PLAIN)), await itemsOf(1));
  assertEquals(await read(captureFile([], { ...PLAIN, format: "pcapng" })), []);
});

test("a capture may begin behind the SYN, and a port may be used again", async () => {
  const [, ...rest] = piecesOf(1, CHANNELS[1], 3000);
  const items = await read(captureFile([...rest, ...piecesOf(1, CHANNELS[1], 2000)], PLAIN));
  const once = await itemsOf(1);
  assertEquals(items, [...once, ...once]);
});

test("a file that is cut ends where its last whole frame ends", async () => {
  for (const format of ["pcap", "pcapng"] as const) {
    const file = captureFile(piecesOf(1, CHANNELS[1], 3000), { ...PLAIN, format });
    const items = await read(file.subarray(0, file.length - 20));
    assertEquals(items.at(-1)!.kind, "fault");
    assertEquals(items.slice(0, 3), (await itemsOf(1)).slice(0, 3));
  }
});

test("sizes that make no sense are named with their byte, after what was read before", async () => {
  const file = captureFile(piecesOf(1, CHANNELS[1], 3000), PLAIN);
  const lying = concat([file, Uint8Array.from([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 0, 0, 0, 9])]);
  const items: CaptureItem[] = [];
  const error = await assertRejects(async () => {
    for await (const item of readCapture(inPieces(lying), SETTINGS)) items.push(item);
  }, CaptureFault);
  assertEquals(error.message, `byte ${file.length + 8} of the capture: a frame of 150994944 bytes`);
  assertEquals(items, await itemsOf(1));
});
