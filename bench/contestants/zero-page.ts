/** How many of 64 MiB's pages are zero. */
import { isZeroPage } from "../../protocol/zero-page.ts";
import { serve } from "./serve.ts";

const PAGE = 4096;
const LENGTH = 64 * 1024 * 1024;
const EVERY = 128;

// Really touched: what was never written is one page of the system's, and stays in the cache.
const RAM = new Uint8Array(LENGTH).fill(1).fill(0);
for (let at = PAGE - 1; at < LENGTH; at += EVERY * PAGE) RAM[at] = 1;

await serve({ count: () => ({ act: count, show: () => String(count()) }) });

function count(): number {
  let zero = 0;
  for (let at = 0; at < LENGTH; at += PAGE) if (isZeroPage(RAM, at, PAGE)) zero++;
  return zero;
}
