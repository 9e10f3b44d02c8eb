/** From a word of the command line to a target. Each kind is loaded only when it is asked for. */
import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { UsageError } from "../usage-error.ts";
import type { Target } from "../target.ts";

/**
 * How targets are run.
 *
 * @example
 * ```ts
 * import type { TargetSettings } from "@multifd/conformance";
 * const settings: TargetSettings = { timeoutMs: 5000, jobs: 2, transport: "unix" };
 * ```
 */
export interface TargetSettings {
  /** How long a program may take for one case. */
  timeoutMs: number;
  /** Programs run side by side. */
  jobs: number;
  /** Of a live QEMU. */
  transport: "unix" | "tcp";
  /** The destination, when a live QEMU's stream goes to another one. */
  to?: string;
}

const KINDS =
  "reference, patch-v6, mutant:NAME, capture:DIR, qemu, qemu=PATH, qemu:VERSION, exec:COMMAND";

/** What `conform` judges when no target is named. */
export function defaultTargets(): string[] {
  const captures = fileURLToPath(new URL("../../captures/", import.meta.url));
  // As a path from here, so that reports of two checkouts are the same.
  const recorded = readdirSync(captures).sort().map((name) => relative("", join(captures, name)));
  return ["reference", "patch-v6", ...recorded.map((path) => `capture:${path}`)];
}

/** True when the target starts no program and opens no socket. */
export function isEmbedded(spec: string): boolean {
  return /^(reference$|patch-v6$|mutant:|capture:)/.test(spec);
}

/**
 * Opens a target. Throws a UsageError for a word that names none, a TargetError when it cannot be run.
 *
 * @example
 * ```ts
 * import { openTarget } from "@multifd/conformance";
 * const target = await openTarget("patch-v6", { timeoutMs: 5000, jobs: 1, transport: "unix" });
 * console.log(target.version);
 * await target.close();
 * ```
 */
export async function openTarget(spec: string, settings: TargetSettings): Promise<Target> {
  const { kind, separator, rest } = split(spec);
  if (settings.to !== undefined && kind !== "qemu") {
    throw new UsageError(`--to ${settings.to}: --target ${spec} is no live QEMU`);
  }
  switch (kind + separator) {
    case "reference":
      return (await import("../targets/reference.ts")).openReferenceTarget();
    case "patch-v6":
      return (await import("../targets/patch-v6/target.ts")).openPatchV6Target();
    case "mutant:":
      return (await import("../targets/mutant.ts")).openMutantTarget(rest);
    case "capture:":
      return await (await import("../targets/capture.ts")).openCaptureTarget(rest);
    case "exec:":
      return await (await import("../targets/exec/open.ts")).openExecTarget(spec, settings);
    case "qemu":
    case "qemu=":
    case "qemu:":
      return await openLiveQemu(spec, settings);
    default:
      throw new UsageError(`--target ${spec}: expected one of ${KINDS}`);
  }
}

/** A pair's own name has both ends, so that what was found on it can be replayed. */
async function openLiveQemu(spec: string, settings: TargetSettings): Promise<Target> {
  const [from, to = settings.to] = spec.split(" to ");
  if (to === undefined) {
    return await (await import("../targets/qemu/open.ts")).openQemu(from, settings);
  }
  if (split(to).kind !== "qemu") {
    throw new UsageError(`--to ${to}: expected qemu, qemu=PATH or qemu:VERSION`);
  }
  return await (await import("../targets/qemu/pair.ts")).openQemuPair(from, to, settings);
}

function split(spec: string): { kind: string; separator: string; rest: string } {
  const match = /^([a-z0-9-]+)([:=]?)(.*)$/s.exec(spec);
  return { kind: match?.[1] ?? "", separator: match?.[2] ?? "", rest: match?.[3] ?? "" };
}
