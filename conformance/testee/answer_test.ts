import { assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import { AnswerError, readAnswer } from "./answer.ts";

const ROLE = '"methods":["none"],"pageSizes":[4096],"maxChannels":1';
const HELLO = '"id":1,"type":"hello","protocol":1,"name":"a","version":"1"';

/** Line, type of the request with id 2, and what is wrong. */
const WRONG: [string, "receive" | "send", string][] = [
  ["", "receive", "it is not JSON"],
  ["{", "receive", "it is not JSON"],
  ["[]", "receive", "it is no JSON object"],
  ["null", "receive", "it is no JSON object"],
  ["{}", "receive", "id is none, and that of the request 2"],
  ['{"id":"2"}', "receive", 'id is "2", and that of the request 2'],
  ['{"id":3}', "receive", "id is 3, and that of the request 2"],
  [
    '{"id":1}',
    "receive",
    "id is 1, and that of the request 2: one line an answer, and no other line",
  ],
  ['{"id":2}', "send", 'type is none, and that of an answer to send "sent"'],
  [
    '{"id":2,"type":"sent"}',
    "receive",
    'type is "sent", and that of an answer to receive "received"',
  ],
  ['{"id":2,"type":"sent"}', "send", "it must have required property 'outcome'"],
  ['{"id":2,"type":"error"}', "send", "it must have required property 'text'"],
  [
    '{"id":2,"type":"received","outcome":"ok"}',
    "receive",
    "outcome must be equal to one of the allowed values: accepted, rejected",
  ],
  [
    '{"id":2,"type":"received","outcome":"rejected"}',
    "receive",
    "it must have required property 'text'",
  ],
  [
    '{"id":2,"type":"received","outcome":"accepted","ram":[7]}',
    "receive",
    "ram[0] must be string or object",
  ],
  [
    '{"id":2,"type":"received","outcome":"accepted","pages":[{"ramblock":"ram","offset":0}]}',
    "receive",
    "pages[0] must have required property 'bytes'",
  ],
  [
    '{"id":2,"type":"received","outcome":"accepted","counters":[{"packets":1,"normalPages":1.5,"zeroPages":0}]}',
    "receive",
    "counters[0].normalPages must be integer",
  ],
  [
    '{"id":2,"type":"sent","outcome":"completed","writes":[{"data":""}]}',
    "send",
    "writes[0] must have required property 'stream'",
  ],
  [
    '{"id":2,"type":"sent","outcome":"completed","writes":[{"stream":"main"}]}',
    "send",
    "writes[0] must have required property 'word'",
  ],
  [
    '{"id":2,"type":"sent","outcome":"completed","writes":[{"stream":"main","word":{"kind":"page","ramblock":"a","offset":0}}]}',
    "send",
    "writes[0].word must have required property 'bytes'",
  ],
];

test("an answer that is none is refused with the member that is wrong", () => {
  for (const [line, type, words] of WRONG) {
    const { message } = assertThrows(() => readAnswer(line, 2, type), AnswerError);
    assertEquals(message, words);
  }
});

test("hello must offer a role, and its blocks where it takes no others", () => {
  const refused = (line: string) =>
    assertThrows(() => readAnswer(line, 1, "hello"), AnswerError).message;
  assertEquals(
    refused(`{${HELLO}}`),
    "it must have required property 'receiver', or it must have required property 'sender'",
  );
  assertEquals(
    refused(`{${HELLO},"receiver":{${ROLE},"shows":["ram"]}}`),
    "receiver must have required property 'blocks'",
  );
  assertEquals(
    refused(`{${HELLO.replace('"protocol":1', '"protocol":2')}}`),
    "protocol must be equal to constant: 1",
  );
});

test("an answer of the right form comes back, members without a name in the page too", () => {
  const line = '{"id":2,"type":"received","outcome":"accepted","mine":true}';
  assertEquals(readAnswer(line, 2, "receive").type, "received");
  assertEquals(readAnswer('{"id":2,"type":"error","text":"no"}', 2, "send"), {
    id: 2,
    type: "error",
    text: "no",
  } as never);
  const hello = `{${HELLO},"receiver":{${ROLE},"shows":["ram","blocks"]}}`;
  assertEquals(readAnswer(hello, 1, "hello").type, "hello");
});
