import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { TargetError } from "../../target.ts";
import { openExecTarget } from "./open.ts";
import { countProcesses, marked } from "./testing/left.ts";
import { execMisbehaving } from "./testing/runtime.ts";
import { FINE, TRIGGER } from "./testing/sessions.ts";

/** What comes of three sessions, the second of which makes the program misbehave, and what is said when it is closed. */
const MISBEHAVING: Record<string, { seen: string[]; note?: string }> = {
  "crash": { seen: ["accepted", "crashed SIGSEGV: page 3 is not there", "accepted"] },
  "abort": {
    seen: ["accepted", "crashed: exit code 3: assertion failed: pages <= 128", "accepted"],
  },
  "exit-early": {
    seen: [
      "accepted",
      "error: no answer to receive: the program ended with exit code 0",
      "accepted",
    ],
  },
  "exit-between": {
    seen: [
      "accepted",
      "accepted",
      "error: no answer to receive: the program ended with exit code 0; " +
      "started anew it answers: what it did before had ended it",
    ],
  },
  "hang": { seen: ["accepted", "hung: no answer within 300 ms", "accepted"] },
  "rubbish": {
    seen: [
      "accepted",
      "error: the answer to receive: it is not JSON; it sent received 2 packets",
      "accepted",
    ],
  },
  "binary": {
    seen: [
      "accepted",
      "error: the answer to receive: it is not UTF-8; it sent \ufffd\ufffd",
      "accepted",
    ],
  },
  "flood": {
    seen: [
      "accepted",
      "error: the answer to receive: it is longer than 67108864 bytes; it sent " +
      `${"\\u0000".repeat(120)}…`,
      "accepted",
    ],
  },
  "flood-of-lines": {
    seen: [
      "accepted",
      "accepted",
      "error: the answer to receive: it is not JSON; it sent y",
    ],
  },
  "wrong-id": {
    seen: [
      "accepted",
      "error: the answer to receive: id is 10, and that of the request 3; " +
      'it sent {"id":10,"type":"received","outcome":"accepted"}',
      "accepted",
    ],
  },
  "wrong-type": {
    seen: [
      "accepted",
      'error: the answer to receive: type is "sent", and that of an answer to receive "received"; ' +
      'it sent {"id":3,"type":"sent","outcome":"completed","writes":[]}',
      "accepted",
    ],
  },
  "wrong-member": {
    seen: [
      "accepted",
      "error: the answer to receive: writes[0].offset must be >= 0; it sent " +
      '{"id":3,"type":"received","outcome":"accepted","writes":[{"ramblock":"ram","offset":-4096}]}',
      "accepted",
    ],
  },
  "two-answers": {
    seen: [
      "accepted",
      "accepted",
      "error: the answer to receive: id is 3, and that of the request 4: one line an answer, and " +
      'no other line; it sent {"id":3,"type":"received","outcome":"accepted"}',
    ],
  },
  "closes-stdin": {
    seen: [
      "accepted",
      "accepted",
      "error: no answer to receive: the program has closed its standard input",
    ],
  },
  "ignores-sigterm": {
    seen: ["accepted", "accepted", "accepted"],
    note: "ignored bye, the end of its input and SIGTERM: it was killed",
  },
  "leaves-children": {
    seen: ["accepted", "accepted", "accepted"],
    note: "left 2 of its processes behind: killed",
  },
  "complains": { seen: ["accepted", "error: the program says: out of memory", "accepted"] },
};

for (const [name, { seen, note }] of Object.entries(MISBEHAVING)) {
  test(`a program that misbehaves has its verdict, the next case runs and no process is left: ${name}`, async () => {
    await marked(async (word) => {
      const timeoutMs = name === "hang" ? 300 : 4000;
      const target = await openExecTarget(execMisbehaving(name), { timeoutMs, jobs: 1 });
      try {
        const found = await target.receiver!.receiveAll!([FINE, TRIGGER, FINE]);
        assertEquals(found.map(words), seen);
        assertEquals((await target.receiver!.receive(FINE)).outcome, "accepted");
      } finally {
        await target.close();
      }
      assertEquals(target.notes, note ? [note] : []);
      assertEquals(countProcesses(word), 0);
    });
  });
}

function words(seen: { outcome: string; signal?: string; text?: string } | TargetError): string {
  if (seen instanceof TargetError) return `error: ${seen.message}`;
  const how = seen.signal ? `${seen.outcome} ${seen.signal}` : seen.outcome;
  return seen.text === undefined ? how : `${how}: ${seen.text}`;
}
