import { assert, assertEquals, assertThrows } from "@std/assert";
import { concat } from "@std/bytes";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { ProtocolError } from "./errors.ts";
import {
  type MainChannelWord,
  MainChannelWriter,
  type PlacedWord,
  readMainChannel,
} from "./main-channel.ts";

const CAPTURES = new URL("../captures/", import.meta.url);
const folders = readdirSync(CAPTURES);

const recorded = (folder: string): Uint8Array =>
  new Uint8Array(gunzipSync(readFileSync(new URL(`${folder}/main.bin.gz`, CAPTURES))));

function refusal(bytes: Uint8Array) {
  const { detail } = assertThrows(() => readMainChannel(bytes), ProtocolError);
  assertEquals(detail.code, "main-channel");
  assert(detail.byteOffset >= 0 && detail.byteOffset <= bytes.length, `${detail.byteOffset}`);
  return detail;
}

function written(write: (writer: MainChannelWriter) => void): Uint8Array {
  const pieces: Uint8Array[] = [];
  write(new MainChannelWriter((bytes) => pieces.push(bytes)));
  return concat(pieces);
}

for (const folder of folders) {
  test(`the main channel of ${folder} is read whole`, () => {
    const channel = readMainChannel(recorded(folder));
    assertEquals(channel.machine, "none");
    assertEquals(channel.blocks, [{ name: "ram", usedLength: 4 * 1024 * 1024 }]);
    const old = folder.startsWith("qemu-7.2");
    const sections = channel.sections.map(({ kind, name }) => `${kind} ${name}`);
    assertEquals(sections.slice(0, 3), ["start ram", "part ram", "end ram"]);
    assertEquals(
      sections.slice(3).sort(),
      ["full globalstate", "full timer"],
    );
    assertEquals(typeof JSON.parse(channel.description).devices, "object");
    const kinds = channel.words.map(({ kind }) => kind);
    const zeros = kinds.filter((kind) => kind === "zero").length;
    // 7.2 and legacy detection send the 596 zero pages here.
    assertEquals(zeros, old || folder.endsWith("legacy") ? 596 : 0);
    const rest = kinds.filter((kind) => kind !== "zero");
    assertEquals(
      rest,
      old ? ["eos", "eos", "eos"] : ["flush", "eos", "flush", "eos", "flush", "eos"],
    );
  });
}

const BLOCKS = [
  { name: "pc.ram", usedLength: 16 * 4096 },
  { name: "/rom@etc/acpi/tables", usedLength: 0 },
  { name: "ü".repeat(127), usedLength: 3 * 4096 + 5 },
  { name: "empty", usedLength: 0 },
];

const WORDS = {
  setUp: [{ kind: "flush" }],
  first: [
    { kind: "zero", ramblock: "pc.ram", offset: 0n },
    { kind: "zero", ramblock: "pc.ram", offset: 0x1000n },
    { kind: "page", ramblock: "pc.ram", offset: 0x2000n, bytes: new Uint8Array(4096).fill(7) },
    { kind: "flush" },
    { kind: "zero", ramblock: "pc.ram", offset: 0x3000n },
    { kind: "page", ramblock: BLOCKS[2].name, offset: 0n, bytes: new Uint8Array(4096).fill(8) },
    { kind: "zero", ramblock: BLOCKS[2].name, offset: 2n ** 64n - 4096n },
  ],
  second: [],
  end: [{ kind: "zero", ramblock: "pc.ram", offset: 0x4000n }, { kind: "flush" }],
} satisfies Record<string, MainChannelWord[]>;

const EOS: MainChannelWord = { kind: "eos" };

const withoutPlace = (words: PlacedWord[]): MainChannelWord[] =>
  words.map(({ byteOffset: _, ...word }) => word);

const sample = (): Uint8Array =>
  written((writer) => {
    writer.setUp("pc-i440fx-10.0", BLOCKS, WORDS.setUp);
    writer.part(WORDS.first);
    writer.part(WORDS.second);
    writer.end(WORDS.end);
    writer.finish();
  });

test("what is written is read back", () => {
  const channel = readMainChannel(sample());
  assertEquals(channel.machine, "pc-i440fx-10.0");
  assertEquals(channel.blocks, BLOCKS);
  const { setUp, first, second, end } = WORDS;
  assertEquals(withoutPlace(channel.words), [
    ...setUp,
    EOS,
    ...first,
    EOS,
    ...second,
    EOS,
    ...end,
    EOS,
  ]);
  assertEquals(channel.sections.map(({ kind }) => kind), ["start", "part", "part", "end"]);
  assertEquals(channel.description, "{}");
});

