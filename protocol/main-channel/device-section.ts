import type { Cursor } from "../cursor.ts";
import { SECTION } from "./format.ts";

/**
 * Passes over a device's data and its footer. Its length is nowhere on the wire, so the end is the first footer with the
 * section's id that something follows which can begin a section.
 */
export function passDevice(cursor: Cursor, id: number): void {
  const { bytes, at: start } = cursor;
  const footer = Uint8Array.of(SECTION.FOOTER, id >>> 24, id >>> 16, id >>> 8, id);
  for (let at = start; (at = bytes.indexOf(SECTION.FOOTER, at)) >= 0; at++) {
    const isFooter = footer.every((byte, i) => bytes[at + i] === byte);
    if (isFooter && beginsSection(bytes, at + footer.length)) {
      cursor.at = at + footer.length;
      return;
    }
  }
  throw cursor.wrong("footer", start, "no footer", `0x7e and section id ${id}`);
}

function beginsSection(bytes: Uint8Array, at: number): boolean {
  switch (bytes[at]) {
    case SECTION.END_OF_STREAM:
      return bytes[at + 1] === SECTION.DESCRIPTION;
    case SECTION.START:
    case SECTION.FULL: {
      const length = bytes[at + 5];
      const name = bytes.subarray(at + 6, at + 6 + length);
      return length > 0 && name.length === length && name.every((byte) => byte > 0x20);
    }
    case SECTION.PART:
    case SECTION.END:
      return at + 5 <= bytes.length;
    case SECTION.COMMAND:
      return bytes[at + 1] === 0;
    default:
      return false;
  }
}
