/** The front page: how it came out, what went wrong, the matrix, and the targets. */
import type { Verdict } from "../model.ts";
import { BY_WEIGHT, conforms, countsInWords, modeOf, sum } from "../summary.ts";
import { filters } from "./filters.ts";
import { count, joined, type Markup, markup } from "./markup.ts";
import { matrix } from "./matrix.ts";
import type { Entry, Site, TargetEntry } from "./site.ts";
import { badge, bar, legend } from "./verdict.ts";

export function front(site: Site): Markup {
  const total = sum(site.targets.map((t) => t.report.summary));
  return markup`<section class="page" id="front"><h1 tabindex="-1">${headline(site)}</h1>
<p>${countsInWords(total)} <span class="dim">(${runInWords(site)})</span></p>
${bar(total)}
${filters(site)}
<div id="failures">${BY_WEIGHT.map((verdict) => failuresOf(site, verdict))}</div>
<h2>Requirements</h2>
${legend()}
${matrix(site)}
<h2>Targets</h2>
<ul class="targets">${site.targets.map(target)}</ul></section>
`;
}

function headline({ report, strict }: Site): string {
  if (!conforms(report, { strict })) return "Does not conform";
  if (!report.run.complete) return "Not complete: this is what was found";
  if (report.targets.some((t) => t.summary.error > 0)) return "Not everything could be judged";
  return "Conforms, or fails only as expected";
}

function runInWords({ report: { run }, targets, results }: Site): string {
  const cases = results.reduce((n, e) => n + e.result.runs, 0);
  const shard = run.shard ? [`shard ${run.shard}`] : [];
  return [
    count(targets.length, "target"),
    count(cases, "case"),
    `seed ${run.seed}`,
    ...shard,
    `${run.startedAt.slice(0, 16).replace("T", " ")} UTC`,
    `${(run.durationMs / 1000).toFixed(1)} s`,
  ].join(", ");
}

const TITLES: Partial<Record<Verdict, string>> = {
  fail: "Failures: a MUST is broken",
  xpass: "Listed as failing, but passes",
  error: "Errors: could not be judged",
  warn: "Warnings: a SHOULD is broken",
  xfail: "Failures that were expected",
};

/** A line for each check that fails one way on one target. What was expected is folded up. */
function failuresOf({ results, targets }: Site, verdict: Verdict): Markup | undefined {
  const found = [...results.entries()].filter(([, e]) => e.page && e.result.verdict === verdict);
  if (found.length === 0) return;
  const lines = Map.groupBy(
    found,
    ([, { target, result }]) => `${target} ${result.role} ${result.id} ${result.reason}`,
  );
  return markup`<details class="failures" ${verdict === "xfail" ? "" : "open"}><summary><h2>${
    TITLES[verdict]
  }</h2> ${count(found.length, "result")}</summary><ul>
${[...lines.values()].map((line) => failureLine(line, targets[line[0][1].target]))}</ul></details>
`;
}

function failureLine(line: [number, Entry][], { label }: TargetEntry): Markup {
  const { id, verdict, title, reason, counterexample } = line[0][1].result;
  const links = line.map(([i, { page, result }]) =>
    markup`<a href="#${page}" data-result="${i}">${modeOf(result)}</a>`
  );
  const why = [counterexample && `Observed: ${counterexample.observed}`, reason];
  return markup`<li>${badge(verdict)} <b>${id}</b> on <b>${label}</b>: ${
    joined(links, " ")
  }<br>${title}${
    why.filter((text) => text).map((text) => markup`<br><span class="dim">${text}</span>`)
  }</li>
`;
}

function target({ label, report: { version, profile, roles, summary } }: TargetEntry): Markup {
  return markup`<li><b>${label}</b> ${version}${bar(summary)}${
    countsInWords(summary)
  }<br><span class="dim">profile ${profile}, ${roles.join(" and ")}</span></li>
`;
}
