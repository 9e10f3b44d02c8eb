/** What a sender must send, worked out packet by packet; shares nothing with the sender. */
import type { Detection, PageRef, RamBlock } from "../ram.ts";

export interface ModelPacket {
  packetNum: number;
  sync: boolean;
  ramblock: string;
  /** Offsets. */
  normal: number[];
  zero: number[];
  /** Data of the normal pages, as it was when the packet closed. */
  data: Uint8Array[];
}

export type ModelWord =
  | { kind: "flush" }
  | { kind: "eos" }
  | { kind: "zero"; ramblock: string; offset: number }
  | { kind: "page"; ramblock: string; offset: number; data: Uint8Array };

export interface ModelSettings {
  pageSize: number;
  channels: number;
  detection: Detection;
  multifd: boolean;
}

/** Pages go in as a sender's would; the packets of each channel and the words of the main channel come out. */
export class SenderModel {
  readonly channels: ModelPacket[][];
  readonly words: ModelWord[] = [];
  readonly #settings: ModelSettings;
  #number = 0;
  #next = 0;
  #section: ModelWord[] = [];

  constructor(settings: ModelSettings) {
    this.#settings = settings;
    this.channels = Array.from({ length: settings.channels }, () => []);
    this.sync();
  }

  /** A pass over pages, each of them once; ends with a SYNC point. */
  pass(blocks: readonly RamBlock[], queue: readonly PageRef[]): void {
    const { pageSize, detection, multifd } = this.#settings;
    let open: PageRef[] = [];
    const close = () => {
      if (open.length > 0) this.#packet(blocks, open);
      open = [];
    };
    for (const page of queue) {
      const data = dataOf(blocks, page, pageSize);
      const { ramblock, offset } = page;
      if (isZero(data) && (detection === "legacy" || (detection === "multifd" && !multifd))) {
        this.#section.push({ kind: "zero", ramblock, offset });
      } else if (!multifd) {
        this.#section.push({ kind: "page", ramblock, offset, data });
      } else {
        if (open.length > 0 && open[0].ramblock !== ramblock) close();
        open.push(page);
        if (open.length === 524288 / pageSize) close();
      }
    }
    close();
    this.sync();
  }

  sync(): void {
    const { multifd } = this.#settings;
    for (const packets of multifd ? this.channels : []) {
      const packetNum = this.#number++;
      packets.push({ packetNum, sync: true, ramblock: "", normal: [], zero: [], data: [] });
    }
    this.words.push(...this.#section, ...(multifd ? [{ kind: "flush" } as const] : []));
    this.words.push({ kind: "eos" });
    this.#section = [];
  }

  #packet(blocks: readonly RamBlock[], pages: PageRef[]): void {
    const { pageSize, channels, detection } = this.#settings;
    const order = detection === "multifd" ? partitioned(blocks, pages, pageSize) : pages;
    const data = order.map((page) => dataOf(blocks, page, pageSize));
    const normal = detection === "multifd" ? data.filter((bytes) => !isZero(bytes)) : data;
    const offsets = order.map(({ offset }) => offset);
    this.channels[this.#next].push({
      packetNum: this.#number++,
      sync: false,
      ramblock: pages[0].ramblock,
      normal: offsets.slice(0, normal.length),
      zero: offsets.slice(normal.length),
      data: normal,
    });
    this.#next = (this.#next + 1) % channels;
  }
}

/** The patch's order: a zero page changes places with the last page that was not looked at. */
function partitioned(blocks: readonly RamBlock[], pages: PageRef[], pageSize: number): PageRef[] {
  const front: PageRef[] = [], back: PageRef[] = [], rest = [...pages];
  while (rest.length > 0) {
    const page = rest.shift()!;
    if (!isZero(dataOf(blocks, page, pageSize))) {
      front.push(page);
      continue;
    }
    back.unshift(page);
    const last = rest.pop();
    if (last) rest.unshift(last);
  }
  return [...front, ...back];
}

function dataOf(blocks: readonly RamBlock[], page: PageRef, pageSize: number): Uint8Array {
  const { bytes } = blocks.find(({ name }) => name === page.ramblock)!;
  return bytes.slice(page.offset, page.offset + pageSize);
}

function isZero(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0);
}
