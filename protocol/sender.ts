/**
 * The reference sender: queued pages in, bytes of channels out. Every step that an implementation can get wrong is a
 * protected method of its own, so a faulty sender is a subclass with one of them changed.
 */
import { concat } from "@std/bytes";
import { blockNameField } from "./block-name.ts";
import { FLAG, methodFlag, type MethodName } from "./flags.ts";
import { encodeGreeting } from "./greeting.ts";
import { type LayoutName, MAGIC, pageCountOf, VERSION } from "./layout.ts";
import { type Compressor, createCompressor } from "./method.ts";
import { emptyPacket, encodePacket, type Packet } from "./packet.ts";
import type { Detection, PageRef, RamBlock } from "./ram.ts";
import { FileImage } from "./sender/file-image.ts";
import { MainStream } from "./sender/main-stream.ts";
import { PageSet } from "./sender/page-set.ts";
import { checkSenderParameters, type SenderParameters, type Sink } from "./sender/settings.ts";
import { traceLine } from "./trace.ts";
import { isZeroPage, partition, zeroPageTest } from "./zero-page.ts";

export type { SenderParameters, Sink } from "./sender/settings.ts";

/** Pages of one packet, or of one write to a mapped-ram file. */
export interface PageBatch {
  /** Undefined while it is empty. */
  block?: RamBlock;
  /** Page offsets in the order they were queued; once partitioned, normal pages first. */
  offsets: number[];
  /** How many of them are normal, once partitioned. */
  normal: number;
}

/** What a channel has carried. SYNC packets count as packets. */
export interface ChannelTotals {
  packets: number;
  normalPages: number;
  zeroPages: number;
}

/** Pages sent, those of the main channel and of a file included, and the share of each channel (SND-17). */
export interface SenderCounters {
  normalPages: number;
  zeroPages: number;
  channels: ChannelTotals[];
}

/**
 * Sends RAM over several channels: `start`, then `queue` and `sync` for each pass, then `finish`.
 *
 * A packet closes when it is full or the block changes, and packets go round the channels. With detection `legacy`
 * zero pages go to the main channel. Settings and pages out of range throw a RangeError that names them.
 *
 * @example
 * ```ts
 * import { Sender } from "./sender.ts";
 * const ram = { name: "ram", usedLength: 8192, bytes: new Uint8Array(8192) };
 * const sink = { channel: (_: number, bytes: Uint8Array) => console.log(bytes.length), main() {} };
 * const sender = new Sender({
 *   pageSize: 4096, channels: 1, method: "none", detection: "multifd", blocks: [ram], sink,
 * });
 * sender.start();
 * sender.queue({ ramblock: "ram", offset: 4096 });
 * sender.finish();
 * ```
 */
export class Sender {
  readonly counters: SenderCounters;
  /** Lines of `multifd_send` and, after `finish`, `multifd_send_thread_end`. */
  readonly trace: string[] = [];

  protected readonly pageSize: number;
  /** Entries of `offset[]`. */
  protected readonly pageCount: number;
  protected readonly channels: number;
  protected readonly method: MethodName;
  protected readonly level: number;
  protected readonly detection: Detection;
  protected readonly multifd: boolean;
  protected readonly blocks: readonly RamBlock[];
  protected readonly layout: LayoutName;
  protected readonly sink: Sink;

  /** The main channel, unless there is a mapped-ram file. */
  protected readonly main?: MainStream;
  protected readonly image?: FileImage;
  /** The packet that is being filled. */
  protected readonly batch: PageBatch = { offsets: [], normal: 0 };
  /** Pages sent since the last SYNC point. */
  protected readonly sent: PageSet;
  /** One compressor a channel, for the whole migration (SND-10). */
  protected readonly compressors: Compressor[] = [];

  #packetNum = 0n;
  #channel = 0;

  constructor(parameters: SenderParameters) {
    checkSenderParameters(parameters);
    const { pageSize, channels, blocks, layout = "patch", sink } = parameters;
    this.pageSize = pageSize;
    this.pageCount = pageCountOf(pageSize);
    this.channels = channels;
    this.method = parameters.method;
    this.level = parameters.level ?? 1;
    this.detection = parameters.detection;
    this.multifd = parameters.multifd ?? true;
    this.blocks = blocks;
    this.layout = layout;
    this.sink = sink;
    this.sent = new PageSet(pageSize);
    if (parameters.mappedRam) this.image = new FileImage(blocks, pageSize, sink.file?.bind(sink));
    else this.main = new MainStream((bytes) => sink.main(bytes), blocks, this.multifd);
    this.counters = {
      normalPages: 0,
      zeroPages: 0,
      channels: Array.from(
        { length: channels },
        () => ({ packets: 0, normalPages: 0, zeroPages: 0 }),
      ),
    };
  }

