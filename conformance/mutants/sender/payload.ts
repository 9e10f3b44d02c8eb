/** Senders whose payload is not what the packet says. */
import { concat } from "@std/bytes";
import { FLAG } from "../../../protocol/flags.ts";
import { type Compressor, createCompressor } from "../../../protocol/method.ts";
import type { RamBlock } from "../../../protocol/ram.ts";
import { type PageBatch, Sender } from "../../../protocol/sender.ts";
import { type Mutant, sender } from "../mutant.ts";
import { filling } from "./make.ts";

const COMPRESSED = ["zlib", "zstd"] as const;
/** Blocks without content: legal in the middle of a stream. */
const EMPTY_BLOCK = { zlib: [0, 0, 0, 0xff, 0xff], zstd: [0, 0, 0] } as const;

export const PAYLOAD: readonly Mutant[] = [
  sender(
    "data-in-queue-order",
    "Sends page data in the order of the queue.",
    ["SND-07", "SND-10"],
    class extends Sender {
      #queued: number[] = [];

      protected override partition(batch: PageBatch): number {
        this.#queued = [...batch.offsets];
        return super.partition(batch);
      }

      protected override payload(channel: number, batch: PageBatch): Uint8Array {
        const normal = batch.offsets.slice(0, batch.normal);
        const offsets = this.#queued.filter((offset) => normal.includes(offset));
        return super.payload(channel, { ...batch, offsets });
      }
    },
    {
      least: {
        pages: 3,
        why: "the partition reorders normal pages only where a zero page stands ahead of two",
      },
    },
  ),
  sender(
    "data-in-reverse",
    "Sends page data in the reverse order.",
    ["SND-07", "SND-10"],
    class extends Sender {
      protected override payload(channel: number, batch: PageBatch): Uint8Array {
        const offsets = batch.offsets.slice(0, batch.normal).reverse();
        return super.payload(channel, { ...batch, offsets });
      }
    },
  ),
  sender(
    "first-page-only",
    "Sends the first page's data for every page.",
    ["SND-07", "SND-10"],
    class extends Sender {
      protected override payload(channel: number, batch: PageBatch): Uint8Array {
        const offsets = batch.offsets.map(() => batch.offsets[0]);
        return super.payload(channel, { ...batch, offsets });
      }
    },
  ),
  sender(
    "last-page-short",
    "Sends all but the last page's data.",
    ["SND-07", "SND-10"],
    class extends Sender {
      protected override payload(channel: number, batch: PageBatch): Uint8Array {
        return super.payload(channel, { ...batch, normal: Math.max(0, batch.normal - 1) });
      }
    },
  ),
  sender(
    "size-in-pages",
    "Gives next_packet_size in pages.",
    ["SND-07"],
    filling((packet) => packet.nextPacketSize = packet.normalPages),
    { methods: ["none"] },
  ),
  sender(
    "size-with-zero-pages",
    "Counts zero pages in next_packet_size.",
    ["SND-07"],
    filling((packet, _, pageSize) => packet.nextPacketSize += packet.zeroPages * pageSize),
    { methods: ["none"] },
  ),
  sender(
    "size-with-header",
    "Counts the packet itself in next_packet_size.",
    ["SND-07"],
    filling((packet) => packet.nextPacketSize += 320 + 8 * packet.offsets.length),
    { methods: ["none"] },
  ),
  sender(
    "size-before-compression",
    "Gives the size of the pages, not of the payload.",
    ["SND-10"],
    filling((packet, _, pageSize) => packet.nextPacketSize = packet.normalPages * pageSize),
    { methods: COMPRESSED },
  ),
  sender(
    "flag-missing",
    "Sets no method flag.",
    ["SND-09"],
    filling((packet) => packet.flags = 0),
    { methods: COMPRESSED },
  ),
  sender(
    "flag-missing-without-payload",
    "Sets the method flag only where there is payload.",
    ["SND-09"],
    filling((packet) => packet.normalPages === 0 && (packet.flags = 0)),
    { methods: COMPRESSED },
  ),
  sender(
    "flag-of-another-method",
    "Calls zlib zstd, and zstd zlib.",
    ["SND-09"],
    filling((packet) => packet.flags ^= FLAG.ZLIB | FLAG.ZSTD),
    { methods: COMPRESSED },
  ),
  sender(
    "flag-not-shifted",
    "Writes the method's number in place of its bit.",
    ["SND-09"],
    filling((packet) => packet.flags >>= 1),
    { methods: ["zstd"] },
  ),
  sender(
    "zlib-stream-per-packet",
    "Begins a new zlib stream with every packet.",
    ["SND-10", "SND-10/levels"],
    class extends Sender {
      protected override compress(channel: number, pages: Uint8Array[]): Uint8Array {
        this.compressors[channel]?.close();
        this.compressors[channel] = createCompressor(this.method, this.level);
        return super.compress(channel, pages);
      }
    },
    { methods: ["zlib"] },
  ),
  sender(
    "zstd-frame-per-packet",
    "Ends its zstd frame with every packet, and begins a new one.",
    ["SND-10/frame"],
    ending(),
    { methods: ["zstd"] },
  ),
  sender(
    "zlib-stream-ended",
    "Ends its zlib stream with every packet.",
    ["SND-10"],
    ending(),
    { methods: ["zlib"] },
  ),
  sender(
    "stream-per-pass",
    "Begins a new stream behind every SYNC point.",
    ["SND-10"],
    class extends Sender {
      override sync(): void {
        super.sync();
        for (const compressor of this.compressors) compressor?.close();
        this.compressors.length = 0;
      }
    },
    { methods: ["zlib"] },
  ),
  sender(
    "stream-shared",
    "Keeps one stream for all channels.",
    ["SND-10"],
    class extends Sender {
      protected override compress(_: number, pages: Uint8Array[]): Uint8Array {
        return super.compress(0, pages);
      }
    },
    { methods: COMPRESSED },
  ),
  sender(
    "flush-missing",
    "Does not flush: the last bytes of a packet's data come with the next one.",
    ["SND-10"],
    class extends Sender {
      readonly #held: Uint8Array[] = [];

      protected override compress(channel: number, pages: Uint8Array[]): Uint8Array {
        const held = this.#held[channel] ?? new Uint8Array(0);
        const bytes = concat([held, super.compress(channel, pages)]);
        const sent = Math.max(0, bytes.length - 12);
        this.#held[channel] = bytes.slice(sent);
        return bytes.subarray(0, sent);
      }
    },
    { methods: COMPRESSED },
  ),
  sender(
    "flush-missing-at-level-0",
    "Does not flush what it only stores: the last bytes are lost.",
    ["SND-10/levels"],
    class extends Sender {
      protected override compress(channel: number, pages: Uint8Array[]): Uint8Array {
        const bytes = super.compress(channel, pages);
        return this.level === 0 ? bytes.subarray(0, -12) : bytes;
      }
    },
    { methods: ["zlib"] },
  ),
  sender(
    "flush-a-page-early",
    "Flushes before the last page, whose data comes with the next packet.",
    ["SND-10"],
    class extends Sender {
      readonly #held: Uint8Array[][] = [];

      protected override compress(channel: number, pages: Uint8Array[]): Uint8Array {
        const held = this.#held[channel] ?? [];
        this.#held[channel] = pages.slice(-1);
        return super.compress(channel, [...held, ...pages.slice(0, -1)]);
      }
    },
    { methods: COMPRESSED },
  ),
  sender(
    "full-payload-padded",
    "Pads the payload of a full packet with empty blocks to 640 KiB.",
    ["SND-27", "SND-27/levels"],
    class extends Sender {
      protected override compress(channel: number, pages: Uint8Array[]): Uint8Array {
        const bytes = super.compress(channel, pages);
        if (pages.length < this.pageCount) return bytes;
        const block = EMPTY_BLOCK[this.method as "zlib" | "zstd"];
        const blocks = Math.ceil((640 * 1024 - bytes.length) / block.length);
        return concat([
          bytes,
          new Uint8Array(blocks * block.length).map((_, i) => block[i % block.length]),
        ]);
      }
    },
    {
      methods: COMPRESSED,
      least: { pages: 8, why: "in full packets only, and pages of 64 KiB fill one with 8" },
    },
  ),
  sender(
    "stream-of-another-method",
    "Compresses with zstd for zlib, and with zlib for zstd.",
    ["SND-10"],
    class extends Sender {
      readonly #others: Compressor[] = [];

      protected override compress(channel: number, pages: Uint8Array[]): Uint8Array {
        this.#others[channel] ??= createCompressor(this.method === "zlib" ? "zstd" : "zlib");
        return this.#others[channel].compress(pages);
      }
    },
    { methods: COMPRESSED },
  ),
  sender(
    "page-cut-to-4-kib",
    "Sends 4 KiB of a page, whatever its size.",
    ["SND-07"],
    class extends Sender {
      protected override pageData(block: RamBlock, offset: number): Uint8Array {
        return super.pageData(block, offset).subarray(0, 4096);
      }
    },
    { methods: ["none"] },
  ),
];

/** Ends the stream with each packet. */
function ending() {
  return class extends Sender {
    protected override compress(channel: number, pages: Uint8Array[]): Uint8Array {
      this.compressors[channel] ??= createCompressor(this.method, this.level);
      return this.compressors[channel].end(pages);
    }
  };
}
