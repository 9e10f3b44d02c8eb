import { assert, assertEquals } from "@std/assert";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { LEFT_OUT, SCOPE } from "./scope.ts";

const ROOT = new URL("../", import.meta.url);
const read = (file: string) => readFileSync(new URL(file, ROOT), "utf8");

test("all that sender and receiver import is mutated, or left out with a reason", () => {
  const known = new Set([...SCOPE.map(({ file }) => file), ...Object.keys(LEFT_OUT)]);
  const reached = new Set<string>();
  const follow = (file: string) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const target of importsOf(file)) follow(target);
  };
  follow("protocol/sender.ts");
  follow("protocol/receiver.ts");
  assertEquals([...reached].filter((file) => !known.has(file)), []);
  assertEquals([...known].filter((file) => !reached.has(file)), []);
});

test("every declaration that is left out is there", () => {
  for (const { file, without = {} } of SCOPE) {
    const text = read(file);
    for (const name of Object.keys(without)) {
      assert(new RegExp(`\\b${name}\\b`).test(text), `${file} has no ${name}`);
    }
  }
});

/** Files of the project that a file needs when it runs. */
function importsOf(file: string): string[] {
  const targets = read(file).matchAll(/^(?:import|export)\s+(?!type\b)[^"';]*?from "(\.[^"]+)"/gm);
  return [...targets].map(([, target]) =>
    new URL(target, new URL(file, ROOT)).href.slice(ROOT.href.length)
  ).filter((target) => existsSync(new URL(target, ROOT)));
}