test("blocks and words may be more than fit on a stack", () => {
  const blocks = Array.from({ length: 200_000 }, (_, i) => ({ name: `${i}`, usedLength: 4096 }));
  const zero = blocks.map(({ name }) => ({ kind: "zero" as const, ramblock: name, offset: 0n }));
  const channel = readMainChannel(written((writer) => {
    writer.setUp("none", blocks);
    writer.end(zero);
    writer.finish();
  }));
  assertEquals(channel.blocks.length, blocks.length);
  assertEquals(channel.words.at(-2)?.byteOffset, channel.words.at(-1)!.byteOffset - 9 - 7);
  assertEquals(channel.words.length, zero.length + 2);
});

test("each word says at which byte of the channel it stands", () => {
  const bytes = sample();
  const view = new DataView(bytes.buffer);
  const flags = { zero: 0x02n, page: 0x08n, flush: 0x200n, eos: 0x10n };
  const { words } = readMainChannel(bytes);
  for (const word of words) {
    const address = "offset" in word ? word.offset : 0n;
    const found = view.getBigUint64(word.byteOffset) & ~0x20n;
    assertEquals(found, address | flags[word.kind], `${word.kind} at ${word.byteOffset}`);
  }
  assert(words.every(({ byteOffset }, i) => i === 0 || byteOffset > words[i - 1].byteOffset));
});

test("the block is named once a section, then CONTINUE stands for it", () => {
  const hex = written((writer) =>
    writer.part([
      { kind: "zero", ramblock: "ram", offset: 0x1000n },
      { kind: "zero", ramblock: "ram", offset: 0x2000n },
      { kind: "flush" },
    ])
  ).toHex();
  const words = [
    "0000000000001002" + "0372616d" + "00",
    "0000000000002022" + "00",
    "0000000000000200",
    "0000000000000010",
  ];
  assertEquals(hex, "02" + "00000001" + words.join("") + "7e" + "00000001");
});

test("CONTINUE stands for the block of an earlier section too: QEMU 7.2 to 11.1 send that", () => {
  const zero = (offset: bigint) => ({ kind: "zero" as const, ramblock: "ram", offset });
  const start = written((writer) => {
    writer.setUp("none", [{ name: "ram", usedLength: 4 * 4096 }]);
    writer.part([zero(0x1000n)]);
  });
  const second = Uint8Array.fromHex(
    "02" + "00000001" + "0000000000002022" + "00" + "0000000000000010" + "7e" + "00000001",
  );
  const end = written((writer) => writer.finish());
  const { words } = readMainChannel(concat([start, second, end]));
  assertEquals(withoutPlace(words), [EOS, zero(0x1000n), EOS, zero(0x2000n), EOS]);
});

test("the set-up of a machine is what a QEMU 11.1 sender writes, but for the section's id", () => {
  const set = written((writer) =>
    writer.setUp("none", [{ name: "ram", usedLength: 4 * 1024 * 1024 }], [{ kind: "flush" }])
  );
  assertEquals(set.toHex(), recorded("qemu-11.1.3-none-multifd").subarray(0, set.length).toHex());
});

test("legacy zero pages are written as a QEMU 10.0 sender writes them", () => {
  const bytes = recorded("qemu-10.0.2-none-legacy");
  const { words, sections } = readMainChannel(bytes);
  const part = written((writer) => writer.part(words.slice(2, 2 + 596) as { kind: "flush" }[]));
  // The sender's flush comes behind the zero pages, before the end.
  const start = sections[1].byteOffset;
  const until = part.length - 8 - 5;
  assertEquals(part.subarray(0, until).toHex(), bytes.subarray(start, start + until).toHex());
});

test("pages of another size are read when it is told", () => {
  const page: MainChannelWord = {
    kind: "page",
    ramblock: "ram",
    offset: 0x400n,
    bytes: new Uint8Array(1024).fill(3),
  };
  const bytes = written((writer) => {
    writer.setUp("none", [{ name: "ram", usedLength: 4096 }]);
    writer.end([page]);
    writer.finish();
  });
  const { words } = readMainChannel(bytes, { pageSize: 1024 });
  assertEquals(withoutPlace(words), [EOS, page, EOS]);
});

test("a name that does not fit its byte is refused when written", () => {
  for (const name of ["", "x".repeat(256), "ü".repeat(128)]) {
    assertThrows(
      () => written((writer) => writer.setUp("none", [{ name, usedLength: 1 }])),
      RangeError,
      "1 to 255",
    );
  }
});

