/** The expectation files that come with the project: what is known to be wrong with what it knows. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { type Expectation, parseExpectations } from "./expectations.ts";
import type { ProfileName } from "./profiles.ts";

/** Expectations for a target judged under a profile; none for a target nobody knows. */
export function shippedExpectations(target: string, profile: ProfileName): Expectation[] {
  const name = target === "patch-v6" ? target : /^qemu\b/.test(target) ? profile : undefined;
  const file = name &&
    fileURLToPath(new URL(`expectations/${name}.txt`, import.meta.url));
  return file && existsSync(file) ? parseExpectations(readFileSync(file, "utf8"), file) : [];
}
