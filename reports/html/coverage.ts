/** What the run reached: what no target could show, and how often each class of case was drawn. */
import type { Role, TargetReport } from "../model.ts";
import { columns, joined, link, type Markup, markup, scrolling } from "./markup.ts";
import type { RuleEntry, Site } from "./site.ts";

const ROLES: readonly Role[] = ["receiver", "sender"];

export function coveragePage(site: Site): Markup {
  return markup`<section class="page" id="coverage"><h1 tabindex="-1">Coverage</h1>
<h2>What could not be shown</h2>
<p>Requirements of which a target showed nothing in this run, by the reason.</p>
${site.targets.map((_, target) => notShown(target, site))}
${ROLES.map((role) => classTable(role, site))}</section>
`;
}

function notShown(target: number, site: Site): Markup {
  const { name, version } = site.targets[target].report;
  const entries = site.results.filter((e) => e.target === target);
  const shown = new Set(entries.filter((e) => e.result.verdict !== "skip").flatMap((e) => e.rules));
  const missing = new Set(entries.flatMap((e) => e.rules).filter((i) => !shown.has(i)));
  const who = markup`<b>${name}</b> ${version}`;
  if (missing.size === 0) return markup`<p>${who}: nothing is missing.</p>`;
  const reasons = new Map<string, Set<RuleEntry>>();
  for (const { rules, result: { reason = "" } } of entries) {
    for (const i of rules.filter((i) => missing.has(i))) {
      reasons.set(reason, (reasons.get(reason) ?? new Set()).add(site.rules[i]));
    }
  }
  const lines = [...reasons].map(([reason, rules]) =>
    markup`<li>${reason}: ${joined([...rules].map((r) => link(r.page, r.id)), " ")}</li>`
  );
  return markup`<details><summary>${who}: ${missing.size} of ${site.rules.length} requirements</summary><ul>${lines}</ul></details>
`;
}

/** Classes by how often they were drawn, all targets together. */
function classTable(role: Role, { targets }: Site): Markup | undefined {
  const drawers = targets.map(({ report, label }) => ({ label, drawn: drawnBy(report, role) }))
    .filter(({ drawn }) => drawn.size > 0);
  const total = new Map<string, number>();
  for (const { drawn } of drawers) {
    for (const [name, n] of drawn) total.set(name, (total.get(name) ?? 0) + n);
  }
  if (total.size === 0) return;
  const most = Math.max(...total.values());
  const names = [...total].toSorted(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  const rows = names.map(([name, n]) =>
    markup`<tr><th scope="row">${name}</th>${
      drawers.map(({ drawn }) => markup`<td>${drawn.get(name) ?? "–"}</td>`)
    }<td>${share(n / most)}${n}</td></tr>
`
  );
  const title = `Classes of cases for a ${role}`;
  return markup`<h2>${title}</h2>
<p>${total.size} classes, and how often each was drawn. A case counts once for each check that judged it.</p>
${
    scrolling(
      title,
      markup`<table class="classes">${
        columns("Class", ...drawers.map((d) => d.label), "All")
      }<tbody>
${rows}</tbody></table>`,
    )
  }`;
}

function share(part: number): Markup {
  return markup`<svg viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true"><rect width="${
    (100 * part).toFixed(1)
  }" height="1"/></svg>`;
}

function drawnBy({ results }: TargetReport, role: Role): Map<string, number> {
  const drawn = new Map<string, number>();
  for (const { classes = {} } of results.filter((r) => r.role === role)) {
    for (const [name, n] of Object.entries(classes)) drawn.set(name, (drawn.get(name) ?? 0) + n);
  }
  return drawn;
}
