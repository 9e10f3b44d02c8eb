/** A packet in text: a line a field, its bytes beside its name and value. */
import type { PacketView } from "./model.ts";
import { type Paint, PLAIN } from "./paint.ts";

const BYTES_SHOWN = 16;

/**
 * Lines of a packet: first where it stands, then a line a field, the one at fault marked by `>`.
 *
 * @param field name in `packet.fields` of the field at fault, if any
 */
export function packetLines(packet: PacketView, field?: string, paint: Paint = PLAIN): string[] {
  const lines = [
    `channel ${packet.channel}, packet ${packet.packet}, at byte ${packet.byteOffset} of the channel, ` +
    `${packet.length} bytes`,
  ];
  const nameWidth = Math.max(0, ...packet.fields.map((f) => f.name.length));
  const bytes = packet.fields.map((f) => bytesOf(packet.hex, f.offset, f.size));
  const bytesWidth = Math.max(0, ...bytes.map((b) => b.length));
  for (const [i, f] of packet.fields.entries()) {
    const line = `${String(f.offset).padStart(6)}  ${bytes[i].padEnd(bytesWidth)}  ` +
      `${f.name.padEnd(nameWidth)}  ${printable(f.value)}`;
    lines.push(
      f.name === field ? paint(["bold", "red"], `> ${line}`) : `  ${paint("dim", line)}`,
    );
  }
  if (packet.payload) lines.push(payloadLine(packet.payload, field === "payload", paint));
  return lines;
}

function payloadLine(
  { length, hex }: { length: number; hex: string },
  marked: boolean,
  paint: Paint,
): string {
  const shown = pairs(hex).slice(0, BYTES_SHOWN).join(" ");
  const more = length > Math.min(BYTES_SHOWN, hex.length / 2) ? " …" : "";
  const line = `payload  ${shown}${more}  ${length} bytes`;
  return marked ? paint(["bold", "red"], `> ${line}`) : `  ${paint("dim", line)}`;
}

/** Bytes in pairs; what repeats to the end is said once. */
export function bytesOf(hex: string, offset: number, size: number): string {
  const all = pairs(hex.slice(2 * offset, 2 * (offset + size)));
  if (all.length === 0) return "(not sent)";
  let used = all.length;
  while (used > 1 && all[used - 2] === all.at(-1)) used--;
  const repeated = all.length - used + 1;
  if (all.length <= BYTES_SHOWN / 2 || repeated < 4) {
    return all.slice(0, BYTES_SHOWN).join(" ") + (all.length > BYTES_SHOWN ? " …" : "");
  }
  const head = all.slice(0, used - 1);
  const shown = head.slice(0, BYTES_SHOWN / 2).join(" ");
  const gap = head.length > BYTES_SHOWN / 2 ? " …" : "";
  return `${shown}${gap} ${repeated}×${all.at(-1)}`.trim();
}

function pairs(hex: string): string[] {
  return hex.match(/../g) ?? [];
}

/** Control characters, and those that turn the direction of text. */
const UNPRINTABLE =
  // deno-lint-ignore no-control-regex
  /[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;

/** Control characters but newlines as escapes, so that a testee's bytes never drive the terminal. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (c) => {
    const code = c.charCodeAt(0);
    if (code === 9) return " ";
    return code > 0xff ? `\\u${code.toString(16)}` : `\\x${code.toString(16).padStart(2, "0")}`;
  });
}
