/**
 * The reference receiver: bytes of channels in, RAM out. Every step that an implementation can get wrong is a
 * protected method of its own, so a faulty receiver is a subclass with one of them changed.
 */
import { ProtocolError } from "./errors.ts";
import type { MethodName } from "./flags.ts";
import { parseGreeting, validateGreeting } from "./greeting.ts";
import { GREETING_LENGTH, type LayoutName, packetLength, pageCountOf } from "./layout.ts";
import { createDecompressor } from "./method.ts";
import { type Packet, parsePacket } from "./packet.ts";
import type { PageRef, RamBlock } from "./ram.ts";
import { adjoining } from "./receiver/adjoining.ts";
import type { Connection, PacketWork } from "./receiver/connection.ts";
import { Streams } from "./receiver/streams.ts";
import { checkBlocks, checkMethod, checkPageSize } from "./settings.ts";
import { traceLine } from "./trace.ts";
import { pageOffsets, validatePacket } from "./validate.ts";
import { isZeroPage } from "./zero-page.ts";

/**
 * What both sides of a migration have agreed on.
 *
 * @example
 * ```ts
 * import type { ReceiverParameters } from "@multifd/conformance";
 * const parameters: ReceiverParameters = {
 *   pageSize: 4096, channels: 2, method: "zlib",
 *   blocks: [{ name: "ram", usedLength: 8192, bytes: new Uint8Array(8192) }],
 * };
 * ```
 */
export interface ReceiverParameters {
  /** Bytes; a power of two from 1 KiB to 64 KiB. */
  pageSize: number;
  /** 1 to 255. */
  channels: number;
  /** Of every payload. */
  method: MethodName;
  /** Written in place. */
  blocks: RamBlock[];
  /** Defaults to `patch`. */
  layout?: LayoutName;
  /** 16 bytes that every greeting must carry; defaults to all zero. */
  uuid?: Uint8Array;
}

/** What a channel has carried in accepted packets (RCV-31). */
export interface ReceiverCounters {
  packets: number;
  normalPages: number;
  zeroPages: number;
}

/**
 * Applies a migration's channels to RAM.
 *
 * Bytes may come in pieces of any size (RCV-28). Nothing throws on bad bytes: the first fault is kept in `fault` and
 * all that follows is ignored, while the pages of earlier packets stay (RCV-34). Calls that no stream can cause
 * (settings out of range, bytes behind an end) throw a RangeError.
 *
 * @example
 * ```ts
 * import { Receiver } from "./receiver.ts";
 * const ram = { name: "ram", usedLength: 8192, bytes: new Uint8Array(8192) };
 * const receiver = new Receiver({ pageSize: 4096, channels: 1, method: "none", blocks: [ram] });
 * receiver.feed(0, new Uint8Array(64));
 * receiver.finish();
 * console.log(receiver.fault?.detail.requirement); // RCV-30: no magic in that greeting
 * ```
 */
export class Receiver extends Streams {
  /** By channel number of the greeting. */
  readonly counters: ReceiverCounters[];
  /** Lines of `multifd_recv` and, after `finish`, `multifd_recv_thread_end`. */
  readonly trace: string[] = [];
  /** Zero pages that were not zero already and had to be cleared, in order (RCV-15). */
  readonly writes: PageRef[] = [];

  protected readonly pageSize: number;
  /** Entries of `offset[]`. */
  protected readonly pageCount: number;
  protected readonly method: MethodName;
  protected readonly blocks: readonly RamBlock[];
  protected readonly layout: LayoutName;
  protected readonly uuid: Uint8Array;

