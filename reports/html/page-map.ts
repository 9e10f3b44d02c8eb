/** Where the pages of a packet lie in the RAM block it names. */
import { Buffer } from "node:buffer";
import { printable } from "../hex-text.ts";
import type { Counterexample, PacketView } from "../model.ts";
import { count, joined, type Markup, markup } from "./markup.ts";

/** What a case says of RAM. */
export type Ram = Pick<Counterexample, "pageSize" | "blocks">;

/** A used entry of `offset[]`. */
export interface Page {
  /** As in `PacketView.fields`. */
  name: string;
  offset: bigint;
  part: "normal" | "zero";
}

/** Untouched pages in a row that are drawn one by one. */
const GAP_SHOWN = 3;

/** Nothing where there are no pages to draw. */
export function pageMap(packet: PacketView, ram: Ram): Markup | undefined {
  const { pageSize } = ram;
  const pages = pagesOfPacket(packet);
  if (pages.length === 0 || !pageSize || !ram.blocks) return;
  const block = blockOf(packet, ram);
  const beyond = pages.filter((page) => isBeyond(page, packet, ram));
  const inside = pages.filter((page) => !beyond.includes(page));
  const normal = numberAt(packet, "normalPages"), zero = numberAt(packet, "zeroPages");
  const hidden = normal + zero - pages.length;
  const counts = [
    `${normal} normal`,
    `${zero} zero`,
    markup`<b>${beyond.length} out of bounds</b>`,
    ...(hidden > 0 ? [`${hidden} of them not shown here`] : []),
  ];
  return markup`<p>${
    block
      ? markup`Block <b>${block.name}</b>: ${
        count(block.usedLength, "byte")
      }, pages of ${pageSize}: `
      : markup`<mark>There is no such block.</mark> `
  }${joined(counts)}.</p>
<ol class="map" aria-label="Pages in order">${
    block &&
    [...cells(inside, block.usedLength, pageSize), markup`<li class="end">end of block</li>`]
  }${
    beyond.map((p) => markup`<li class="beyond">${hex(p.offset)}<br>${p.part}, out of bounds</li>`)
  }</ol>`;
}

/** The packet's used entries, as far as the view has them. */
export function pagesOfPacket(packet: PacketView): Page[] {
  const normal = numberAt(packet, "normalPages"), zero = numberAt(packet, "zeroPages");
  return packet.fields.flatMap(({ name, offset, size }): Page[] => {
    const index = Number(/^offsets\[(\d+)\]$/.exec(name)?.[1] ?? Infinity);
    const digits = packet.hex.slice(2 * offset, 2 * (offset + size));
    if (digits === "" || index >= normal + zero) return [];
    return [{ name, offset: BigInt(`0x${digits}`), part: index < normal ? "normal" : "zero" }];
  });
}

/** What a field of four bytes or fewer holds; 0 where the packet has no such field. */
export function numberAt({ fields, hex }: PacketView, name: string): number {
  const field = fields.find((f) => f.name === name);
  return field
    ? parseInt(hex.slice(2 * field.offset, 2 * (field.offset + field.size)), 16) || 0
    : 0;
}

/** True for a page that does not lie in its block whole; of a block nobody knows, every page is. */
export function isBeyond({ offset }: Page, packet: PacketView, ram: Ram): boolean {
  if (ram.pageSize === undefined || ram.blocks === undefined) return false;
  const block = blockOf(packet, ram);
  return !block || offset + BigInt(ram.pageSize) > BigInt(block.usedLength);
}

/** The block that the packet's bytes name. */
function blockOf({ fields, hex }: PacketView, { blocks }: Ram) {
  const field = fields.find((f) => f.name === "ramblock");
  if (!field) return;
  const bytes = Buffer.from(hex.slice(2 * field.offset, 2 * (field.offset + field.size)), "hex");
  const end = bytes.indexOf(0);
  const name = bytes.toString("utf8", 0, end < 0 ? bytes.length - 1 : end);
  // Names come as they are shown.
  return blocks?.find((b) => b.name === printable(name));
}

/** The block from its first page to its last, long untouched stretches in one piece. */
function cells(pages: Page[], usedLength: number, pageSize: number): Markup[] {
  const size = BigInt(pageSize);
  const touched = Map.groupBy(pages, ({ offset }) => offset / size);
  const made: Markup[] = [];
  let next = 0n;
  for (const [index, here] of [...touched].toSorted(([a], [b]) => a < b ? -1 : 1)) {
    made.push(...untouched(next, index, size), cell(here, size));
    next = index + 1n;
  }
  return [...made, ...untouched(next, BigInt(Math.floor(usedLength / pageSize)), size)];
}

function untouched(from: bigint, to: bigint, size: bigint): Markup[] {
  const n = Number(to - from);
  if (n > GAP_SHOWN) return [markup`<li class="gap">${count(n, "page")} not touched</li>`];
  return Array.from(
    { length: Math.max(0, n) },
    (_, i) => markup`<li>${hex((from + BigInt(i)) * size)}<br>not touched</li>`,
  );
}

/** All entries that begin in one page. */
function cell(here: Page[], size: bigint): Markup {
  const parts = [...new Set(here.map((p) => p.part))];
  const odd = here.some(({ offset }) => offset % size !== 0n) ? ", not aligned" : "";
  const often = here.length > parts.length ? `, ${here.length} times` : "";
  return markup`<li class="${parts.join(" ")}">${hex(here[0].offset)}<br>${
    parts.join(" and ")
  }${odd}${often}</li>`;
}

function hex(offset: bigint): string {
  return `0x${offset.toString(16)}`;
}
