/** The page of a failure: the rule, what came instead, and the bytes that show it. */
import { isAt } from "../counterexample-text.ts";
import type { Counterexample, PacketView, Result } from "../model.ts";
import { modeOf } from "../summary.ts";
import { count, joined, link, type Markup, markup } from "./markup.ts";
import { packetTable } from "./packet.ts";
import { pageMap } from "./page-map.ts";
import { ramTable } from "./ram.ts";
import type { Entry, RuleEntry, Site } from "./site.ts";
import { type Drawings, timeline, timelineOf } from "./timeline.ts";
import { badge, levelTag } from "./verdict.ts";

/** What failures have in common and the file has once. */
export interface Shared {
  drawings: Drawings;
  /** The first failure that has these packets. */
  packets: Map<string, Entry>;
}

export function failurePage(entry: Entry, site: Site, shared: Shared): Markup {
  const { result, page } = entry;
  const { id, title, verdict, role, runs, reason, counterexample } = result;
  const { name, version, profile } = site.targets[entry.target].report;
  const rules = entry.rules.map((i) => site.rules[i]);
  return markup`<section class="page" id="${page}"><h1 tabindex="-1">${
    badge(verdict)
  } ${id} on ${name}, ${modeOf(result)}</h1>
<p class="dim">${version}, profile ${profile}, ${role}, ${count(runs, "case")}.${
    alsoAt(entry, site)
  }</p>
${rules.map((rule) => ruleText(rule, result))}
${rules[0].text !== title && markup`<p>The check: ${title}</p>`}
${reason && markup`<p>${verdict === "xfail" ? "Known: " : ""}${reason}</p>`}
${counterexample && evidence(entry, counterexample, shared)}
${next(entry, site)}</section>
`;
}

/** The same check on other targets and in other modes. */
function alsoAt({ result: { id, role }, target, page }: Entry, site: Site): Markup | undefined {
  const others = site.failures.filter((e) =>
    e.page !== page && e.result.id === id && e.result.role === role
  );
  if (others.length === 0) return;
  const links = others.map((e) => {
    const where = e.target === target ? "" : `${site.targets[e.target].label} `;
    return link(e.page!, `${where}${modeOf(e.result)}`);
  });
  return markup` Also: ${joined(links)}`;
}

function next(entry: Entry, { failures, targets }: Site): Markup | undefined {
  const after = failures[failures.indexOf(entry) + 1];
  if (!after) return;
  const { page, target, result } = after;
  const name = `${result.id} on ${targets[target].label}, ${modeOf(result)}`;
  return markup`<p>Next failure: ${link(page!, name)}</p>`;
}

function ruleText({ id, text, source, page }: RuleEntry, { level }: Result): Markup {
  return markup`<blockquote>${link(page, id)} ${
    levelTag(level)
  } ${text} <cite>Source: ${source}</cite></blockquote>
`;
}

function evidence(entry: Entry, c: Counterexample, shared: Shared): Markup {
  const { role } = entry.result;
  const packet = c.packets.find((p) => isAt(c, p)) ?? c.packets[0];
  return markup`<dl class="against"><div><dt>Expected</dt><dd>${c.expected}</dd></div><div class="bad"><dt>Observed</dt><dd>${c.observed}</dd></div></dl>
${ownWords(c)}
${c.ram && markup`<h2>RAM</h2>${ramTable(c.ram)}`}
${
    packet
      ? markup`<h2>The packet</h2>${packetTable(packet, c, faultIn(packet, c))}${pages(packet, c)}`
      : markup`<p>No packet was sent in this case.</p>`
  }
${
    role === "sender" && packet &&
    markup`<h2>Time line</h2>${timeline(timelineOf(c), c.at, shared.drawings)}`
  }
${c.packets.length > 1 && allPackets(entry, c, shared)}
<h2>Run it again</h2><pre class="replay">${c.replay}</pre>
<p class="dim">Seed ${c.seed}, path ${c.path}, ${count(c.pages, "page")}, ${
    count(c.shrinks, "shrink")
  }.</p>`;
}

function ownWords({ text, signal }: Counterexample): Markup | undefined {
  if (!text && !signal) return;
  return markup`<h2>Its own words</h2><pre>${text}${text && signal && "\n"}${signal}</pre>`;
}

function faultIn(packet: PacketView, c: Counterexample): string | undefined {
  return isAt(c, packet) ? c.at!.field : undefined;
}

function pages(packet: PacketView, c: Counterexample): Markup | undefined {
  const map = pageMap(packet, c);
  return map && markup`<h2>Its pages</h2>${map}`;
}

function allPackets(entry: Entry, c: Counterexample, { packets }: Shared): Markup {
  const key = JSON.stringify(c.packets);
  const there = packets.get(key);
  if (there) {
    const where = link(there.page!, `${there.result.id}, ${modeOf(there.result)}`);
    return markup`<p>All ${c.packets.length} packets of the case are those of ${where}.</p>`;
  }
  packets.set(key, entry);
  const total = c.timeline?.length ?? c.packets.length;
  const some = total > c.packets.length &&
    markup`<p>${c.packets.length} of ${total} are shown.</p>`;
  return markup`<h2>All packets of the case</h2>${some}${
    c.packets.map((packet) => folded(packet, c))
  }`;
}

function folded(packet: PacketView, c: Counterexample): Markup {
  const fault = faultIn(packet, c);
  return markup`<details><summary>${inOneLine(packet)}${
    fault && markup` <mark>at fault</mark>`
  }</summary>${packetTable(packet, c, fault)}</details>
`;
}

function inOneLine({ channel, packet, fields, payload }: PacketView): string {
  const value = (name: string) => fields.find((f) => f.name === name)?.value ?? "?";
  return `Channel ${channel}, packet ${packet}: ${value("flags")}, ${value("ramblock")}, ` +
    `${value("normalPages")} normal, ${value("zeroPages")} zero, ` +
    `${count(payload?.length ?? 0, "byte")} of page data`;
}