  /** Throws a RangeError that names the setting when one is out of range. */
  constructor(parameters: ReceiverParameters) {
    const { pageSize, channels, method, blocks, layout = "patch", uuid } = parameters;
    super(channels);
    checkPageSize(pageSize);
    checkMethod(method);
    checkBlocks(blocks);
    if (uuid && uuid.length !== NO_UUID.length) {
      throw new RangeError(`uuid: ${uuid.length} bytes, not ${NO_UUID.length}`);
    }
    this.pageSize = pageSize;
    this.pageCount = pageCountOf(pageSize);
    this.method = method;
    this.blocks = blocks;
    this.layout = layout;
    this.uuid = uuid ?? NO_UUID;
    this.counters = Array.from(
      { length: channels },
      () => ({ packets: 0, normalPages: 0, zeroPages: 0 }),
    );
  }

  protected override step(connection: Connection): boolean {
    if (connection.id === undefined) return this.readGreeting(connection);
    if (connection.work) return this.readPayload(connection, connection.work);
    return this.readPacket(connection);
  }

  protected readGreeting(connection: Connection): boolean {
    const bytes = connection.input.take(GREETING_LENGTH);
    if (bytes) connection.id = this.checkGreeting(bytes);
    return bytes !== undefined;
  }

  /** The channel number of a legal greeting (RCV-30). */
  protected checkGreeting(bytes: Uint8Array): number {
    const taken = new Set<number>();
    for (const { id } of this.connections.values()) if (id !== undefined) taken.add(id);
    const greeting = parseGreeting(bytes);
    validateGreeting(greeting, { channels: this.channels, uuid: this.uuid, taken });
    return greeting.id;
  }

  protected readPacket(connection: Connection): boolean {
    const bytes = this.takePacket(connection);
    if (!bytes) return false;
    const work = this.validate(this.parse(bytes));
    if (this.hasData(work)) this.applyZeroPages(work);
    connection.work = work;
    return true;
  }

  /** A packet's bytes, whatever it carries (LAY-02), or undefined while there are fewer. */
  protected takePacket(connection: Connection): Uint8Array | undefined {
    return connection.input.take(packetLength(this.pageCount));
  }

  protected parse(bytes: Uint8Array): Packet {
    return parsePacket(bytes, { pageCount: this.pageCount, layout: this.layout });
  }

  /** Every rule on header and offsets, before anything is applied (RCV-29). */
  protected validate(packet: Packet): PacketWork {
    const { pageSize, pageCount, method, blocks } = this;
    const limits = { pageSize, pageCount, method, blocks };
    return { ...validatePacket<RamBlock>(packet, limits), ...pageOffsets(packet), received: 0 };
  }

  /** RCV-18. */
  protected hasData({ packet }: PacketWork): boolean {
    return packet.normalPages > 0 || packet.zeroPages > 0;
  }

  /** Before any normal page (RCV-26). */
  protected applyZeroPages({ block, zero }: PacketWork): void {
    for (const offset of zero) this.applyZeroPage(block!, Number(offset));
  }

  /** Clears a page unless it is zero already (RCV-14, RCV-15). */
  protected applyZeroPage(block: RamBlock, offset: number): void {
    if (isZeroPage(block.bytes, offset, this.pageSize)) return;
    block.bytes.fill(0, offset, offset + this.pageSize);
    this.writes.push({ ramblock: block.name, offset });
  }

  protected override applyMainZeroPage(ramblock: string, offset: bigint): void {
    const block = this.blocks.find(({ name }) => name === ramblock);
    if (!block) throw mainChannelError("ramblock", ramblock, "a known RAM block");
    const last = block.usedLength - this.pageSize;
    if (last < 0 || offset > last) throw mainChannelError("offset", offset, last);
    this.applyZeroPage(block, Number(offset));
  }

  protected readPayload(connection: Connection, work: PacketWork): boolean {
    const received = this.method === "none"
      ? this.receivePages(connection, work)
      : this.receiveCompressed(connection, work);
    if (!received) return false;
    connection.work = undefined;
    this.finishPacket(connection, work);
    return true;
  }

