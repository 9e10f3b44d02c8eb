/** The expectation files that come with the project: what is known to be wrong with what it knows. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Expectation, parseExpectations } from "./expectations.ts";

/**
 * Expectations for a target; none for one nobody knows. A QEMU has the file of its very version, or that of its series:
 * `qemu-10.0.2.txt`, then `qemu-10.0.txt`, which speaks of the last version known.
 */
export function shippedExpectations(target: { name: string; version: string }): Expectation[] {
  for (const name of filesFor(target)) {
    const file = fileURLToPath(new URL(`expectations/${name}.txt`, import.meta.url));
    if (existsSync(file)) return parseExpectations(readFileSync(file, "utf8"), file);
  }
  return [];
}

function filesFor({ name, version }: { name: string; version: string }): string[] {
  if (name === "patch-v6") return [name];
  const [, series, point] = /^(\d+\.\d+)(\.\d+)?/.exec(version) ?? [];
  if (!/^qemu\b/.test(name) || series === undefined) return [];
  return [`qemu-${series}${point ?? ""}`, `qemu-${series}`];
}
