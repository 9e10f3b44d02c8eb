/** Targets × requirements: how each rule came out for each target. */
import type { Verdict } from "../model.ts";
import { worst } from "../summary.ts";
import { link, type Markup, markup } from "./markup.ts";
import type { Entry, RuleEntry, Site } from "./site.ts";
import { levelTag, SIGN } from "./verdict.ts";

const ROOMS: Record<string, string> = { LAY: "Layout", SND: "Sender", RCV: "Receiver" };
/** Verdicts that say little: the sign is enough for the eye. `browser.js` has the same. */
const QUIET: readonly Verdict[] = ["pass", "info", "skip"];

export function matrix(site: Site): Markup {
  const cells = cellsOf(site);
  const rooms = Map.groupBy(site.rules.entries(), ([, { id }]) => id.slice(0, 3));
  const heads = site.targets.map(({ label, report: { name, version } }) =>
    markup`<th scope="col" title="${name} ${version}"><span>${label}</span></th>`
  );
  return markup`<div class="scroll" id="matrix" tabindex="0" role="region" aria-label="Matrix of requirements and targets"><table class="matrix">
<thead><tr><th scope="col">Requirement</th>${heads}</tr></thead>
${
    [...rooms].map(([room, rules]) =>
      markup`<tbody><tr class="room"><th scope="rowgroup" colspan="${heads.length + 1}">${
        ROOMS[room] ?? room
      }</th></tr>
${rules.map(([i, rule]) => row(rule, i, cells.get(i)!, heads.length))}</tbody>`
    )
  }</table></div>`;
}

function row(rule: RuleEntry, i: number, cells: Entry[][], width: number): Markup {
  return markup`<tr data-rule="${i}"><th scope="row">${link(rule.page, rule.id)} ${
    levelTag(rule.level)
  } <span class="rule">${rule.text}</span></th>${
    Array.from({ length: width }, (_, target) => cell(cells[target]))
  }</tr>
`;
}

function cell(entries: Entry[] | undefined): Markup {
  if (!entries) return markup`<td></td>`;
  const verdict = worst(entries.map((e) => e.result.verdict))!;
  const page = entries.find((e) => e.result.verdict === verdict)!.page;
  const word = QUIET.includes(verdict)
    ? markup`<span class="unseen">${verdict}</span>`
    : markup`<span> ${verdict}</span>`;
  const text = markup`<i aria-hidden="true">${SIGN[verdict]}</i>${word}`;
  return markup`<td class="v ${verdict}">${page === undefined ? text : link(page, text)}</td>`;
}

/** Results by rule and target. */
function cellsOf({ rules, results }: Site): Map<number, Entry[][]> {
  const cells = new Map<number, Entry[][]>(rules.map((_, i) => [i, []]));
  for (const entry of results) {
    for (const rule of entry.rules) (cells.get(rule)![entry.target] ??= []).push(entry);
  }
  return cells;
}
