/** How many of 64 MiB's pages are zero, asked for as the sender does: a full packet's at a time. */
import { pageCountOf } from "../../protocol/layout.ts";
import { zeroPageTest } from "../../protocol/zero-page.ts";
import { serve } from "./serve.ts";

const PAGE = 4096;
const LENGTH = 64 * 1024 * 1024;
/** Each time the next 64 MiB of RAM: it is cold, since a round's other regions do not fit into a cache with it. */
const REGIONS = 16;
const EVERY = 128;

// Really touched: what was never written is one page of the system's, and stays in the cache.
const RAM = new Uint8Array(REGIONS * LENGTH).fill(1).fill(0);
for (let at = PAGE - 1; at < RAM.length; at += EVERY * PAGE) RAM[at] = 1;

const OFFSETS = new Array<number>(pageCountOf(PAGE)).fill(0);
let region = 0;

await serve({ count: () => ({ act: count, show: () => String(count()) }) });

function count(): number {
  let zero = 0;
  for (const end = region + LENGTH; region < end; region += OFFSETS.length * PAGE) {
    for (let i = 0; i < OFFSETS.length; i++) OFFSETS[i] = region + i * PAGE;
    const isZero = zeroPageTest(RAM, OFFSETS, PAGE);
    for (const offset of OFFSETS) if (isZero(offset)) zero++;
  }
  if (region === RAM.length) region = 0;
  return zero;
}