  /** The mapped-ram file as it is now, whole; undefined for a migration over channels. */
  get file(): Uint8Array | undefined {
    return this.image?.bytes;
  }

  /** Greetings, then the main channel's set-up with a first SYNC point in it. */
  start(): void {
    for (const channel of this.packetChannels()) this.sink.channel(channel, this.greeting(channel));
    this.sendSync();
    this.main?.setUp();
  }

  /** Queues a page; it is read when its packet closes. Queued again before a SYNC point, it makes one first (SND-23). */
  queue({ ramblock, offset }: PageRef): void {
    const block = this.findPage(ramblock, offset);
    if (!this.sent.add(block, offset)) {
      this.sync();
      this.sent.add(block, offset);
    }
    if (this.detectsOnMain() && this.isZero(block, offset)) this.sendZeroOnMain(block, offset);
    else if (!this.multifd && !this.image) this.sendPageOnMain(block, offset);
    else this.addToBatch(block, offset);
  }

  /** A SYNC point: what was queued before it is applied before what is queued after it. */
  sync(): void {
    this.closePacket();
    this.sendSync();
    this.sent.clear();
    this.main?.syncPoint();
  }

  /** The last SYNC point and the end of the main channel. Frees the compressors. */
  finish(): void {
    this.closePacket();
    this.sendSync();
    this.main?.end();
    for (const channel of this.packetChannels()) this.traceEnd(channel);
    for (const compressor of this.compressors) compressor?.close();
  }

  // ---- which pages go where

  /** Zero pages are looked for before a page is queued (SND-05, SND-22). */
  protected detectsOnMain(): boolean {
    return this.detection === "legacy" || (this.detection === "multifd" && !this.multifd);
  }

  /** Zero pages are looked for when a packet closes (SND-04). */
  protected detectsOnChannels(): boolean {
    return this.detection === "multifd" && this.multifd;
  }

  /** @param test For the pages of one packet, which it may look at together. */
  protected isZero(block: RamBlock, offset: number, test?: (offset: number) => boolean): boolean {
    return test ? test(offset) : isZeroPage(block.bytes, offset, this.pageSize);
  }

  protected addToBatch(block: RamBlock, offset: number): void {
    if (this.batch.block !== block) this.closePacket();
    this.batch.block = block;
    this.batch.offsets.push(offset);
    if (this.batch.offsets.length === this.pageCount) this.closePacket();
  }

  /** A zero page of legacy detection: no channel sees it. */
  protected sendZeroOnMain(block: RamBlock, offset: number): void {
    this.image?.clear(block, offset);
    this.main?.zeroPage(block, offset);
    this.counters.zeroPages++;
  }

  protected sendPageOnMain(block: RamBlock, offset: number): void {
    this.main!.page(block, offset, this.pageData(block, offset));
    this.counters.normalPages++;
  }

  // ---- one packet

  /** Sends the open packet, if it has pages. */
  protected closePacket(): void {
    const { batch, image } = this;
    if (batch.block === undefined) return;
    batch.normal = this.partition(batch);
    if (image) this.writeToFile(image, batch);
    else this.sendPacket(this.chooseChannel(), batch);
    this.reset(batch);
  }

  /** Sorts the batch's offsets in place; returns how many are normal. */
  protected partition({ block, offsets }: PageBatch): number {
    if (!this.detectsOnChannels()) return offsets.length;
    const test = zeroPageTest(block!.bytes, offsets, this.pageSize);
    return partition(offsets, (offset) => this.isZero(block!, offset, test));
  }

  /** Packets go round the channels; SYNC packets do not turn the wheel. */
  protected chooseChannel(): number {
    const channel = this.#channel;
    this.#channel = (channel + 1) % this.channels;
    return channel;
  }

  /** Packets with zero pages only are sent like any other (SND-08). */
  protected sendPacket(channel: number, batch: PageBatch): void {
    const payload = this.payload(channel, batch);
    this.emit(channel, this.fillPacket(batch, payload), payload);
  }

  /** Data of the normal pages, in offset order; empty when there is none (SND-07, SND-10). */
  protected payload(channel: number, { block, offsets, normal }: PageBatch): Uint8Array {
    const pages = offsets.slice(0, normal).map((offset) => this.pageData(block!, offset));
    if (pages.length === 0) return NOTHING;
    return this.method === "none" ? concat(pages) : this.compress(channel, pages);
  }

  protected pageData(block: RamBlock, offset: number): Uint8Array {
    return block.bytes.subarray(offset, offset + this.pageSize);
  }

