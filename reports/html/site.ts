/** What all views share: every result with the address of its page. */
import type { Report, RequirementText, Result, TargetReport } from "../model.ts";
import { modeOf } from "../summary.ts";

export interface Site {
  report: Report;
  /** A broken SHOULD counts as a failure. */
  strict: boolean;
  /** The matrix's rows. */
  rules: RuleEntry[];
  /** Its columns, as in the report. */
  targets: TargetEntry[];
  /** Every result of every target. */
  results: Entry[];
  /** Those that have a page. */
  failures: Entry[];
}

export interface RuleEntry extends RequirementText {
  /** Anchor of its page. */
  page: string;
}

export interface TargetEntry {
  report: TargetReport;
  /** The name, without folders where it is clear without. */
  label: string;
}

export interface Entry {
  target: number;
  result: Result;
  /** Indexes of `rules`. */
  rules: number[];
  /** Anchor of the failure's page; absent where nothing failed. */
  page?: string;
}

/** Verdicts that have a page of their own. */
const PAGED = ["fail", "xpass", "error", "warn", "xfail"];

export function siteOf(report: Report, strict: boolean): Site {
  const anchor = anchors();
  const rules = rulesOf(report).map((rule) => ({ ...rule, page: anchor(rule.id) }));
  const place = new Map(rules.map(({ id }, i) => [id, i]));
  const targets = report.targets.map((target) => ({
    report: target,
    label: labelOf(target.name, report),
  }));
  const results = targets.flatMap(({ report: { results }, label }, target) =>
    results.map((result): Entry => ({
      target,
      result,
      rules: result.requirements.map((id) => place.get(id)!),
      ...(PAGED.includes(result.verdict) && {
        page: anchor(`${label} ${result.id} ${modeOf(result)}`),
      }),
    }))
  );
  const failures = results.filter((e) => e.page !== undefined);
  return { report, strict, rules, targets, results, failures };
}

/** The catalogue's rules; where a report has none, those that its results name. */
function rulesOf({ requirements = [], targets }: Report): RequirementText[] {
  const known = new Set(requirements.map((r) => r.id));
  const rules = [...requirements];
  for (const { requirements, level, role, title } of targets.flatMap((t) => t.results)) {
    for (const id of requirements.filter((id) => !known.has(id))) {
      known.add(id);
      rules.push({ id, level, role, text: title, source: "not in this report" });
    }
  }
  return rules;
}

function labelOf(name: string, { targets }: Report): string {
  const short = (name: string) => name.replace(/^.*\/(?=.)/, "");
  return targets.filter((t) => short(t.name) === short(name)).length > 1 ? name : short(name);
}

/** Makes ids that can stand in an address, each once. */
function anchors(): (text: string) => string {
  const taken = new Set(["front", "failures", "matrix", "coverage", "everything"]);
  return (text) => {
    const plain = text.replace(/[^A-Za-z0-9._]+/g, "-").replace(/^-|-$/g, "") || "page";
    let id = plain;
    for (let n = 2; taken.has(id.toLowerCase()); n++) id = `${plain}-${n}`;
    taken.add(id.toLowerCase());
    return id;
  };
}
