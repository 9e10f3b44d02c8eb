/** A verdict as it is shown: never by its colour alone. */
import type { Level, Verdict } from "../model.ts";
import { BY_WEIGHT, type Summary } from "../summary.ts";
import { type Markup, markup } from "./markup.ts";

export const SIGN: Record<Verdict, string> = {
  fail: "✗",
  xpass: "↑",
  error: "?",
  warn: "!",
  xfail: "≈",
  pass: "✓",
  info: "i",
  skip: "–",
};

const MEANING: Record<Verdict, string> = {
  fail: "a MUST is broken",
  xpass: "listed as failing, but passes",
  error: "could not be judged",
  warn: "a SHOULD is broken",
  xfail: "fails as expected",
  pass: "holds",
  info: "only reported",
  skip: "not shown, or not for this target",
};

/** The sign and the word. */
export function badge(verdict: Verdict): Markup {
  const sign = SIGN[verdict];
  return markup`<span class="v ${verdict}"><i aria-hidden="true">${sign}</i> ${verdict}</span>`;
}

export function levelTag(level: Level): Markup {
  return markup`<b class="level ${level}">${level}</b>`;
}

/** What signs and words mean. */
export function legend(): Markup {
  return markup`<ul class="legend" aria-label="Verdicts">${
    BY_WEIGHT.map((v) => markup`<li>${badge(v)} ${MEANING[v]}</li>`)
  }</ul>`;
}

/** Shares of verdicts; the counts stand beside it in words. */
export function bar(summary: Summary): Markup {
  const total = BY_WEIGHT.reduce((n, v) => n + summary[v], 0);
  let x = 0;
  const rects = BY_WEIGHT.filter((v) => summary[v] > 0).map((v) => {
    const from = x;
    x += 100 * summary[v] / total;
    return markup`<rect class="${v}" x="${from}" width="${x - from}" height="1"/>`;
  });
  return markup`<svg class="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">${rects}</svg>`;
}
