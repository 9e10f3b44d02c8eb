/** The table of mutants as Markdown. */
import { broken } from "../mutation.ts";
import type { Hunted } from "./hunted.ts";

/** `summary`: lines in front of the table. */
export function mutantsTable(hunted: readonly Hunted[], summary: readonly string[]): string {
  const rows = hunted.map(({ mutant, checks, runs, pages }) => [
    `\`${mutant.name}\``,
    mutant.role,
    [...broken(mutant)].join(", "),
    checks.join(", ") || "nothing",
    checks.length === 0 ? "" : String(runs ?? "fixed case"),
    pages === null ? "" : sizeOf(pages, mutant.least?.why),
  ]);
  const table = [HEAD, HEAD.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  return ["# Mutants", "", ...summary.flatMap((line) => [line, ""]), ...table, ""].join("\n");
}

const HEAD = ["mutant", "role", "breaks", "caught by", "runs needed", "smallest case"];

function sizeOf(pages: number, why?: string): string {
  const size = pages === 1 ? "1 page" : `${pages} pages`;
  return why ? `${size}: ${why}` : size;
}