  /** Bytes behind the packet. Uncompressed, `nextPacketSize` says nothing new and is ignored (RCV-22, RCV-39). */
  protected payloadLength({ packet }: PacketWork): number {
    if (packet.normalPages === 0) return 0;
    return this.method === "none" ? packet.normalPages * this.pageSize : packet.nextPacketSize;
  }

  /** Page data goes straight to RAM as it comes. */
  protected receivePages({ input }: Connection, work: PacketWork): boolean {
    const length = this.payloadLength(work);
    const pageAt = (index: number) => this.pageTarget(work, index);
    while (work.received < length) {
      const at = work.received % this.pageSize;
      const first = (work.received - at) / this.pageSize;
      const end = Math.min(work.received + input.length, length) / this.pageSize;
      const target = adjoining(pageAt, first, end);
      const copied = input.copyTo(target, at, target.length - at);
      if (copied === 0) return false;
      work.received += copied;
    }
    return true;
  }

  /** A compressed payload is collected whole; validation has bounded it (RCV-23). */
  protected receiveCompressed(connection: Connection, work: PacketWork): boolean {
    const payload = connection.input.take(this.payloadLength(work));
    if (!payload) return false;
    const pages: Uint8Array[] = [];
    for (let i = 0; i < work.normal.length; i++) pages.push(this.pageTarget(work, i));
    if (pages.length > 0) this.decompress(connection, payload, pages);
    return true;
  }

  /** Where the data of the packet's normal page `index` lands (RCV-13). */
  protected pageTarget({ block, normal }: PacketWork, index: number): Uint8Array {
    const offset = Number(normal[index]);
    return block!.bytes.subarray(offset, offset + this.pageSize);
  }

  /** Continues the channel's one stream (RCV-20, RCV-43). */
  protected decompress(connection: Connection, payload: Uint8Array, pages: Uint8Array[]): void {
    connection.decompressor ??= createDecompressor(this.method);
    connection.decompressor.decompress(payload, pages);
  }

  /** The packet is accepted and applied; only then it counts (RCV-31), and only then SYNC holds (RCV-19). */
  protected finishPacket(connection: Connection, { packet, sync }: PacketWork): void {
    const id = connection.id!;
    this.count(this.counters[id], packet);
    this.traceRecv(id, packet);
    if (sync) this.onSync(connection);
  }

  protected count(counters: ReceiverCounters, { normalPages, zeroPages }: Packet): void {
    counters.packets++;
    counters.normalPages += normalPages;
    counters.zeroPages += zeroPages;
  }

  /** The patch's line for a packet. */
  protected traceRecv(channel: number, packet: Packet): void {
    this.trace.push(traceLine({ kind: "recv", channel, ...packet }));
  }

  /** The patch's line for a channel's end. */
  protected override onFinish(channel: number): void {
    this.trace.push(traceLine({ kind: "recv-end", channel, ...this.counters[channel] }));
  }

  /** An end is clean between packets only (RCV-25). */
  protected override checkEnd({ id, input, work }: Connection): void {
    if (id === undefined) throw cut("greeting", input.length, GREETING_LENGTH);
    const length = packetLength(this.pageCount);
    if (work) {
      const received = work.received + input.length;
      throw cut("payload", length + received, length + this.payloadLength(work));
    }
    if (input.length > 0) throw cut("packet", input.length, length);
  }
}

const NO_UUID = new Uint8Array(16);

/** `at` bytes came where `bound` were needed. */
function cut(field: string, at: number, bound: number): ProtocolError {
  return new ProtocolError(
    { code: "eof", requirement: "RCV-25", field, byteOffset: at, value: at, bound },
    `stream ends inside the ${field}, at byte ${at} of ${bound}`,
  );
}

function mainChannelError(
  field: string,
  value: bigint | string,
  bound: number | string,
): ProtocolError {
  const detail = { code: "main-channel", requirement: "RCV-42", field, byteOffset: 0 } as const;
  return new ProtocolError({ ...detail, value, bound });
}
