/** A counterexample as a person reads it in a terminal. */
import { packetLines, printable } from "./hex-text.ts";
import type { Counterexample, PacketView } from "./model.ts";
import { type Paint, PLAIN } from "./paint.ts";

/** With all their fields; those before the packet at fault have a line each. */
const PACKETS_SHOWN = 2;
const LEAD_SHOWN = 3;
/** Entries of `offset[]` beside the one at fault. */
const OFFSETS_SHOWN = 4;
const RAM_SHOWN = 3;
const WORDS_SHOWN = 6;

/**
 * What was expected and seen, the packets with the field at fault marked, and how to run it again.
 * Lines are joined by newlines, without one at the end.
 */
export function formatCounterexample(c: Counterexample, paint: Paint = PLAIN): string {
  const lines = [
    ...labelled("expected", c.expected, (t) => paint("green", t)),
    ...labelled("observed", c.observed, (t) => paint("red", t)),
    ...labelled("its words", c.text && c.observed.includes(c.text) ? undefined : tail(c.text)),
    ...labelled("signal", c.signal),
  ];
  for (const ram of (c.ram ?? []).slice(0, RAM_SHOWN)) {
    lines.push(`RAM       ${printable(ram.ramblock)} + 0x${ram.offset.toString(16)}`);
    lines.push(`          expected ${ram.expected}`, `          observed ${ram.observed}`);
  }
  if ((c.ram?.length ?? 0) > RAM_SHOWN) {
    lines.push(`          and ${c.ram!.length - RAM_SHOWN} more places`);
  }
  const { lead, full } = shown(c);
  for (const packet of lead) lines.push(packetLine(packet));
  for (const packet of full) {
    const field = isAt(c, packet) ? c.at!.field : undefined;
    lines.push(...packetLines(withFewOffsets(packet, field), field, paint));
  }
  const hidden = c.packets.length - lead.length - full.length;
  if (hidden > 0) lines.push(`and ${count(hidden, "more packet")}: report.json has them`);
  lines.push(
    `seed ${c.seed}, path ${c.path}, ${count(c.pages, "page")}, ${count(c.shrinks, "shrink")}`,
  );
  if (c.replay) lines.push(`replay    ${paint("cyan", c.replay)}`);
  return lines.join("\n");
}

/** The packet at fault behind those before it; else the first ones. */
function shown(c: Counterexample): { lead: PacketView[]; full: PacketView[] } {
  const at = c.packets.findIndex((p) => isAt(c, p));
  if (at < 0) return { lead: [], full: c.packets.slice(0, PACKETS_SHOWN) };
  return { lead: c.packets.slice(Math.max(0, at - LEAD_SHOWN), at), full: [c.packets[at]] };
}

/** A packet in one line. */
function packetLine({ channel, packet, byteOffset, fields, payload }: PacketView): string {
  const value = (name: string) => fields.find((f) => f.name === name)?.value ?? "?";
  return `channel ${channel}, packet ${packet}, at byte ${byteOffset}: ${value("flags")}, ` +
    `${printable(value("ramblock"))}, ${value("offsets")}, payload ${payload?.length ?? 0}`;
}

function withFewOffsets(packet: PacketView, field: string | undefined): PacketView {
  const isEntry = (name: string) => name.startsWith("offsets[");
  const first = packet.fields.filter((f) => isEntry(f.name)).slice(0, OFFSETS_SHOWN);
  const fields = packet.fields.filter((f) =>
    !isEntry(f.name) || f.name === field || first.includes(f)
  );
  return { ...packet, fields };
}

/** True for the packet the counterexample points at. */
export function isAt(c: Counterexample, packet: PacketView): boolean {
  return c.at !== undefined && c.at.channel === packet.channel && c.at.packet === packet.packet;
}

function labelled(
  label: string,
  text: string | undefined,
  paint: (text: string) => string = (t) => t,
): string[] {
  if (text === undefined || text === "") return [];
  return printable(text).split("\n").map((line, i) =>
    (i === 0 ? label : "").padEnd(10) + paint(line)
  );
}

/** The last lines of what a program said. */
function tail(text: string | undefined): string | undefined {
  return text?.trimEnd().split("\n").slice(-WORDS_SHOWN).join("\n");
}

function count(n: number, word: string): string {
  return `${n} ${word}${n === 1 ? "" : "s"}`;
}