test("a command is passed over by its length", () => {
  const bytes = sample();
  const command = Uint8Array.of(8, 0, 11, 0, 3, 0x7e, 0x7e, 0x7e);
  const at = readMainChannel(bytes).sections[1].byteOffset;
  const longer = concat([bytes.subarray(0, at), command, bytes.subarray(at)]);
  const [before, behind] = [bytes, longer].map((channel) => readMainChannel(channel).words);
  assertEquals(withoutPlace(behind), withoutPlace(before));
});

test("a device whose data looks like its footer is passed over whole", () => {
  const bytes = sample();
  const id = [0, 0, 0, 9];
  const data = [0x7e, ...id, 0xff, 0x7e, 0x7e, ...id, 0x7e];
  const device = Uint8Array.of(4, ...id, 1, 0x78, 0, 0, 0, 0, 0, 0, 0, 1, ...data, 0x7e, ...id);
  const at = bytes.length - 1 - 1 - 4 - 2;
  const longer = concat([bytes.subarray(0, at), device, device, bytes.subarray(at)]);
  const { sections } = readMainChannel(longer);
  assertEquals(sections.slice(-2).map(({ kind, name }) => [kind, name]), [
    ["full", "x"],
    ["full", "x"],
  ]);
  assertEquals(sections.at(-1)!.byteOffset - sections.at(-2)!.byteOffset, device.length);
});

for (const folder of folders.filter((name) => /none-legacy|11.1.3-none|7.2.22-none/.test(name))) {
  test(`every truncation of the main channel of ${folder} is refused where it ends`, () => {
    const bytes = recorded(folder);
    for (let length = 0; length < bytes.length; length++) refusal(bytes.subarray(0, length));
  });
}

test("every truncation of a written main channel is refused", () => {
  const bytes = sample();
  for (let length = 0; length < bytes.length; length += length % 4096 < 300 ? 1 : 61) {
    refusal(bytes.subarray(0, length));
  }
});

test("bytes behind the end are refused", () => {
  const detail = refusal(concat([sample(), Uint8Array.of(0)]));
  assertEquals([detail.field, detail.byteOffset], ["end of stream", sample().length]);
});

/** The first `find` in the sample becomes `replacement`; the same length. */
function altered(find: string, replacement: string): Uint8Array {
  const hex = sample().toHex();
  let at = hex.indexOf(find);
  while (at > 0 && at % 2) at = hex.indexOf(find, at + 1);
  assert(at >= 0 && find.length === replacement.length);
  return Uint8Array.fromHex(hex.slice(0, at) + replacement + hex.slice(at + find.length));
}

test("wrong values are refused with their field and byte", () => {
  const total = (16 * 4096 + 3 * 4096 + 1024) | 4;
  const size = total.toString(16).padStart(16, "0");
  const wrong: [string, string, string, number][] = [
    ["5145564d", "5145564e", "magic", 0],
    ["5145564d00000003", "5145564d00000002", "version", 4],
    ["01000000010372616d", "09000000010372616d", "section type", 27],
    [size, size.slice(0, -1) + "8", "memory size", 44],
    ["0670632e72616d", "0070632e72616d", "ramblock", 52],
    ["0000000000010000", "0000000000110000", "used length", 59],
    ["0000000000010000", "8000000000010000", "used length", 59],
    ["7e000000010200000001", "7f000000010200000001", "footer", 389],
    ["7e000000010200000001", "7e000000020200000001", "footer", 390],
    ["02000000010000000000000002", "02000000070000000000000002", "section id", 395],
    ["00000000000000020670632e", "00000000000000220670632e", "word", 399],
    ["00000000000000020670632e", "00000000000000420670632e", "word", 399],
    ["00000000000000020670632e", "00000000000000060670632e", "word", 399],
  ];
  for (const [find, replacement, field, byteOffset] of wrong) {
    const detail = refusal(altered(find, replacement));
    assertEquals([detail.field, detail.byteOffset], [field, byteOffset], replacement);
  }
});

test("random bytes and random damage give typed errors or a channel", () => {
  let state = 1;
  const random = (bound: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return Math.floor(state / 2 ** 32 * bound);
  };
  const whole = sample();
  let refused = 0;
  for (let round = 0; round < 3000; round++) {
    const noise = round % 3 === 0;
    const bytes = noise ? new Uint8Array(random(200)).map(() => random(256)) : whole.slice(0);
    if (noise) bytes.set(whole.subarray(0, random(60)).subarray(0, bytes.length));
    else for (let i = 0; i <= random(3); i++) bytes[random(bytes.length - 1)] = random(256);
    try {
      readMainChannel(bytes);
    } catch (error) {
      assert(error instanceof ProtocolError, String(error));
      assertEquals(error.detail.code, "main-channel");
      refused++;
    }
  }
  assert(refused > 1000 && refused < 3000, `${refused}`);
});
