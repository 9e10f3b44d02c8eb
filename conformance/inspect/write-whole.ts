import { writeSync } from "node:fs";
import { whenReady } from "./when-ready.ts";

/** Writes all of the text. It is out when this is done: a reader that blocks keeps nothing back. */
export async function writeWhole(fd: number, text: string): Promise<void> {
  for (let rest: Uint8Array = ENCODER.encode(text); rest.length > 0;) {
    rest = rest.subarray(await whenReady(() => writeSync(fd, rest)));
  }
}

const ENCODER = new TextEncoder();
