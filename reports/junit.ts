/** JUnit XML, as GitLab, Jenkins and GitHub's viewers read it: one suite a target. */
import XMLBuilder from "fast-xml-builder";
import { formatCounterexample } from "./counterexample-text.ts";
import type { Report, Result, TargetReport } from "./model.ts";
import { isFailing, modeOf, sum, type Summary } from "./summary.ts";

export interface JUnitOptions {
  /** A broken SHOULD is a failure. */
  strict?: boolean;
}

/** The file's text. Attributes begin with `@` on their way through the builder. */
export function junitReport(report: Report, { strict = false }: JUnitOptions = {}): string {
  const total = sum(report.targets.map((t) => t.summary));
  const builder = new XMLBuilder({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    suppressBooleanAttributes: false,
    suppressEmptyNode: true,
    format: true,
  });
  return builder.build({
    "?xml": { "@version": "1.0", "@encoding": "UTF-8" },
    testsuites: {
      "@name": legal(`${report.tool.name} ${report.tool.version}`),
      ...counts(total, report.targets.reduce((n, t) => n + t.results.length, 0), strict),
      "@time": seconds(report.run.durationMs),
      testsuite: report.targets.map((t) => suite(t, report, strict)),
    },
  });
}

function counts(summary: Summary, tests: number, strict: boolean) {
  return {
    "@tests": tests,
    "@failures": summary.fail + summary.xpass + (strict ? summary.warn : 0),
    "@errors": summary.error,
  };
}

function suite(target: TargetReport, report: Report, strict: boolean) {
  const { seed, shard, profile, startedAt } = report.run;
  const properties = {
    seed,
    profile: profile ?? target.profile,
    version: target.version,
    shard,
    seeds: target.seeds ?? null,
  };
  return {
    "@name": legal(target.name),
    ...counts(target.summary, target.results.length, strict),
    "@skipped": target.summary.skip + target.summary.xfail,
    "@time": seconds(target.results.reduce((ms, r) => ms + r.durationMs, 0)),
    "@timestamp": startedAt.replace(/(\.\d+)?Z$/, ""),
    properties: {
      property: Object.entries(properties).filter(([, value]) => value !== null)
        .map(([name, value]) => ({ "@name": name, "@value": legal(String(value)) })),
    },
    testcase: target.results.map((r) => testcase(target, r, strict)),
  };
}

function testcase(target: TargetReport, result: Result, strict: boolean) {
  return {
    "@name": legal(`${result.id} ${modeOf(result)}: ${result.title}`),
    "@classname": legal(`${target.name}.${result.role}`),
    "@time": seconds(result.durationMs),
    ...outcome(result, strict),
  };
}

function outcome(result: Result, strict: boolean) {
  const { verdict, reason = "", counterexample } = result;
  const text = legal(counterexample ? formatCounterexample(counterexample) : reason);
  if (verdict === "error") {
    return { error: { "@message": message(reason), "@type": "error", "#text": text } };
  }
  if (isFailing(verdict, strict)) {
    const what = verdict === "xpass" ? reason : counterexample?.observed ?? reason;
    return { failure: { "@message": message(what), "@type": verdict, "#text": text } };
  }
  if (verdict === "skip") return { skipped: { "@message": message(reason) } };
  if (verdict === "xfail") {
    return {
      skipped: { "@message": message(`expected failure: ${reason}`) },
      "system-out": text,
    };
  }
  return verdict === "pass" ? {} : { "system-out": `${verdict}: ${text}` };
}

/** Attributes lose their line breaks when they are read. */
function message(text: string): string {
  return legal(text.replace(/\s*\n\s*/g, " / "));
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}

// deno-lint-ignore no-control-regex
const NOT_XML = /[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g;

/** XML 1.0 has no way to write most control characters and lone surrogates. */
function legal(text: string): string {
  return text.toWellFormed().replace(
    NOT_XML,
    (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`,
  );
}
