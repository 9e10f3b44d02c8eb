/** What a QEMU program is and can do, asked of the program itself. */
import { createServer } from "node:net";
import { type MethodName, METHODS } from "../../../protocol/flags.ts";
import { TargetError } from "../../target.ts";
import { type Qemu, startQemu } from "./process.ts";
import type { Scratch } from "../../process/scratch.ts";
import { isAtLeast, type QemuVersion } from "./version.ts";

export interface Program {
  path: string;
  version: QemuVersion;
  /** As people write it: `10.0.2 (Debian 1:10.0.2+ds-2)`. */
  versionText: string;
  /** Who built it: `Debian 1:10.0.2+ds-2`, or nothing. */
  package: string;
  /** Of the guest, bytes. */
  pageSize: number;
  methods: readonly MethodName[];
  /** Of migrations, as it has them at its start. */
  parameters: Record<string, unknown>;
  /** `-global migration.x-multifd=on` sets the capability: shorter than QMP's way, but no stable name. */
  multifdProperty: boolean;
  /** Barriers are words of the main channel; before 8.1 they are the ends of RAM sections. */
  flushWord: boolean;
  /** Types of machines it can be. */
  machines: readonly string[];
  /** It prints trace lines of multifd. */
  trace: boolean;
  /** Its trace lines say how many pages each channel has received: not from 9.2 on. */
  receiverCounts: boolean;
  /** `migrate-incoming` takes `exit-on-error`. */
  exitOnError: boolean;
  /** `-run-with` takes `exit-with-parent`. */
  exitsWithParent: boolean;
}

/** Guest RAM in bytes: two full packets, whatever the page size. */
export const RAM_SIZE = 1024 * 1024;

/** Starts the program once and asks. Throws a TargetError when it cannot be run. */
export async function probe(path: string, scratch: Scratch): Promise<Program> {
  const qemu = await startQemu({ program: path, scratch, ramSize: RAM_SIZE });
  try {
    const { qemu: version, package: package_ } = await qemu.qmp.execute("query-version");
    const { major, minor, micro } = version;
    const trace = await hasTrace(qemu);
    return {
      path,
      version,
      versionText: `${major}.${minor}.${micro}${package_ && ` (${package_})`}`,
      package: package_,
      parameters: await qemu.qmp.execute("query-migrate-parameters"),
      multifdProperty: await hasMultifdProperty(qemu),
      methods: await methodsOf(qemu),
      pageSize: await pageSizeOf(qemu),
      machines: await machinesOf(qemu),
      trace,
      receiverCounts: trace && !isAtLeast(version, 9, 2),
      flushWord: isAtLeast(version, 8, 1),
      exitOnError: isAtLeast(version, 9, 1),
      exitsWithParent: await takesOption(qemu, "run-with", "exit-with-parent"),
    };
  } finally {
    await qemu.kill();
  }
}

/** A build may lack zstd. */
async function methodsOf(qemu: Qemu): Promise<MethodName[]> {
  const methods: MethodName[] = [];
  for (const method of METHODS) {
    try {
      await qemu.qmp.execute("migrate-set-parameters", { "multifd-compression": method });
      methods.push(method);
    } catch {
      // Not in this build.
    }
  }
  return methods;
}

/** False too where properties cannot be listed. */
async function hasMultifdProperty({ qmp }: Qemu): Promise<boolean> {
  try {
    const type = { typename: "migration" };
    const properties: { name: string }[] = await qmp.execute("device-list-properties", type);
    return properties.some(({ name }) => name === "x-multifd");
  } catch {
    return false;
  }
}

async function machinesOf({ qmp }: Qemu): Promise<string[]> {
  const machines: { name: string }[] = await qmp.execute("query-machines");
  return machines.map(({ name }) => name);
}

/** False too where there is no such option at all. */
async function takesOption({ qmp }: Qemu, option: string, parameter: string): Promise<boolean> {
  try {
    const [{ parameters }] = await qmp.execute("query-command-line-options", { option });
    return parameters.some(({ name }: { name: string }) => name === parameter);
  } catch {
    return false;
  }
}

async function hasTrace({ qmp }: Qemu): Promise<boolean> {
  const [event] = await qmp.execute("trace-event-get-state", { name: "multifd_send_thread_end" });
  return event.state !== "unavailable";
}

/** The statistics of a migration to nowhere have it, and nothing else does. */
async function pageSizeOf(qemu: Qemu): Promise<number> {
  const path = qemu.path("nowhere");
  const server = createServer((socket) => socket.on("error", () => {}).resume());
  await new Promise<void>((resolve) => server.listen(path, resolve));
  try {
    await qemu.qmp.execute("migrate", { uri: `unix:${path}` });
    for (let tries = 0; tries < 1000; tries++) {
      const { ram, status } = await qemu.qmp.execute("query-migrate");
      if (ram?.["page-size"]) return ram["page-size"];
      if (status === "failed") break;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  } finally {
    server.close();
  }
  throw new TargetError("query-migrate shows no page size");
}
