import { Buffer } from "node:buffer";
import {
  appendFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { gunzipSync, gzipSync } from "node:zlib";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { concat } from "@std/bytes";
import { blockNameField } from "../../protocol/block-name.ts";
import { encodeGreeting } from "../../protocol/greeting.ts";
import { emptyPacket, encodePacket, type Packet } from "../../protocol/packet.ts";
import { PLAIN } from "../../reports/paint.ts";
import { captureFile } from "../inspect/testing/capture-file.ts";
import { UsageError } from "../usage-error.ts";
import { inspect, type InspectFlags } from "./inspect.ts";

const CAPTURES = fileURLToPath(new URL("../../captures/", import.meta.url));

async function inspected(file: string, flags: Partial<InspectFlags> = {}) {
  const lines: string[] = [], errors: string[] = [];
  const code = await inspect(file, { pageSize: "4096", layout: "patch", ...flags }, {
    write: (text) => lines.push(...text.split("\n")),
    writeError: (text) => errors.push(text),
    paint: PLAIN,
  });
  return { code, lines, errors };
}

/** Runs `use` on a file of these bytes. */
async function onFile<T>(bytes: Uint8Array, use: (file: string) => Promise<T>, name = "x.bin") {
  const folder = mkdtempSync(join(tmpdir(), "inspect-"));
  try {
    const file = join(folder, name);
    writeFileSync(file, bytes);
    return await use(file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const GREETING = encodeGreeting({
  magic: 0x11223344,
  version: 1,
  uuid: new Uint8Array(16),
  id: 3,
  reserved: new Uint8Array(39),
});

function packetWith(fields: Partial<Packet>, offsets: bigint[] = []): Uint8Array {
  const packet = { ...emptyPacket(128), ramblock: blockNameField("ram"), ...fields };
  packet.offsets.set(offsets);
  return encodePacket(packet);
}

const ONE_PAGE = packetWith({ normalPages: 1, zeroPages: 1, nextPacketSize: 4096 }, [
  0n,
  2n ** 63n,
]);
const COMPRESSED = packetWith({ flags: 3, normalPages: 1, nextPacketSize: 100, packetNum: 7n });
/** Two packets and their payloads. */
const CHANNEL = concat([
  GREETING,
  ONE_PAGE,
  new Uint8Array(4096).fill(0x41),
  COMPRESSED,
  new Uint8Array(100).fill(0x42),
]);
/** Where the second packet begins. */
const SECOND = 64 + 1344 + 4096;

for (const folder of readdirSync(CAPTURES)) {
  test(`every packet of ${folder} has its line and its object`, async () => {
    for (const name of ["channel-0.bin.gz", "channel-1.bin.gz"]) {
      const file = join(CAPTURES, folder, name);
      const layout = folder.startsWith("qemu-7.2") ? "before-patch" : "patch";
      const bytes = gunzipSync(readFileSync(file));
      const expected: string[] = [];
      for (let at = 64; at < bytes.length;) {
        const normal = bytes.readUInt32BE(at + 16);
        const zero = layout === "patch" ? bytes.readUInt32BE(at + 32) : 0;
        expected.push([at, bytes.readBigUInt64BE(at + 24), normal, zero].join(" "));
        at += 1344 + (normal > 0 ? bytes.readUInt32BE(at + 20) : 0);
      }
      const text = await inspected(file, { layout });
      assertEquals([text.code, text.errors], [0, []]);
      const cells = text.lines.slice(2, -1).map((line) => line.trim().split(/ +/));
      assertEquals(cells.map((c) => [c[2], c[3], c[5], c[6]].join(" ")), expected);
      const json = await inspected(file, { layout, json: true });
      const objects = json.lines.map((line) => JSON.parse(line));
      assertEquals(
        objects.map((o) => [o.byteOffset, o.packetNum, o.normalPages, o.zeroPages].join(" ")),
        expected,
      );
      for (const o of objects) {
        assertEquals([o.normal.length, o.zero.length], [o.normalPages, o.zeroPages]);
      }
    }
  });
}

test("a line has channel, index, byte, number, flags by name, counts, size, block and first offsets", async () => {
  const { code, lines } = await onFile(CHANNEL, inspected);
  assertEquals(code, 0);
  assertEquals(lines.map((line) => line.trim().replace(/ +/g, " ")), [
    "greeting of channel 3: version 1, uuid 00000000-0000-0000-0000-000000000000",
    "channel packet byte packet_num flags normal zero size block offsets",
    '3 0 64 0 NOCOMP 1 1 4096 "ram" 0x0 zero 0x8000000000000000',
    '3 1 5504 7 SYNC|ZLIB 1 0 100 "ram" 0x0',
    "2 packets: 2 normal pages, 1 zero pages",
  ]);
});

test("an object keeps every bit of 64-bit values", async () => {
  const packet = packetWith({ zeroPages: 1, packetNum: 2n ** 64n - 1n }, [2n ** 53n + 1n]);
  const { lines } = await onFile(
    concat([GREETING, packet]),
    (file) => inspected(file, { json: true }),
  );
  assertEquals(JSON.parse(lines[0]), {
    channel: 3,
    packet: 0,
    byteOffset: 64,
    version: 1,
    flags: 0,
    flagNames: "NOCOMP",
    sync: false,
    packetNum: "18446744073709551615",
    pagesAlloc: 0,
    normalPages: 0,
    zeroPages: 1,
    nextPacketSize: 0,
    payloadLength: 0,
    ramblock: "ram",
    normal: [],
    zero: ["9007199254740993"],
  });
});

test("one packet is shown field by field with its payload's first bytes", async () => {
  const { code, lines } = await onFile(CHANNEL, (file) => inspected(file, { packet: "1" }));
  assertEquals(code, 0);
  assertEquals(lines[0], "channel 3, packet 1, at byte 5504 of the channel, 1344 bytes");
  const line = (name: string) => lines.find((line) => line.includes(`  ${name}  `))!.trim();
  assert(/^8 +00 00 00 03 +flags +SYNC\|ZLIB \(0x3\)$/.test(line("flags")));
  assert(/^24 +00 00 00 00 00 00 00 07 +packetNum +7$/.test(line("packetNum")));
  assert(/^payload +42 42 .* 100 bytes$/.test(lines.at(-1)!.trim()));
});

test("one packet as an object is what the hex view shows", async () => {
  const { lines } = await onFile(CHANNEL, (file) => inspected(file, { packet: "0", json: true }));
  const view = JSON.parse(lines[0]);
  assertEquals([view.channel, view.packet, view.byteOffset, view.length], [3, 0, 64, 1344]);
  assertEquals(view.payload, { length: 4096, hex: "41".repeat(64) });
  assertEquals(view.hex.slice(0, 16), "1122334400000001");
});

test("a packet that is not there is a wrong option that says how many there are", async () => {
  await onFile(CHANNEL, async (file) => {
    const failed = inspected(file, { packet: "2" });
    await assertRejects(() => failed, UsageError, "--packet 2: the channel has 2 packets");
  });
});

test("wherever a channel is cut, what came before is shown, then the byte and the reason, exit code 2", async () => {
  const places = [0, 1, 4, 63, 65, 68, 83, 84, 400, 1407, 1408, 1409, 5503, 5505, 6847, 6848, 6947];
  for (const length of places) {
    const { code, lines, errors } = await onFile(CHANNEL.subarray(0, length), inspected);
    const shown = length < 64 ? 0 : 2 + (length >= 1408 ? 1 : 0) + (length >= 6848 ? 1 : 0);
    assertEquals([length, code, lines.length], [length, 2, shown]);
    assertEquals(errors.length, 1);
    const [what, found, of] = length < 64
      ? ["greeting", length, 64]
      : length < 1408
      ? ["packet", length - 64, 1344]
      : length < SECOND
      ? ["payload", length - 1408, 4096]
      : length < SECOND + 1344
      ? ["packet", length - SECOND, 1344]
      : ["payload", length - SECOND - 1344, 100];
    const reason = `byte ${length}: the channel ends: the ${what} has ${found} bytes of ${of}`;
    assert(errors[0].endsWith(reason), errors[0]);
  }
});

test("an end between packets is no damage", async () => {
  for (const [length, packets] of [[64, 0], [SECOND, 1]]) {
    const { code, lines } = await onFile(CHANNEL.subarray(0, length), inspected);
    assertEquals([code, lines.at(-1)!.split(":")[0]], [0, `${packets} packets`]);
  }
});

test("a packet cut short is shown as far as it is there", async () => {
  const cut = CHANNEL.subarray(0, SECOND + 30);
  const { code, lines, errors } = await onFile(cut, (file) => inspected(file, { packet: "1" }));
  assertEquals([code, errors.length], [2, 1]);
  assert(lines.at(-1)!.includes("packetNum"), lines.at(-1));
  assert(lines.at(-1)!.includes("cut: 6 of 8 bytes"));
});

test("a packet whose payload is cut is shown once, and damage behind it is none of its own", async () => {
  const cut = await onFile(CHANNEL.subarray(0, 6900), (file) => inspected(file, { packet: "1" }));
  assertEquals([cut.code, cut.lines.filter((line) => line.includes("magic")).length], [2, 1]);
  for (const length of [SECOND + 30, 6900]) {
    const channel = CHANNEL.subarray(0, length);
    const { code, errors } = await onFile(channel, (file) => inspected(file, { packet: "0" }));
    assertEquals([code, errors], [0, []]);
  }
});

/** The channel with some bytes replaced. */
function damaged(at: number, ...bytes: number[]): Uint8Array {
  const copy = CHANNEL.slice();
  copy.set(bytes, at);
  return copy;
}

const DAMAGE: [name: string, bytes: Uint8Array, lines: number, reason: string][] = [
  [
    "a packet's magic",
    damaged(SECOND, 0x99),
    3,
    "byte 5504: magic is 0x99223344; a packet has 0x11223344",
  ],
  [
    "more pages than a packet holds",
    damaged(SECOND + 16, 0, 0, 0, 129),
    3,
    "byte 5520: normal_pages is 129; a packet holds 128",
  ],
  [
    "a device-state packet",
    damaged(SECOND + 8, 0, 0, 0, 0x40),
    3,
    "byte 5512: a device-state packet (flag 0x40): its layout is another one",
  ],
  [
    "a size that says more than there is",
    damaged(SECOND + 20, 0xff, 0xff, 0xff, 0xff),
    4,
    "byte 6948: the channel ends: the payload has 100 bytes of 4294967295",
  ],
  [
    "a greeting's magic",
    damaged(0, 0),
    0,
    "byte 0: magic is 0x00223344; a channel's greeting has 0x11223344",
  ],
];
for (const [name, bytes, shown, reason] of DAMAGE) {
  test(`damage is named: ${name}`, async () => {
    const { code, lines, errors } = await onFile(bytes, inspected);
    assertEquals([code, lines.length], [2, shown]);
    assert(errors[0].endsWith(`x.bin: ${reason}`), errors[0]);
  });
}

test("a size without normal pages is stale: nothing follows", async () => {
  const stale = packetWith({ flags: 2, zeroPages: 1, nextPacketSize: 999 });
  const { code, lines } = await onFile(concat([GREETING, stale, stale]), inspected);
  assertEquals([code, lines.at(-1)], [0, "2 packets: 0 normal pages, 2 zero pages"]);
});

test("what a line cannot show otherwise is said at its end", async () => {
  const odd = [
    packetWith({ version: 2 }),
    packetWith({ normalPages: 1, nextPacketSize: 5, flags: 0x81 }),
    new Uint8Array(4096),
    packetWith({ zeroPages: 2 ** 32 - 1 }),
  ];
  const { code, lines } = await onFile(concat([GREETING, ...odd]), inspected);
  assertEquals(code, 0);
  assert(lines[2].endsWith("(version 2)"));
  assert(lines[3].endsWith("(4096 bytes follow)"));
  assert(lines[4].endsWith("(only 128 pages fit)"));
});

test("a block's name never drives the terminal", async () => {
  const ramblock = new Uint8Array(256);
  ramblock.set(new TextEncoder().encode('\x1b[2J\n"\u202e\u009b'));
  const packet = packetWith({ zeroPages: 1, ramblock });
  for (const flags of [{}, { packet: "0" }]) {
    const { lines } = await onFile(concat([GREETING, packet]), (file) => inspected(file, flags));
    // deno-lint-ignore no-control-regex
    assert(lines.every((line) => !/[\x00-\x1f\x7f-\x9f\u202e]/.test(line)));
  }
});

test("the older layout and other page sizes are read as they are told", async () => {
  const old = encodePacket(
    { ...emptyPacket(128), reserved: new Uint8Array(32).fill(1) },
    "before-patch",
  );
  const text = await onFile(
    concat([GREETING, old, old]),
    (file) => inspected(file, { layout: "before-patch" }),
  );
  assertEquals([text.code, text.lines.at(-1)], [0, "2 packets: 0 normal pages, 0 zero pages"]);
  const small = encodePacket({ ...emptyPacket(512), normalPages: 512 });
  const bytes = concat([
    GREETING,
    small,
    new Uint8Array(512 * 1024),
    encodePacket(emptyPacket(512)),
  ]);
  const result = await onFile(bytes, (file) => inspected(file, { pageSize: "1024" }));
  assertEquals([result.code, result.lines.length], [0, 5]);
});

test("gzip is known by its bytes, not by its name", async () => {
  const raw = await onFile(CHANNEL, inspected, "raw.bin.gz");
  const zipped = await onFile(gzipSync(CHANNEL), inspected, "zipped.bin");
  assertEquals([raw.code, raw.lines], [0, zipped.lines]);
});

test("gzip that is cut or damaged shows what it gave before, then where and why", async () => {
  const noise = Uint8Array.from({ length: 4096 }, (_, i) => (i * i * 2654435761) >>> 13);
  const packet = [ONE_PAGE, noise];
  const zipped = new Uint8Array(gzipSync(concat([GREETING, ...packet, ...packet, ...packet])));
  const cut = await onFile(zipped.subarray(0, zipped.length - 20), inspected);
  assertEquals(cut.code, 2);
  assert(cut.lines.length >= 3, `${cut.lines.length} lines`);
  assert(/byte \d+: unexpected end of file; the \w+ has/.test(cut.errors[0]), cut.errors[0]);
  const whole = await onFile(zipped.subarray(0, zipped.length - 8), inspected);
  assertEquals([whole.code, whole.lines.length], [2, 5]);
  const flipped = zipped.slice();
  flipped[flipped.length - 6] ^= 1;
  const bad = await onFile(flipped, inspected);
  assertEquals([bad.code, bad.lines.length], [2, 5]);
  assert(/byte \d+: incorrect data check; the payload has/.test(bad.errors[0]), bad.errors[0]);
  const nothing = await onFile(Uint8Array.of(0x1f, 0x8b), inspected);
  assert(nothing.errors[0].includes("byte 0: unexpected end of file; the greeting has 0 bytes"));
});

test("an empty file, one that is no channel and a main channel are told apart", async () => {
  const empty = await onFile(new Uint8Array(0), inspected);
  assert(empty.errors[0].includes("the greeting has 0 bytes of 64"));
  const text = await onFile(Buffer.from("not a channel"), inspected);
  assert(text.errors[0].includes("magic is 0x6e6f7420"));
  const main = await inspected(join(CAPTURES, "qemu-10.0.2-none-multifd", "main.bin.gz"));
  assert(main.errors[0].includes("byte 0: a main channel (QEVM); expected a multifd channel"));
  assertEquals([empty.code, text.code, main.code], [2, 2, 2]);
});

test("a file that is missing and a folder are wrong usage", async () => {
  const folder = join(CAPTURES, "qemu-10.0.2-none-multifd");
  await assertRejects(() => inspected(join(folder, "x")), UsageError, "x: no such file");
  await assertRejects(() => inspected(folder), UsageError, "such as channel-0.bin.gz");
});

test("options that make no sense are named", async () => {
  const wrong: [Partial<InspectFlags>, string][] = [
    [{ packet: "-1" }, "--packet -1"],
    [{ packet: "x" }, "--packet x"],
    [{ pageSize: "1000" }, "--page-size 1000"],
    [{ pageSize: "4097" }, "--page-size 4097: expected a power of two"],
    [{ layout: "old" }, "--layout old: expected one of patch, before-patch"],
  ];
  for (const [flags, message] of wrong) {
    await onFile(
      CHANNEL,
      (file) => assertRejects(() => inspected(file, flags), UsageError, message),
    );
  }
});

const TRAFFIC = captureFile(
  [1, 2].map((port) => ({ port, sequence: 1, payload: withId(CHANNEL, port) })),
  { format: "pcapng", little: true, ip: 4, vlan: false },
);

function withId(channel: Uint8Array, id: number): Uint8Array {
  const copy = channel.slice();
  copy[24] = id;
  return copy;
}

test("a network capture shows all its channels, or the one that is asked for", async () => {
  await onFile(TRAFFIC, async (file) => {
    const all = await inspected(file);
    assertEquals(all.code, 0);
    assertEquals(all.lines.length, 2 + 1 + 2 * 2 + 1);
    assertEquals(all.lines.at(-1), "4 packets: 4 normal pages, 2 zero pages");
    const one = await inspected(file, { channel: "2", json: true });
    assertEquals(one.lines.map((line) => JSON.parse(line).channel), [2, 2]);
    const packet = await inspected(file, { channel: "2", packet: "1" });
    assert(packet.lines[0].startsWith(`channel 2, packet 1, at byte ${SECOND}`), packet.lines[0]);
  });
});

test("a packet of a network capture needs its channel, and a channel must be there", async () => {
  await onFile(TRAFFIC, async (file) => {
    await assertRejects(() => inspected(file, { packet: "0" }), UsageError, "add --channel");
    assertEquals((await inspected(file, { channel: "7" })).code, 2);
  });
});

test("damage in one channel of a network capture leaves the others whole", async () => {
  const pieces = [1, 2].map((port) => ({ port, sequence: 1, payload: withId(CHANNEL, port) }));
  pieces[0].payload = pieces[0].payload.subarray(0, 5000);
  const wish = { format: "pcap", little: false, ip: 6, vlan: true } as const;
  await onFile(captureFile(pieces, wish), async (file) => {
    const { code, lines, errors } = await inspected(file);
    assertEquals(code, 2);
    assertEquals(lines.at(-1), "3 packets: 3 normal pages, 2 zero pages");
    assertEquals(errors, [
      `${file}: channel 1: byte 5000: the channel ends: the payload has 3592 bytes of 4096`,
    ]);
  });
});

test("a file is followed as it grows, until Ctrl-C", async () => {
  await onFile(CHANNEL.subarray(0, 100), async (file) => {
    const lines: string[] = [];
    const output = { write: (text: string) => lines.push(text), writeError() {}, paint: PLAIN };
    const flags = { pageSize: "4096", layout: "patch", json: true, follow: true };
    const before = process.listenerCount("SIGINT");
    const following = inspect(file, flags, output);
    const seen = async (count: number) => {
      while (lines.length < count) await setTimeout(10);
    };
    appendFileSync(file, CHANNEL.subarray(100, SECOND));
    await seen(1);
    appendFileSync(file, CHANNEL.subarray(SECOND, -10));
    await seen(2);
    process.emit("SIGINT", "SIGINT");
    assertEquals(await following, 0);
    assertEquals(lines.map((line) => JSON.parse(line).packet), [0, 1]);
    assertEquals(process.listenerCount("SIGINT"), before);
  });
});
