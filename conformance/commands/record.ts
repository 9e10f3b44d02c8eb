/** `record`: makes a capture folder from a live sender. */
import process from "node:process";
import { blockBytes } from "../../generators/fill.ts";
import { type MethodName, METHODS } from "../../protocol/flags.ts";
import { type Detection, DETECTIONS } from "../../protocol/ram.ts";
import { emptyFolder, writeCapture } from "../capture-folder.ts";
import { type SenderSession, TargetError } from "../target.ts";
import { locateQemu } from "../targets/qemu/locate.ts";
import { probe, type Program } from "../targets/qemu/program.ts";
import { openScratch } from "../process/scratch.ts";
import { drawnBlock } from "../targets/qemu/sender/drawn-block.ts";
import { plainGuest, startGuest } from "../targets/qemu/sender/guest.ts";
import { parametersOf, sendFrom } from "../targets/qemu/sender/outgoing.ts";
import { isAtLeast } from "../targets/qemu/version.ts";
import { UsageError } from "../usage-error.ts";
import { choice, integer } from "./option-values.ts";

/** As the command line gives them: text. */
export interface RecordFlags {
  target: string;
  out: string;
  method: string;
  detection?: string;
  level: string;
  channels: string;
  seed: string;
  timeout: string;
}

const RAM_SIZE = 4 * 1024 * 1024;

/** Records one migration of a guest whose RAM is drawn from the seed. */
export async function recordCommand(flags: RecordFlags): Promise<number> {
  const { target, out } = flags;
  if (!/^qemu([=:]|$)/.test(target)) {
    throw new UsageError(`--target ${target}: expected qemu, qemu=PATH or qemu:VERSION`);
  }
  const method = choice<MethodName>("--method", flags.method, METHODS);
  const settings = {
    method,
    level: integer("--level", flags.level, method === "zstd" ? 1 : 0, method === "zstd" ? 20 : 9),
    channels: integer("--channels", flags.channels, 1, 255),
  };
  const seed = integer("--seed", flags.seed, 0, 0x7fffffff);
  const timeoutMs = integer("--timeout", flags.timeout, 1, 3_600_000);
  emptyFolder(out);
  const scratch = openScratch();
  try {
    const program = await probe(locateQemu(target), scratch);
    const guest = plainGuest(RAM_SIZE);
    const blocks = guest.blocks.map((b) => ({
      ...b,
      bytes: blockBytes(drawnBlock(b, program.pageSize, seed), program.pageSize),
    }));
    const session: SenderSession = {
      ...settings,
      pageSize: program.pageSize,
      detection: detectionOf(program, flags.detection),
      multifd: true,
      mappedRam: false,
      blocks,
      passes: [{ writes: [], queue: [] }],
    };
    const qemu = await startGuest(program, guest, scratch);
    const outgoing = { program, guest, timeoutMs, transport: "unix" } as const;
    const { outcome, text, streams, info, trace } = await sendFrom(qemu, session, outgoing);
    if (outcome !== "completed") throw new TargetError(`--target ${target}: ${outcome}: ${text}`);
    writeCapture(out, {
      qemu: program.version,
      package: program.package,
      machine: guest.machine,
      pageSize: program.pageSize,
      parameters: parametersOf(session, program),
      queryMigrate: info,
      ...streams,
      trace,
      blocks,
    });
    process.stdout.write(
      `${out}: ${info!.ram!.normal} normal and ${info!.ram!.duplicate} zero pages from QEMU ` +
        `${program.versionText}; judged by --target capture:${out}\n`,
    );
  } finally {
    scratch.remove();
  }
  return 0;
}

function detectionOf({ version, versionText }: Program, word?: string): Detection {
  const patched = isAtLeast(version, 9, 0);
  const detection = choice("--detection", word ?? (patched ? "multifd" : "legacy"), DETECTIONS);
  if (!patched && detection !== "legacy") {
    throw new UsageError(`--detection ${word}: QEMU ${versionText} has legacy alone`);
  }
  return detection;
}
