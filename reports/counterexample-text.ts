/** A counterexample as a person reads it in a terminal. */
import { packetLines, printable } from "./hex-text.ts";
import type { Counterexample, PacketView } from "./model.ts";
import { type Paint, PLAIN } from "./paint.ts";

const PACKETS_SHOWN = 3;
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
    ...labelled("its words", tail(c.text)),
    ...labelled("signal", c.signal),
  ];
  for (const ram of (c.ram ?? []).slice(0, RAM_SHOWN)) {
    lines.push(`RAM       ${printable(ram.ramblock)} + 0x${ram.offset.toString(16)}`);
    lines.push(`          expected ${ram.expected}`, `          observed ${ram.observed}`);
  }
  if ((c.ram?.length ?? 0) > RAM_SHOWN) {
    lines.push(`          and ${c.ram!.length - RAM_SHOWN} more places`);
  }
  for (const packet of shown(c)) {
    const here = isAt(c, packet);
    lines.push(...packetLines(packet, here ? c.at!.field : undefined, paint));
  }
  const hidden = c.packets.length - shown(c).length;
  if (hidden > 0) lines.push(`and ${hidden} more packets: report.json or the HTML report has them`);
  lines.push(
    `seed ${c.seed}, path ${c.path}, ${count(c.pages, "page")}, ${count(c.shrinks, "shrink")}`,
  );
  if (c.replay) lines.push(`replay    ${paint("cyan", c.replay)}`);
  return lines.join("\n");
}

/** The packet at fault and those before it; else the first ones. */
function shown(c: Counterexample): PacketView[] {
  const at = c.packets.findIndex((p) => isAt(c, p));
  if (at < 0) return c.packets.slice(0, PACKETS_SHOWN);
  return c.packets.slice(Math.max(0, at - PACKETS_SHOWN + 1), at + 1);
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
