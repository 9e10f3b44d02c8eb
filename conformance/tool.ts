/** Name and version as reports carry them; a test holds the version against deno.json. */
export const TOOL = { name: "multifd-conformance", version: "0.1.0" } as const;

/** How a command is called, in a checkout and in the package on npm, which holds no sources. */
export function commandLine(command: string): string {
  return `${import.meta.url.endsWith(".ts") ? "deno task" : TOOL.name} ${command}`;
}
