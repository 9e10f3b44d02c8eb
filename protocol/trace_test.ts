import { assert, assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { ProtocolError } from "./errors.ts";
import { packetsOf, u32 } from "./testing/channel.ts";
import { type PacketTrace, readTrace, type TraceEvent, traceLine } from "./trace.ts";

const word = fc.nat({ max: 2 ** 32 - 1 });
const packet: fc.Arbitrary<Required<TraceEvent>> = fc.record({
  kind: fc.constantFrom("send", "recv"),
  channel: fc.nat({ max: 255 }),
  packetNum: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  normalPages: word,
  zeroPages: word,
  flags: word,
  nextPacketSize: word,
}, { noNullPrototype: true });
const end: fc.Arbitrary<Required<TraceEvent>> = fc.record({
  kind: fc.constantFrom("send-end", "recv-end"),
  channel: fc.nat({ max: 255 }),
  packets: fc.maxSafeNat(),
  normalPages: fc.maxSafeNat(),
  zeroPages: fc.maxSafeNat(),
}, { noNullPrototype: true });
const events = fc.array(fc.oneof(packet, end), { size: "medium" });

test("a packet and an end are written in the patch's words", () => {
  const pages = { channel: 7, normalPages: 128, zeroPages: 3 };
  const sent = { packetNum: 2n ** 64n - 1n, flags: 0x1b, nextPacketSize: 524288 };
  const numbers = "packet_num 18446744073709551615 normal pages 128 zero pages 3 flags 0x1b";
  for (const kind of ["send", "recv"] as const) {
    assertEquals(
      traceLine({ kind, ...pages, ...sent }),
      `multifd_${kind} channel 7 ${numbers} next packet size 524288`,
    );
    assertEquals(
      traceLine({ kind: `${kind}-end`, ...pages, packets: 5 }),
      `multifd_${kind}_thread_end channel 7 packets 5 normal pages 128 zero pages 3`,
    );
  }
});

test("what is written is read back, lines of other events between it", () => {
  fc.assert(
    fc.property(events, (list) => {
      const lines = list.flatMap((
        event,
      ) => ["multifd_send_sync_main packet num 2", traceLine(event)]);
      assertEquals(readTrace(lines), list);
    }),
    { seed: 1 },
  );
});

test("the lines of QEMU 7.2 have no zero pages, on the receiving side no normal ones by name", () => {
  assertEquals(
    readTrace([
      "multifd_send channel 1 packet_num 3 normal pages 128 flags 0x0 next packet size 4310",
      "multifd_recv channel 1 packet_num 3 pages 128 flags 0x2 next packet size 4310",
      "multifd_send_thread_end channel 1 packets 6 normal pages 301",
      "multifd_recv_thread_end channel 1 packets 6 pages 301",
    ]),
    [
      sent({ normalPages: 128, flags: 0 }),
      { ...sent({ normalPages: 128, flags: 2 }), kind: "recv" },
      { kind: "send-end", channel: 1, packets: 6, normalPages: 301 },
      { kind: "recv-end", channel: 1, packets: 6, normalPages: 301 },
    ],
  );
});

test("from QEMU 9.2 on two lines make a packet, and the receiving side has no counts", () => {
  assertEquals(
    readTrace([
      "multifd_send_ram_fill channel 1 normal pages 5 zero pages 3",
      "multifd_send_ram_fill channel 0 normal pages 0 zero pages 9",
      "multifd_send_fill channel 1 packet_num 3 flags 0x4 next packet size 4310",
      "multifd_send_fill channel 1 packet_num 3 flags 0x1 next packet size 4310",
      "multifd_send_fill channel 0 packet_num 3 flags 0x0 next packet size 4310",
      "multifd_recv_unfill channel 1 packet_num 3 flags 0x4 next packet size 4310",
      "multifd_send_thread_end channel 1 packets 6",
      "multifd_recv_thread_end channel 1 packets 6",
    ]),
    [
      sent({ normalPages: 5, zeroPages: 3, flags: 4 }),
      sent({ normalPages: 0, zeroPages: 0, flags: 1 }),
      { ...sent({ normalPages: 0, zeroPages: 9, flags: 0 }), channel: 0 },
      { ...sent({ flags: 4 }), kind: "recv" },
      { kind: "send-end", channel: 1, packets: 6 },
      { kind: "recv-end", channel: 1, packets: 6 },
    ],
  );
});

function sent(fields: Partial<PacketTrace>): PacketTrace {
  return { kind: "send", channel: 1, packetNum: 3n, flags: 0, nextPacketSize: 4310, ...fields };
}

const CAPTURES = new URL("../captures/", import.meta.url);

for (const folder of readdirSync(CAPTURES)) {
  test(`the trace of ${folder} tells of exactly the packets that were recorded`, () => {
    const text = readFileSync(new URL(`${folder}/trace.log`, CAPTURES), "utf8");
    const told = readTrace(text.split("\n"));
    const old = folder.startsWith("qemu-7.2");
    for (const channel of [0, 1]) {
      const recorded = gunzipSync(
        readFileSync(new URL(`${folder}/channel-${channel}.bin.gz`, CAPTURES)),
      );
      const packets = tracesOf(channel, recorded, old);
      assert(packets.length >= 4);
      const mine = told.filter((event) => event.channel === channel);
      assertEquals(mine.slice(0, -1), packets);
      const { kind, packets: count } = { packets: 0, ...mine.at(-1)! };
      // 7.2 counts the greeting too.
      assertEquals([kind, count], ["send-end", packets.length + (old ? 1 : 0)]);
    }
  });
}

function tracesOf(channel: number, bytes: Uint8Array, old: boolean): PacketTrace[] {
  return packetsOf(bytes, 4096).map(({ packet }) => ({
    kind: "send",
    channel,
    packetNum: BigInt(u32(packet, 28)),
    normalPages: u32(packet, 16),
    ...(!old && { zeroPages: u32(packet, 32) }),
    // 7.2 writes its line before it sets the method.
    flags: old ? u32(packet, 8) & 1 : u32(packet, 8),
    nextPacketSize: u32(packet, 20),
  }));
}

function refusal(lines: string[]) {
  const { detail } = assertThrows(() => readTrace(lines), ProtocolError);
  assertEquals(detail.code, "trace");
  return detail;
}

const SEND =
  "multifd_send channel 1 packet_num 3 normal pages 128 zero pages 0 flags 0x0 next packet size 9";

test("a damaged line is refused with its number and its field", () => {
  const wrong: [string, string, string, string | bigint][] = [
    ["channel 1", "channel 256", "channel", 256n],
    ["channel 1", "channel -1", "channel", "channel -1 packet_num 3"],
    ["channel 1", "chanel 1", "channel", "chanel 1 packet_num 3"],
    ["packet_num 3", "packet_num 0x3", "normalPages", "x3 normal pages"],
    ["packet_num 3", "packet_num 18446744073709551616", "packetNum", 2n ** 64n],
    ["normal pages 128", "pages", "normalPages", "pages zero pages 0"],
    ["zero pages 0", "zero pages", "zeroPages", "zero pages flags"],
    ["flags 0x0", "flags 0", "flags", "flags 0 next"],
    ["flags 0x0", "flags 0x100000000", "flags", 2n ** 32n],
    ["size 9", "size", "nextPacketSize", "next packet size"],
    ["size 9", "size 9 more", "end of line", " more"],
    ["size 9", "size 4294967296", "nextPacketSize", 2n ** 32n],
  ];
  for (const [find, replacement, field, value] of wrong) {
    const detail = refusal(["", SEND, SEND.replace(find, replacement), SEND]);
    assertEquals([detail.field, detail.byteOffset], [field, 3], replacement);
    if (typeof value === "bigint") assertEquals(detail.value, value);
    else assert(String(detail.value).startsWith(value), `${detail.value}`);
  }
});

test("a line cut short is refused, wherever it ends", () => {
  const last = SEND.length;
  for (let length = "multifd_send".length; length < last; length++) {
    refusal([SEND.slice(0, length)]);
  }
});

test("counts without their packet are refused where they stand", () => {
  const counts = "multifd_send_ram_fill channel 1 normal pages 5 zero pages 3";
  const other = "multifd_send_fill channel 0 packet_num 3 flags 0x4 next packet size 4310";
  for (const lines of [["", counts], ["", counts, other, counts]]) {
    const { field, byteOffset } = refusal(lines);
    assertEquals([field, byteOffset], ["packet", 2]);
  }
});

test("lines of other names are passed over, however close", () => {
  const others = [
    "",
    "multifd_send_thread_start 1",
    "multifd_send_terminate_threads error 0",
    "multifd_sendx channel 1",
    "multifd_recv_sync_main packet num -1",
    " multifd_send channel 1",
    "qemu-system-x86_64: multifd_send channel 1",
  ];
  assertEquals(readTrace([...others, SEND + "\r", ...others]).length, 1);
});
