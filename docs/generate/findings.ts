/** `findings.md`: what is known to be wrong with released QEMUs, and what the suite found beyond it. */
import { readdirSync, readFileSync } from "node:fs";
import { CHECKS } from "../../conformance/checks/mod.ts";
import { parseExpectations } from "../../conformance/expectations.ts";
import { globMatches } from "../../conformance/glob.ts";
import { code, GENERATED, table } from "./markdown.ts";

const FOLDER = new URL("../../conformance/expectations/", import.meta.url);

/** The page. */
export function findings(): string {
  const text = readFileSync(new URL("FINDINGS.md", FOLDER), "utf8").trimEnd();
  const files = readdirSync(FOLDER).filter((name) => name.endsWith(".txt")).sort();
  return `${GENERATED}

${text}

# What each version is expected to fail

From the files in \`conformance/expectations/\`. A run in which one of these passes, or something else fails, exits with 1.

${files.map(section).join("\n\n")}
`;
}

function section(file: string): string {
  const lines = parseExpectations(readFileSync(new URL(file, FOLDER), "utf8"), file);
  const rows = lines.map(({ check, method, detection, verdict, reason }) => [
    code(check),
    method === "*" ? "all" : method,
    detection === "*" ? "all" : detection,
    verdict,
    titleOf(check),
    reason,
  ]);
  const head = ["check", "method", "detection", "verdict", "rule", "what it does instead"];
  return `## ${file.replace(/\.txt$/, "")}\n\n${table(head, rows)}`;
}

function titleOf(glob: string): string {
  const titles = CHECKS.filter(({ id }) => globMatches(glob, id)).map(({ title }) => title);
  return [...new Set(titles)].join(" ");
}
