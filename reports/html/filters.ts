/** Narrowing the front page down. The form is shown by the browser's script, which it needs. */
import { BY_WEIGHT } from "../summary.ts";
import { type Markup, markup, raw } from "./markup.ts";
import type { Entry, Site } from "./site.ts";
import { SIGN } from "./verdict.ts";

const LEVELS = ["MUST", "SHOULD", "INFO"];
const ROLES = ["sender", "receiver"];

export function filters(site: Site): Markup {
  return markup`<form id="filters" class="filters" aria-label="Filters" hidden>
${select("role", ROLES)}${select("method", methodsOf(site))}${select("verdict", BY_WEIGHT)}${
    select("level", LEVELS)
  }<button type="reset">Show all</button>
<output aria-live="polite"></output></form>`;
}

function select(name: string, words: readonly string[]): Markup {
  const options = words.map((word, i) => markup`<option value="${i}">${word}</option>`);
  return markup`<label>${name} <select name="${name}"><option value="">all</option>${options}</select></label>
`;
}

/** What the browser's script filters: a row a result, words as their places in the lists above. */
export function filterData(site: Site): Markup {
  const methods = methodsOf(site);
  const row = ({ target, rules, page, result }: Entry) => [
    target,
    rules,
    ROLES.indexOf(result.role),
    methods.indexOf(result.method),
    BY_WEIGHT.indexOf(result.verdict),
    LEVELS.indexOf(result.level),
    page ?? 0,
  ];
  const data = {
    verdicts: BY_WEIGHT.map((word) => ({ word, sign: SIGN[word] })),
    results: site.results.map(row),
  };
  const json = JSON.stringify(data).replaceAll("<", "\\u003c");
  return markup`<script type="application/json" id="data">${raw(json)}</script>`;
}

function methodsOf({ results }: Site): string[] {
  return [...new Set(results.map((e) => e.result.method))];
}
