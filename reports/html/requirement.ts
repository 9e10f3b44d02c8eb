/** The page of a requirement: the rule, and what each of its checks says of each target. */
import { modeOf } from "../summary.ts";
import { columns, count, joined, link, type Markup, markup, scrolling } from "./markup.ts";
import type { Entry, RuleEntry, Site } from "./site.ts";
import { badge, levelTag } from "./verdict.ts";

/** @param entries the results that speak of the rule */
export function requirementPage(rule: RuleEntry, entries: Entry[], site: Site): Markup {
  const checks = Map.groupBy(entries, ({ result: { role, id } }) => `${id}, ${role}`);
  return markup`<section class="page" id="${rule.page}"><h1 tabindex="-1">${rule.id} ${
    levelTag(rule.level)
  }</h1>
<blockquote>${rule.text} <cite>Source: ${rule.source}</cite></blockquote>
${[...checks].map(([name, results]) => check(name, results, rule, site))}</section>
`;
}

function check(name: string, entries: Entry[], rule: RuleEntry, { targets }: Site): Markup {
  const rows = [...Map.groupBy(entries, (e) => e.target)].map(([target, results]) =>
    markup`<tr><th scope="row">${targets[target].label}</th><td>${outcomes(results, rule)}</td></tr>
`
  );
  return markup`<h2>${name}</h2><p>${entries[0].result.title}</p>
${
    scrolling(
      `Results of ${name}`,
      markup`<table>${columns("Target", "Results")}<tbody>
${rows}</tbody></table>`,
    )
  }`;
}

/** A line for all modes that came out alike. */
function outcomes(entries: Entry[], rule: RuleEntry): Markup[] {
  const alike = Map.groupBy(
    entries,
    ({ result: { verdict, level, reason } }) => `${verdict} ${level} ${reason}`,
  );
  return [...alike.values()].map((line) => {
    const { verdict, level, reason } = line[0].result;
    const runs = line.reduce((n, e) => n + e.result.runs, 0);
    const modes = line.map(({ page, result }) =>
      page ? link(page, modeOf(result)) : modeOf(result)
    );
    return markup`<div>${badge(verdict)} ${level !== rule.level && levelTag(level)} ${
      joined(modes)
    } <span class="dim">${runs > 0 && count(runs, "case")} ${reason}</span></div>`;
  });
}