  protected compress(channel: number, pages: Uint8Array[]): Uint8Array {
    this.compressors[channel] ??= createCompressor(this.method, this.level);
    return this.compressors[channel].compress(pages);
  }

  protected fillPacket({ block, offsets, normal }: PageBatch, payload: Uint8Array): Packet {
    const packet = this.blankPacket();
    packet.flags = this.methodFlag();
    packet.pagesAlloc = this.pageCount;
    packet.normalPages = normal;
    packet.zeroPages = offsets.length - normal;
    packet.nextPacketSize = payload.length;
    packet.packetNum = this.nextPacketNum();
    packet.ramblock = blockNameField(block!.name);
    for (let i = 0; i < offsets.length; i++) packet.offsets[i] = BigInt(offsets[i]);
    return packet;
  }

  /** Nothing of an earlier packet is in it (SND-18, LAY-07). */
  protected blankPacket(): Packet {
    return emptyPacket(this.pageCount);
  }

  /** On every packet with pages, with zero pages only too (SND-09). */
  protected methodFlag(): number {
    return methodFlag(this.method);
  }

  /** One counter for all channels (SND-11). */
  protected nextPacketNum(): bigint {
    return this.#packetNum++;
  }

  protected emit(channel: number, packet: Packet, payload: Uint8Array): void {
    this.sink.channel(channel, this.encode(packet));
    if (payload.length > 0) this.sink.channel(channel, payload);
    this.count(channel, packet);
    this.traceSend(channel, packet);
  }

  protected encode(packet: Packet): Uint8Array {
    return encodePacket(packet, this.layout);
  }

  protected count(channel: number, { normalPages, zeroPages }: Packet): void {
    const totals = this.counters.channels[channel];
    totals.packets++;
    totals.normalPages += normalPages;
    totals.zeroPages += zeroPages;
    this.counters.normalPages += normalPages;
    this.counters.zeroPages += zeroPages;
  }

  /** The patch's line for a packet (SND-17). */
  protected traceSend(channel: number, packet: Packet): void {
    this.trace.push(traceLine({ kind: "send", channel, ...packet }));
  }

  /** The patch's line for a channel's end. */
  protected traceEnd(channel: number): void {
    this.trace.push(traceLine({ kind: "send-end", channel, ...this.counters.channels[channel] }));
  }

  protected reset(batch: PageBatch): void {
    batch.block = undefined;
    batch.offsets.length = 0;
    batch.normal = 0;
  }

  // ---- SYNC points

  /** Channels that greet and meet every SYNC point: none when no packets are sent (SND-22, SND-26). */
  protected packetChannels(): number[] {
    if (!this.multifd || this.image) return [];
    return Array.from({ length: this.channels }, (_, channel) => channel);
  }

  /** One SYNC packet on every channel (SND-14). */
  protected sendSync(): void {
    for (const channel of this.packetChannels()) this.emit(channel, this.syncPacket(), NOTHING);
  }

  /** Without pages and, as QEMU 9.2 and later have it, without anything else but its number (SND-15, SND-16). */
  protected syncPacket(): Packet {
    const packet = this.blankPacket();
    packet.flags = FLAG.SYNC;
    packet.packetNum = this.nextPacketNum();
    return packet;
  }

  protected greeting(channel: number): Uint8Array {
    return encodeGreeting({
      magic: MAGIC,
      version: VERSION,
      uuid: new Uint8Array(16),
      id: channel,
      reserved: new Uint8Array(39),
    });
  }

  // ---- mapped-ram

  /** Normal pages with their bits set, zero pages with their bits cleared (SND-20, SND-21). */
  protected writeToFile(image: FileImage, { block, offsets, normal }: PageBatch): void {
    for (const offset of offsets.slice(0, normal)) {
      image.write(block!, offset, this.pageData(block!, offset));
    }
    this.clearBits(image, block!, offsets.slice(normal));
    this.counters.normalPages += normal;
    this.counters.zeroPages += offsets.length - normal;
  }

  protected clearBits(image: FileImage, block: RamBlock, zero: number[]): void {
    for (const offset of zero) image.clear(block, offset);
  }

  /** The block of a page that may be queued (SND-12, SND-13). */
  protected findPage(ramblock: string, offset: number): RamBlock {
    const block = this.blocks.find(({ name }) => name === ramblock);
    if (!block) throw new RangeError(`ramblock: there is no block ${JSON.stringify(ramblock)}`);
    const last = block.usedLength - this.pageSize;
    if (!(offset >= 0 && offset <= last) || offset % this.pageSize !== 0) {
      throw new RangeError(
        `offset: ${offset} is not a page of ${ramblock}, the last is at ${last}`,
      );
    }
    return block;
  }
}

const NOTHING = new Uint8Array(0);
