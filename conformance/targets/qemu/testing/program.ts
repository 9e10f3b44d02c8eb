import process from "node:process";
import { cachedBuilds, findBuild } from "../cache.ts";

/** Options for a test that needs this QEMU, and its path. Without it the test is skipped, but fails under CI. */
export function needsQemu(word: string): { program: string; options: { skip?: string } } {
  const program = findBuild(cachedBuilds(), word)?.program;
  if (program || process.env.CI === "true") {
    return { program: program ?? `/no QEMU ${word} in the cache`, options: {} };
  }
  const skip = `no QEMU ${word} in the cache: deno task qemu gets one`;
  console.log(`skipped: ${skip}`);
  return { program: "", options: { skip } };
}
