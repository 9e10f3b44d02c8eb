import { relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

/** `exec:` for a TypeScript program beside this file, on the runtime that runs this. */
export function execTypeScript(name: string, ...args: string[]): string {
  const runtime = process.versions.deno ? ["run", "-A", "--no-check"] : [];
  return `exec:${[process.execPath, ...runtime, pathOf(name), ...args].join(" ")}`;
}

/** `exec:` for a shell script in the folder of misbehaving ones. */
export function execMisbehaving(name: string): string {
  return `exec:sh ${pathOf(`misbehaving/${name}.sh`)}`;
}

/** From here, for a command has no quotes and the way to here may have spaces. */
function pathOf(name: string): string {
  return relative("", fileURLToPath(new URL(name, import.meta.url)));
}
