import { assertEquals, assertMatch, assertRejects, assertStringIncludes } from "@std/assert";
import process from "node:process";
import { test } from "node:test";
import { TargetError } from "../target.ts";
import { execMisbehaving, execTypeScript } from "../targets/exec/testing/runtime.ts";
import { UsageError } from "../usage-error.ts";
import { smokeCommand } from "./smoke.ts";

/** The exit code and the lines of a smoke test. */
async function smoke(target: string): Promise<{ code: number; lines: string[] }> {
  let out = "";
  const { stdout } = process;
  const write = stdout.write;
  stdout.write = ((text: string) => (out += text, true)) as typeof write;
  try {
    return { code: await smokeCommand({ target, timeout: "4000" }), lines: out.trim().split("\n") };
  } finally {
    stdout.write = write;
  }
}

test("a program that speaks the protocol gives 0, a line a step and what it offers", async () => {
  const { code, lines } = await smoke(execTypeScript("reference-testee.ts"));
  assertEquals([code, lines.at(-1)!.split(":")[0]], [0, "It speaks the protocol"]);
  const steps = ["hello", "receive none", "receive zlib", "receive zstd"]
    .concat("send none", "send zlib", "send zstd", "bye");
  assertEquals(
    lines.filter((line) => line.startsWith("ok")).map((line) => line.slice(7, 20).trim()),
    steps,
  );
  assertMatch(lines[1], /receiver: none, zlib, zstd; pages of 4096.* shows ram, counters/);
  assertMatch(lines[2], /sender: .*; detection none, legacy, multifd/);
});

/** Program, the step that goes wrong, and words of the explanation. */
const WRONG: [program: string, step: string, words: string][] = [
  ["exec:cat", "hello", `it must have required property 'name'; it sent {"id":1,"type":"hello"`],
  ["exec:true", "hello", "no answer to hello: the program ended with exit code 0"],
  [execMisbehaving("rubbish"), "receive none", "it is not JSON; it sent received 2 packets"],
  [execMisbehaving("crash"), "receive none", "crashed with SIGSEGV: page 3 is not there"],
  [execMisbehaving("complains"), "receive none", "the program says: out of memory"],
  [execMisbehaving("leaves-children"), "bye", "left 2 of its processes behind: killed"],
];

for (const [program, step, words] of WRONG) {
  test(`the first thing that is wrong is the last line, and gives 1: ${program}`, async () => {
    const { code, lines } = await smoke(program);
    assertEquals([code, lines.at(-1)!.slice(0, 20).trim()], [1, `wrong  ${step}`]);
    assertStringIncludes(lines.at(-1)!, words);
  });
}

test("what is no program cannot be run, and what is no exec: is wrong usage", async () => {
  await assertRejects(() => smoke("exec:no-such-program"), TargetError, "no-such-program in PATH");
  await assertRejects(() => smoke("reference"), UsageError, "expected exec:COMMAND ARGS");
});
