import { assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import type { ReceiverSession, SenderSession } from "../target.ts";
import { AnswerError } from "./answer.ts";
import { Payloads, toBase64 } from "./bytes.ts";
import { offersOf } from "./hello.ts";
import type { ReceivedAnswer, ReceiverWord, Role, SenderWord, SentAnswer } from "./messages.ts";
import { receivedObservation, receiveRequest } from "./receive.ts";
import { sendRequest, sentObservation } from "./send.ts";

const PAYLOADS = new Payloads("", "h");
const PAGE = new Uint8Array(4096).fill(7);
const ZEROS = new Uint8Array(4096);

const RECEIVE: ReceiverSession = {
  pageSize: 4096,
  channels: 1,
  method: "none",
  blocks: [
    { name: "a", usedLength: 8192, bytes: new Uint8Array(8192) },
    { name: "b", usedLength: 100, bytes: new Uint8Array(100).fill(1) },
  ],
  events: [
    { kind: "bytes", channel: 0, data: new Uint8Array([1, 2]) },
    { kind: "barrier" },
    { kind: "zero", ramblock: "a", offset: 4096n },
    { kind: "eof", channel: 0 },
  ],
};
const SEND: SenderSession = {
  pageSize: 4096,
  channels: 2,
  method: "none",
  level: 1,
  detection: "auto",
  multifd: true,
  mappedRam: false,
  blocks: [{ name: "a", usedLength: 4096, bytes: ZEROS }],
  passes: [{
    writes: [{ ramblock: "a", offset: 0, bytes: PAGE }],
    queue: [{ ramblock: "a", offset: 0 }],
  }],
};

function received(answer: Partial<ReceivedAnswer>, ...shows: ReceiverWord[]) {
  return receivedObservation(
    { type: "received", outcome: "accepted", ...answer },
    RECEIVE,
    { shows: new Set(shows) },
    PAYLOADS,
  );
}

function sent(answer: Partial<SentAnswer>, shows: SenderWord[] = [], session = SEND) {
  const whole: SentAnswer = { type: "sent", outcome: "completed", writes: [], ...answer };
  return sentObservation(whole, session, { shows: new Set(shows) }, PAYLOADS);
}

function refused(work: () => unknown): string {
  return assertThrows(work, AnswerError).message;
}

test("a receiver's request has its bytes in base64, and no bytes for a block that is all zero", () => {
  const { blocks, events, ...rest } = receiveRequest(RECEIVE, PAYLOADS);
  assertEquals(rest, { type: "receive", pageSize: 4096, channels: 1, method: "none" });
  assertEquals(blocks, [
    { name: "a", usedLength: 8192 },
    { name: "b", usedLength: 100, bytes: toBase64(RECEIVE.blocks[1].bytes) },
  ]);
  assertEquals(events, [
    { kind: "bytes", channel: 0, data: "AQI=" },
    { kind: "barrier" },
    { kind: "zero", ramblock: "a", offset: 4096 },
    { kind: "eof", channel: 0 },
  ]);
});

test("a sender's request has every setting, words that are none too", () => {
  const request = sendRequest(SEND, PAYLOADS);
  assertEquals(request.detection, "auto");
  assertEquals(request.blocks, [{ name: "a", usedLength: 4096 }]);
  assertEquals(request.passes[0].writes[0].bytes, toBase64(PAGE));
});

test("shown pages are put into RAM as it was, and the session's own is left alone", () => {
  const page = { ramblock: "a", offset: 4096, bytes: toBase64(PAGE) };
  const last = { ramblock: "b", offset: 0, bytes: toBase64(PAGE.subarray(0, 100)) };
  const { ram } = received({ pages: [page, last] }, "ram");
  assertEquals(ram!.map(({ bytes }) => [bytes[0], bytes.at(-1)]), [[0, 7], [7, 7]]);
  assertEquals(RECEIVE.blocks[0].bytes.at(-1), 0);
  assertEquals(received({ pages: [] }, "ram").ram, RECEIVE.blocks);
});

test("RAM must have the request's blocks, whole", () => {
  const whole = RECEIVE.blocks.map(({ bytes }) => toBase64(bytes));
  assertEquals(received({ ram: whole }, "ram").ram!.map((b) => b.bytes.length), [8192, 100]);
  assertEquals(
    refused(() => received({ ram: whole.slice(1) }, "ram")),
    "ram has 1 entries: one a block is 2",
  );
  assertEquals(
    refused(() => received({ ram: [whole[0], whole[0]] }, "ram")),
    "ram[1] has 8192 bytes, and the block 100",
  );
  assertEquals(refused(() => received({ ram: [whole[0], "?"] }, "ram")), "ram[1] is not base64");
});

test("a shown page must be one", () => {
  const page = (change: object) => () =>
    received({ pages: [{ ramblock: "a", offset: 0, bytes: toBase64(PAGE), ...change }] }, "ram");
  assertEquals(refused(page({ ramblock: "c" })), 'pages[0].ramblock: there is no block "c"');
  assertEquals(
    refused(page({ offset: 8192 })),
    'pages[0].offset: block "a" of 8192 bytes has no page at 8192',
  );
  assertEquals(
    refused(page({ offset: 1 })),
    'pages[0].offset: block "a" of 8192 bytes has no page at 1',
  );
  assertEquals(
    refused(page({ bytes: "AQI=" })),
    "pages[0].bytes has 2 bytes, and the page 4096",
  );
});

test("what hello promised must be there after a rejection too, and nothing else is taken", () => {
  const rejected = { outcome: "rejected", text: "no magic" } as const;
  assertEquals(received(rejected), { outcome: "rejected", text: "no magic" });
  assertEquals(
    refused(() => received(rejected, "ram")),
    'hello says that it shows ram, and the answer has no "ram" or "pages"',
  );
  for (const word of ["counters", "trace", "writes"] as const) {
    assertEquals(
      refused(() => received(rejected, word)),
      `hello says that it shows ${word}, and the answer has no "${word}"`,
    );
  }
  assertEquals(received({ trace: ["x"], writes: [], ram: ["?"] }), { outcome: "accepted" });
});

test("counters are one a channel", () => {
  const counters = [{ packets: 1, normalPages: 1, zeroPages: 0 }];
  assertEquals(received({ counters }, "counters").counters, counters);
  assertEquals(
    refused(() => received({ counters: [...counters, ...counters] }, "counters")),
    "counters has 2 entries: one a channel is 1",
  );
  assertEquals(
    refused(() => sent({ counters: { normalPages: 1, zeroPages: 0, channels: counters } })),
    "counters.channels has 1 entries: one a channel is 2",
  );
  assertEquals(
    refused(() => sent({}, ["counters"])),
    'hello says that it shows counters, and the answer has no "counters"',
  );
});

test("a sender's writes become bytes and words", () => {
  const { writes } = sent({
    writes: [
      { stream: "channel", channel: 1, data: "AQI=" },
      { stream: "main", word: { kind: "zero", ramblock: "a", offset: 0 } },
      { stream: "main", word: { kind: "page", ramblock: "a", offset: 0, bytes: toBase64(PAGE) } },
      { stream: "main", word: { kind: "eos" } },
    ],
  });
  assertEquals(writes.map((write) => write.stream === "main" ? write.word.kind : write.channel), [
    1,
    "zero",
    "page",
    "eos",
  ]);
  assertEquals(writes[1], { stream: "main", word: { kind: "zero", ramblock: "a", offset: 0n } });
  assertEquals(
    refused(() => sent({ writes: [{ stream: "channel", channel: 2, data: "" }] })),
    "writes[0].channel is 2, and the request has 2 channels",
  );
  assertEquals(refused(() => sent({ writes: undefined })), 'the answer has no "writes"');
});

test("a file comes with mapped-ram, and is the answer then", () => {
  const session = { ...SEND, mappedRam: true };
  assertEquals(sent({ writes: undefined, file: "AQI=" }, [], session).file?.length, 2);
  assertEquals(
    refused(() => sent({}, [], session)),
    'the request has "mappedRam": true, and the answer no "file"',
  );
});

test("a refusal needs nothing but its text", () => {
  const refusal = { outcome: "refused", text: "auto?", writes: undefined } as const;
  assertEquals(sent(refusal, ["counters", "trace"]), {
    outcome: "refused",
    text: "auto?",
    writes: [],
  });
});

const ROLE: Role = { methods: ["none"], pageSizes: [4096], maxChannels: 3 };

test("an offer is what hello says; blocks count where no others are taken", () => {
  const blocks = [{ name: "ram", usedLength: 8192 }];
  const hello = { type: "hello", protocol: 1, name: "a", version: "1" } as const;
  const { receiver } = offersOf({ ...hello, receiver: { ...ROLE, shows: ["blocks"], blocks } });
  assertEquals([receiver!.blocks, receiver!.layout], [undefined, "patch"]);
  const offered = (blocks: Role["blocks"]) =>
    offersOf({ ...hello, sender: { ...ROLE, shows: [], detections: ["none"], blocks } }).sender;
  assertEquals(offered(blocks)!.blocks, blocks);
  assertEquals(refused(() => offered([...blocks, ...blocks])), "sender.blocks: two have one name");
  assertEquals(
    refused(() => offered([{ name: "ram", usedLength: 4095 }])),
    "sender.blocks: none holds a page of 4096 bytes",
  );
  const large = ["a", "b"].map((name) => ({ name, usedLength: 16 * 1024 * 1024 }));
  assertEquals(
    refused(() => offered(large)),
    "sender.blocks are 33554432 bytes in all, and at most 16777216 are taken",
  );
});
