/** From `exec:COMMAND ARGS` to a program that can be started. */
import { accessSync, constants, statSync } from "node:fs";
import { delimiter, join } from "node:path";
import process from "node:process";
import { TargetError } from "../../target.ts";
import { UsageError } from "../../usage-error.ts";

/** The program's path and its arguments. Throws a UsageError without a command, a TargetError when there is no such program. */
export function commandOf(spec: string): string[] {
  const [program, ...args] = spec.replace(/^exec:/, "").split(" ").filter((word) => word !== "");
  if (program === undefined) throw new UsageError(`--target ${spec}: expected exec:COMMAND ARGS`);
  const path = findProgram(program);
  if (!path) {
    throw new TargetError(
      program.includes("/")
        ? `${program} is not there, or cannot be executed`
        : `there is no program ${program} in PATH`,
    );
  }
  return [path, ...args];
}

/** The path of a program, looked for in PATH unless it is one; undefined when there is none. */
export function findProgram(program: string): string | undefined {
  if (program.includes("/")) return isProgram(program) ? program : undefined;
  const folders = (process.env.PATH ?? "").split(delimiter);
  return folders.map((folder) => join(folder, program)).find(isProgram);
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
