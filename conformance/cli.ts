/** The command line. Each command is loaded only when it is called. */
import { Command, CommanderError } from "commander";
import process from "node:process";
import { TOOL } from "./tool.ts";
import { UsageError } from "./usage-error.ts";

const REPORTERS = "terminal, json, junit, html, tap, markdown, badge or events; repeatable";

/** Runs the command line and returns the exit code: 0 conforms, 1 does not, 2 wrong usage, 3 no target. */
export async function main(args: string[]): Promise<number> {
  let code = 0;
  const program = new Command("conform")
    .description("Judges senders and receivers of QEMU's multifd migration packets.")
    .version(TOOL.version)
    .option("--debug", "show stack traces")
    .exitOverride()
    .showHelpAfterError("(--help shows what there is)");
  const repeat = (value: string, before: string[] = []) => [...before, value];

  program.command("run", { isDefault: true })
    .description("run the suite on targets and write reports")
    .option("--target <target>", "what to judge; repeatable", repeat)
    .option("--to <target>", "a live QEMU that receives what the target sends")
    .option("--role <role>", "sender or receiver alone")
    .option(
      "--only <glob>",
      "checks or requirements, such as RCV-05 or 'SND-*'; repeatable",
      repeat,
    )
    .option("--profile <profile>", "whose rules: patch, qemu-7.2, … (default: the target's own)")
    .option("--method <list>", "none,zlib,zstd")
    .option(
      "--runs <n>",
      "drawn cases a check (default: 100; 24 where they share a process, 10 where each costs a process)",
    )
    .option("--seed <n>", "the run's seed (default: random, printed)")
    .option("--shard <i/n>", "run the i-th of n parts")
    .option("--for <time>", "draw new seeds until the time is up, such as 10m")
    .option("--jobs <n>", "programs, or threads of its own, that run side by side", "2")
    .option("--timeout <ms>", "how long a program may take for one case", "5000")
    .option("--transport <kind>", "unix or tcp, for a live QEMU", "unix")
    .option("--expect <file>", "what is known to be wrong")
    .option("--update-expect", "write what is wrong into that file; comments stay")
    .option("--strict", "a broken SHOULD fails too")
    .option("--bail", "stop at the first failure")
    .option("--out <dir>", "where reports go", "reports/out")
    .option("--reporter <name[=path]>", REPORTERS, repeat)
    .action(async (flags) => {
      code = await (await import("./commands/run.ts")).runCommand(flags);
    });

  program.command("list")
    .description("show every requirement and its checks")
    .option("--profile <profile>", "levels under this profile", "patch")
    .option("--json", "as JSON")
    .action(async (flags) => {
      const { listCommand } = await import("./commands/list.ts");
      const { choice } = await import("./commands/option-values.ts");
      const { PROFILES } = await import("./profiles.ts");
      process.stdout.write(
        listCommand(choice("--profile", flags.profile, PROFILES), flags.json === true),
      );
    });

  program.command("inspect")
    .description("decode a recorded channel, or those in a network capture: a line a packet")
    .argument("<file>", "a channel, or a pcap or pcapng file; raw or .gz; - for standard input")
    .option("--channel <id>", "one channel of a capture")
    .option("--packet <n>", "the annotated hex of one packet of a channel, from 0")
    .option("--follow", "go on as the file grows, until Ctrl-C")
    .option("--page-size <bytes>", "page size", "4096")
    .option("--layout <layout>", "patch or before-patch", "patch")
    .option("--json", "a JSON object a packet")
    .action(async (file, flags) => {
      code = await (await import("./commands/inspect.ts")).inspectCommand(file, flags);
    });

  program.command("replay")
    .description("run a saved counterexample again")
    .argument("<case>", "a file from reports/out/cases/")
    .option("--target <target>", "another target than the one it was found on")
    .option("--jobs <n>", "programs run side by side", "1")
    .option("--timeout <ms>", "how long a program may take", "5000")
    .option("--transport <kind>", "unix or tcp, for a live QEMU", "unix")
    .action(async (file, flags) => {
      code = await (await import("./commands/replay.ts")).replayCommand(file, flags);
    });

  program.command("mutants")
    .description("run the suite on faulty implementations: each must be caught by name")
    .option("--role <role>", "sender or receiver alone")
    .option("--only <glob>", "names of mutants; repeatable", repeat)
    .option("--runs <n>", "drawn cases a check", "100")
    .option("--seed <n>", "the first seed", "1")
    .option("--seeds <n>", "seeds that all must be caught with", "20")
    .option("--out <dir>", "where mutants.json and mutants.md go", "reports/out")
    .action(async (flags) => {
      code = await (await import("./commands/mutants.ts")).mutantsCommand(flags);
    });

  program.command("smoke")
    .description("see whether a program speaks the testee protocol (docs/testee.md)")
    .requiredOption("--target <target>", "exec:COMMAND ARGS")
    .option("--timeout <ms>", "how long the program may take for an answer", "5000")
    .action(async (flags) => {
      code = await (await import("./commands/smoke.ts")).smokeCommand(flags);
    });

  program.command("merge")
    .description("join the reports of shards, or of several targets, into one")
    .argument("<dir...>", "report folders of the same seed and profile; all shards of a target")
    .requiredOption("--out <dir>", "where the joined reports go")
    .option("--strict", "a broken SHOULD fails too")
    .option("--reporter <name[=path]>", "as for run; repeatable", repeat)
    .action(async (folders, flags) => {
      code = await (await import("./commands/merge.ts")).mergeCommand(folders, flags);
    });

  program.command("diff")
    .description("show what changed between two reports: 1 when something got worse")
    .argument("<old>", "a report.json, or its folder")
    .argument("<new>", "the same")
    .option("--json", "as JSON")
    .action(async (before, after, flags) => {
      code = (await import("./commands/diff.ts")).diffCommand(before, after, flags);
    });

  program.command("qemu")
    .description("unpack Debian's QEMU builds into the cache, and show what it has")
    .argument("[suite...]", "bookworm, bookworm-backports, trixie, sid, …; none: only show")
    .option("--arch <arch>", "x86_64, aarch64, s390x, ppc64", "x86_64")
    .action(async (suites, flags) => {
      code = await (await import("./commands/qemu.ts")).qemuCommand(suites, flags);
    });

  program.command("record")
    .description("record a live QEMU sender into a capture folder")
    .requiredOption("--out <dir>", "the folder; new, or empty")
    .option("--target <target>", "qemu, qemu=PATH or qemu:VERSION", "qemu")
    .option("--method <method>", "none, zlib or zstd", "none")
    .option("--detection <mode>", "none, legacy or multifd (default: the program's own)")
    .option("--level <n>", "compression level", "1")
    .option("--channels <n>", "multifd channels", "2")
    .option("--seed <n>", "of the guest's RAM", "1")
    .option("--timeout <ms>", "how long it may take", "10000")
    .action(async (flags) => {
      code = await (await import("./commands/record.ts")).recordCommand(flags);
    });

  try {
    await program.parseAsync(args, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (args.includes("--debug")) console.error(error);
    else process.stderr.write(`error: ${(error as Error).message}\n`);
    if (error instanceof UsageError || (error as Error).name === "ReportError") return 2;
    if ((error as Error).name === "TargetError") return 3;
    if (!args.includes("--debug")) {
      process.stderr.write("this is a fault of the harness: --debug shows where\n");
    }
    return 3;
  }
  return code;
}

if (import.meta.main) {
  const written = watchOutput();
  const code = await main(process.argv.slice(2));
  process.exitCode = written() ? code : 3;
}

/** A reader that goes away ends nothing. False: something could not be written for another reason. */
function watchOutput(): () => boolean {
  let written = true;
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => written &&= error.code === "EPIPE");
  }
  return () => written;
}
