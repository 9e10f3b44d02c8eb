/** The frame around all pages: head, navigation, style and script. */
import { createHash } from "node:crypto";
import script from "./browser.js" with { type: "text" };
import { filterData } from "./filters.ts";
import { link, type Markup, markup, raw } from "./markup.ts";
import style from "./report.css" with { type: "text" };
import type { Site } from "./site.ts";

/** The whole file. The browser is told to load nothing and to run no script but ours. */
export function document(site: Site, pages: unknown): Markup {
  const { name, version } = site.report.tool;
  const policy = [
    "default-src 'none'",
    "img-src data:",
    `style-src '${hashOf(style)}'`,
    `script-src '${hashOf(script)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return markup`<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${raw(policy.join("; "))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>${site.targets.map((t) => t.label).join(", ")}: multifd conformance</title>
<style>${raw(style)}</style></head>
<body><header><nav aria-label="Report">${link("front", markup`<b>Multifd conformance</b>`)} ${
    link("failures", `Failures (${site.failures.length})`)
  } ${link("matrix", "Requirements")} ${link("coverage", "Coverage")}</nav></header>
<main id="everything">${pages}</main>
<footer>${name} ${version}. ${link("everything", "All pages, for printing")}</footer>
${filterData(site)}
<script>${raw(script)}</script></body></html>
`;
}

function hashOf(text: string): string {
  return `sha256-${createHash("sha256").update(text).digest("base64")}`;
}
