import { assertEquals, assertRejects } from "@std/assert";
import { test } from "node:test";
import { withFolder } from "../../process/testing/folder.ts";
import { TargetError } from "../../target.ts";
import { commandOf } from "./command.ts";
import { Copy, Starts } from "./copy.ts";

/** What each of five starts of a shell script says. */
async function startsOf(script: string, timeoutMs: number) {
  const starts = new Starts();
  const words: string[] = [];
  await withFolder(async (folder) => {
    const command = [...commandOf("exec:sh -c"), script];
    const copies = [1, 2].map(() => new Copy({ command, word: "test", folder, timeoutMs }, starts));
    for (let i = 0; i < 5; i++) {
      const { message } = await assertRejects(() => copies[i % 2].start(), TargetError);
      words.push(message);
    }
  });
  return { words: [...new Set(words)], count: starts.count };
}

test("after three failed starts, of whichever copies, there are no more", async () => {
  assertEquals(await startsOf("echo no library >&2; exit 127", 4000), {
    words: ["no answer to hello: the program ended with exit code 127: no library"],
    count: 3,
  });
});

test("a program that does not answer to hello is no program that starts", async () => {
  assertEquals(await startsOf("sleep 1000", 50), {
    words: ["no answer to hello within 100 ms"],
    count: 3,
  });
});

test("a line without an end is told", async () => {
  assertEquals((await startsOf("printf '{\"id\":1'; sleep 1000", 100)).words, [
    'no answer to hello within 200 ms; it sent a line without an end: {"id":1',
  ]);
  assertEquals((await startsOf("printf half; exit 0", 4000)).words, [
    "no answer to hello: the program ended with exit code 0; it sent a line without an end: half",
  ]);
});

test("a program that repeats what it is asked is told what is missing", async () => {
  const { words } = await startsOf("cat", 4000);
  assertEquals(words.length, 1);
  assertEquals(
    words[0].split(";")[0],
    "the answer to hello: it must have required property 'name'",
  );
});
