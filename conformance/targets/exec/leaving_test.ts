import { assertEquals } from "@std/assert";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { countProcesses, marked } from "./testing/left.ts";
import { commandOf } from "./command.ts";
import { execMisbehaving, execTypeScript } from "./testing/runtime.ts";

for (const signal of ["SIGKILL", "SIGTERM", "SIGINT"]) {
  test(`no program and none of its children outlives a harness that ends by ${signal}`, async () => {
    await marked(async (word) => {
      const program = execMisbehaving("leaves-children");
      const [runtime, ...args] = commandOf(execTypeScript("open-and-die.ts"));
      const { stderr } = spawnSync(runtime, [...args, program, signal], { encoding: "utf8" });
      assertEquals(stderr, "");
      let left = countProcesses(word);
      for (let tries = 0; left > 0 && tries < 100; tries++) {
        await setTimeout(20);
        left = countProcesses(word);
      }
      assertEquals(left, 0);
    });
  });
}
