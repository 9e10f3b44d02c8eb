/** Senders that lose, double or misplace pages on their way from the queue to the packet. */
import type { Packet } from "../../../protocol/packet.ts";
import type { PageRef, RamBlock } from "../../../protocol/ram.ts";
import { type PageBatch, Sender, type SenderParameters } from "../../../protocol/sender.ts";
import { type Mutant, sender } from "../mutant.ts";
import { filling } from "./make.ts";

export const PAGES: readonly Mutant[] = [
  sender(
    "zero-pages-counts-all",
    "Counts every page of the packet in zero_pages.",
    ["SND-02"],
    filling((packet) => packet.zeroPages += packet.normalPages),
  ),
  sender(
    "one-page-too-many",
    "Closes a packet one page too late.",
    ["SND-02"],
    class extends Sender {
      protected override addToBatch(block: RamBlock, offset: number): void {
        const { batch, pageCount } = this;
        if (batch.block !== block || batch.offsets.length > pageCount) this.closePacket();
        batch.block = block;
        batch.offsets.push(offset);
      }
    },
    {
      least: { pages: 9, why: "a page behind a full packet, and pages of 64 KiB fill one with 8" },
    },
  ),
  sender(
    "page-of-full-packet-lost",
    "Loses the page that comes when a packet is full.",
    ["SND-02/queued", "SND-03", "SND-19"],
    class extends Sender {
      protected override addToBatch(block: RamBlock, offset: number): void {
        const full = this.batch.offsets.length === this.pageCount - 1;
        if (full && this.batch.block === block) this.closePacket();
        else super.addToBatch(block, offset);
      }
    },
    { least: { pages: 8, why: "in full packets only, and pages of 64 KiB fill one with 8" } },
  ),
  sender(
    "page-at-block-change-lost",
    "Loses the page that comes when the block changes.",
    ["SND-03", "SND-19"],
    class extends Sender {
      protected override addToBatch(block: RamBlock, offset: number): void {
        const { block: open } = this.batch;
        if (open !== undefined && open !== block) this.closePacket();
        else super.addToBatch(block, offset);
      }
    },
  ),
  sender(
    "page-doubled-at-block-change",
    "Sends the page at which the block changes twice.",
    ["SND-03"],
    class extends Sender {
      protected override addToBatch(block: RamBlock, offset: number): void {
        const changes = this.batch.block !== undefined && this.batch.block !== block;
        super.addToBatch(block, offset);
        if (changes) super.addToBatch(block, offset);
      }
    },
  ),
  sender(
    "last-packet-not-closed",
    "Does not send a packet that is not full at a SYNC point.",
    ["SND-03", "SND-19"],
    class extends Sender {
      override sync(): void {
        this.reset(this.batch);
        super.sync();
      }
    },
  ),
  sender(
    "last-pass-lost",
    "Ends without the pages of passes behind the first.",
    ["SND-03", "SND-19", "SND-19/receiver"],
    class extends Sender {
      #passes = 0;

      override queue(page: PageRef): void {
        if (this.#passes === 0) super.queue(page);
      }

      override sync(): void {
        super.sync();
        this.#passes++;
      }
    },
  ),
  sender(
    "page-0-invented",
    "Puts page 0 in the place of the last page.",
    ["SND-03", "SND-19"],
    filling(({ offsets, normalPages, zeroPages }) => offsets[normalPages + zeroPages - 1] = 0n),
  ),
  sender(
    "block-change-ignored",
    "Goes on filling a packet when the block changes.",
    ["SND-12"],
    class extends Sender {
      protected override addToBatch(block: RamBlock, offset: number): void {
        super.addToBatch(this.batch.block ?? block, offset);
      }
    },
  ),
  sender(
    "name-of-packet-before",
    "Names the block of the packet before.",
    ["SND-12", "SND-18"],
    class extends Sender {
      #before?: Uint8Array;

      protected override fillPacket(batch: PageBatch, payload: Uint8Array): Packet {
        const packet = super.fillPacket(batch, payload);
        const ramblock = this.#before ?? packet.ramblock;
        this.#before = packet.ramblock;
        return { ...packet, ramblock };
      }
    },
  ),
  sender(
    "offsets-are-page-numbers",
    "Sends page numbers for offsets.",
    ["SND-13"],
    filling(({ offsets }, _, pageSize) => offsets.set(offsets.map((o) => o / BigInt(pageSize)))),
  ),
  sender(
    "offsets-of-page-ends",
    "Sends the offset of each page's end.",
    ["SND-13"],
    filling(({ offsets, normalPages, zeroPages }, _, pageSize) => {
      for (let i = 0; i < normalPages + zeroPages; i++) offsets[i] += BigInt(pageSize);
    }),
  ),
  sender(
    "offset-unaligned",
    "Leaves a flag in the lowest bit of the first offset.",
    ["SND-13"],
    filling(({ offsets }) => offsets[0] |= 1n),
  ),
  sender(
    "counts-left-over",
    "Does not reset the counts behind a packet.",
    ["SND-18", "SND-02/queued"],
    class extends Sender {
      #zeroPages = 0;

      protected override fillPacket(batch: PageBatch, payload: Uint8Array): Packet {
        const packet = super.fillPacket(batch, payload);
        this.#zeroPages = packet.zeroPages ||= this.#zeroPages;
        return packet;
      }
    },
  ),
  sender(
    "sync-flag-left-over",
    "Leaves the SYNC flag set in the packet behind.",
    ["SND-18"],
    class extends Sender {
      #flags = 0;

      protected override syncPacket(): Packet {
        const packet = super.syncPacket();
        this.#flags = packet.flags;
        return packet;
      }

      protected override fillPacket(batch: PageBatch, payload: Uint8Array): Packet {
        const packet = super.fillPacket(batch, payload);
        packet.flags |= this.#flags;
        this.#flags = 0;
        return packet;
      }
    },
  ),
  sender(
    "first-offset-left-over",
    "Leaves the first offset of the packet before in its place.",
    ["SND-18", "SND-03"],
    class extends Sender {
      #first?: bigint;

      protected override fillPacket(batch: PageBatch, payload: Uint8Array): Packet {
        const packet = super.fillPacket(batch, payload);
        const first = packet.offsets[0];
        packet.offsets[0] = this.#first ?? first;
        this.#first = first;
        return packet;
      }
    },
  ),
  sender(
    "buffer-not-cleared",
    "Fills one packet again and again: SYNC packets have the counts and sizes of the one before.",
    ["SND-18"],
    class extends Sender {
      #packet?: Packet;

      protected override blankPacket(): Packet {
        return this.#packet ??= super.blankPacket();
      }
    },
    { source: 11 },
  ),
  sender(
    "offsets-not-cleared",
    "Leaves the offsets of earlier packets behind the used ones.",
    ["LAY-07"],
    class extends Sender {
      #offsets?: BigUint64Array;

      protected override blankPacket(): Packet {
        const packet = super.blankPacket();
        packet.offsets = this.#offsets ??= packet.offsets;
        return packet;
      }
    },
    { source: 11 },
  ),
  sender(
    "ram-of-the-start",
    "Sends RAM as it was at the start.",
    ["SND-19"],
    class extends Sender {
      constructor(parameters: SenderParameters) {
        super(parameters);
        this.#start = new Map(parameters.blocks.map((b) => [b, b.bytes.slice()]));
      }

      readonly #start: Map<RamBlock, Uint8Array>;

      protected override pageData(block: RamBlock, offset: number): Uint8Array {
        return this.#start.get(block)!.subarray(offset, offset + this.pageSize);
      }
    },
  ),
  sender(
    "page-data-one-byte-late",
    "Reads a page's data from one byte too far in.",
    ["SND-19"],
    class extends Sender {
      protected override pageData(block: RamBlock, offset: number): Uint8Array {
        const page = super.pageData(block, offset).slice();
        return page.copyWithin(0, 1);
      }
    },
  ),
  sender(
    "page-resent-at-once",
    "Makes no SYNC point before it sends a page again.",
    ["SND-23"],
    class extends Sender {
      override sync(): void {
        this.closePacket();
        this.sent.clear();
      }
    },
  ),
  sender(
    "sync-too-early",
    "Makes the SYNC point before it closes the open packet.",
    ["SND-23"],
    class extends Sender {
      override sync(): void {
        this.sendSync();
        this.main?.syncPoint();
        this.closePacket();
        this.sent.clear();
      }
    },
  ),
];
