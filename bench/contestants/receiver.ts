/** 64 MiB of pages, uncompressed and as a socket gives them, into RAM by the reference receiver. */
import { serve } from "./serve.ts";
import { arriving, receive, send } from "./wire.ts";

const LENGTH = 64 * 1024 * 1024;

const source = new Uint32Array(LENGTH / 4).map((_, i) => Math.imul(i, 2654435761));
const pieces = arriving(send(new Uint8Array(source.buffer), "none"));
const ram = new Uint8Array(LENGTH).fill(1);

await serve({ receive: () => ({ act: () => receive(pieces, "none", ram), show }) });

function show(): string {
  receive(pieces, "none", ram);
  const words = new Uint32Array(ram.buffer);
  return String(words.reduce((hash, word) => Math.imul(hash, 31) + word >>> 0, 0));
}
