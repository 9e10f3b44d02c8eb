/** Name and version as reports carry them; a test holds the version against deno.json. */
export const TOOL = { name: "multifd-conformance", version: "0.1.0" } as const;
