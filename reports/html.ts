/** `report.html`: one file for people. It needs no network, and no script but for filters. */
import { coveragePage } from "./html/coverage.ts";
import { document } from "./html/document.ts";
import { failurePage, type Shared } from "./html/failure.ts";
import { front } from "./html/front.ts";
import { printableTexts } from "./html/printable.ts";
import { requirementPage } from "./html/requirement.ts";
import { siteOf } from "./html/site.ts";
import { drawings } from "./html/timeline.ts";
import type { Report } from "./model.ts";

export interface HtmlOptions {
  /** A broken SHOULD is a failure. */
  strict?: boolean;
}

/** The file's text. Every text of the report is escaped. */
export async function htmlReport(
  report: Report,
  { strict = false }: HtmlOptions = {},
): Promise<string> {
  const site = siteOf(printableTexts(report), strict);
  const shared: Shared = { drawings: drawings(), packets: new Map() };
  const pages = [
    front(site),
    site.failures.map((entry) => failurePage(entry, site, shared)),
    site.rules.map((rule, i) =>
      requirementPage(rule, site.results.filter((e) => e.rules.includes(i)), site)
    ),
    coveragePage(site),
    shared.drawings.all(),
  ];
  return String(await document(site, pages));
}
