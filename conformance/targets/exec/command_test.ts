import { assert, assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import { TargetError } from "../../target.ts";
import { UsageError } from "../../usage-error.ts";
import { commandOf } from "./command.ts";

test("a command is split at spaces, and its program looked for in PATH", () => {
  const [path, ...args] = commandOf("exec: sh  -c a;b ");
  assert(path.startsWith("/") && path.endsWith("/sh"), path);
  assertEquals(args, ["-c", "a;b"]);
  assertEquals(commandOf(`exec:${path}`), [path]);
});

test("no command is wrong usage, and no program a target that cannot be run", () => {
  assertThrows(() => commandOf("exec: "), UsageError, "--target exec: : expected exec:COMMAND");
  assertThrows(() => commandOf("exec:no-such-program"), TargetError, "no-such-program in PATH");
  assertThrows(() => commandOf("exec:/no/program x"), TargetError, "/no/program is not there");
  assertThrows(() => commandOf("exec:./docs"), TargetError, "./docs is not there, or cannot be");
});
