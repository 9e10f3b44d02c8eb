import type { Cursor } from "../cursor.ts";
import { SECTION } from "./format.ts";

export interface Configuration {
  machine: string;
  /** The sender's capabilities, where it says them. */
  capabilities: string[];
}

const PREFIX = "configuration/";

/** Reads the configuration section and its subsections; the cursor is at its type byte. */
export function readConfiguration(cursor: Cursor): Configuration {
  cursor.u8("configuration");
  const machine = cursor.text(cursor.u32("machine length"), "machine");
  const capabilities: string[] = [];
  while (cursor.peek() === SECTION.SUBSECTION) {
    const at = cursor.at;
    cursor.u8("subsection");
    const name = cursor.name("subsection name");
    cursor.u32("subsection version");
    switch (name) {
      case PREFIX + "capabilities": {
        const count = cursor.u32("capability count");
        for (let i = 0; i < count; i++) capabilities.push(cursor.name(`capability[${i}]`));
        break;
      }
      case PREFIX + "target-page-bits":
        cursor.u32("target page bits");
        break;
      case PREFIX + "uuid":
        cursor.take(16, "uuid");
        break;
      default:
        // Its length is not on the wire, so nothing behind it can be found.
        throw cursor.wrong("subsection name", at + 1, name, "capabilities, target-page-bits, uuid");
    }
  }
  return { machine, capabilities };
}
