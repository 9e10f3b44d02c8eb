/** For each check of receivers one that it must catch: the reference with one step changed. */
import { blockNameText } from "../../../protocol/block-name.ts";
import { ProtocolError } from "../../../protocol/errors.ts";
import { FLAG, METHOD_MASK, methodFlag, type MethodName } from "../../../protocol/flags.ts";
import { HEADER_LENGTH, MAGIC, packetLength, VERSION } from "../../../protocol/layout.ts";
import type { Packet } from "../../../protocol/packet.ts";
import type { RamBlock } from "../../../protocol/ram.ts";
import type { Connection, PacketWork } from "../../../protocol/receiver/connection.ts";
import {
  Receiver,
  type ReceiverCounters,
  type ReceiverParameters,
} from "../../../protocol/receiver.ts";

export type ReceiverClass = new (parameters: ReceiverParameters) => Receiver;

/** By check; where a method is named, the fault shows with that one. */
export const FAULTY: Record<string, { Receiver: ReceiverClass; method?: MethodName }> = {
  "LAY-01": {
    Receiver: class extends Receiver {
      protected override parse(bytes: Uint8Array): Packet {
        const { zeroPages, ...packet } = super.parse(bytes);
        const { buffer, byteOffset } = packet.reserved;
        return {
          ...packet,
          zeroPages: new DataView(buffer, byteOffset).getUint32(0) || zeroPages & 1,
        };
      }
    },
  },
  "LAY-02": {
    Receiver: class extends Receiver {
      protected override takePacket({ input }: Connection): Uint8Array | undefined {
        const header = input.peek(HEADER_LENGTH);
        if (!header) return undefined;
        const view = new DataView(header.buffer, header.byteOffset);
        const used = Math.min(view.getUint32(16) + view.getUint32(32), this.pageCount);
        const bytes = input.take(HEADER_LENGTH + 8 * used);
        if (!bytes) return undefined;
        const whole = new Uint8Array(packetLength(this.pageCount));
        whole.set(bytes);
        return whole;
      }
    },
  },
  "LAY-04": { Receiver: refusing((p) => p.reserved.some((byte) => byte !== 0)) },
  "LAY-06": {
    Receiver: class extends Receiver {
      protected override validate(packet: Packet): PacketWork {
        const { normalPages, zeroPages, offsets } = packet;
        const normal = offsets.subarray(zeroPages, zeroPages + normalPages);
        return { ...super.validate(packet), normal, zero: offsets.subarray(0, zeroPages) };
      }
    },
  },
  "RCV-01": { Receiver: judging((p) => ({ ...p, magic: MAGIC })) },
  "RCV-02": { Receiver: judging((p) => ({ ...p, version: VERSION })) },
  "RCV-03": {
    Receiver: judging((p, r) => ({ ...p, pagesAlloc: Math.min(p.pagesAlloc, r.pageCount) })),
  },
  "RCV-04": {
    Receiver: judging((p, r) => p.pagesAlloc > r.pageCount ? p : { ...p, pagesAlloc: r.pageCount }),
  },
  "RCV-04/bound": {
    Receiver: refusing((p) => hasPages(p) && p.normalPages + p.zeroPages === p.pagesAlloc),
  },
  "RCV-05": {
    Receiver: judging((p) =>
      p.normalPages <= p.pagesAlloc && p.zeroPages <= p.pagesAlloc
        ? { ...p, zeroPages: Math.min(p.zeroPages, p.pagesAlloc - p.normalPages) }
        : p
    ),
  },
  "RCV-05/wrap": {
    Receiver: judging((p) =>
      p.normalPages <= p.pagesAlloc && (p.normalPages + p.zeroPages) >>> 0 <= p.pagesAlloc
        ? { ...p, zeroPages: Math.min(p.zeroPages, p.pagesAlloc - p.normalPages) }
        : p
    ),
  },
  "RCV-06": {
    Receiver: judging((p, r) => hasPages(p) && !r.find(p) ? renamed(p, r.blocks[0].name) : p),
  },
  "RCV-06/main": {
    Receiver: class extends Receiver {
      protected override applyMainZeroPage(ramblock: string, offset: bigint): void {
        if (this.blocks.some(({ name }) => name === ramblock)) {
          super.applyMainZeroPage(ramblock, offset);
        }
      }
    },
  },
  "RCV-08/main": {
    Receiver: class extends Receiver {
      protected override applyMainZeroPage(ramblock: string, offset: bigint): void {
        const { usedLength } = this.blocks.find(({ name }) => name === ramblock)!;
        if (offset < BigInt(usedLength)) super.applyMainZeroPage(ramblock, offset);
      }
    },
  },
  "RCV-07": { Receiver: withOffsets("normal", (offset, last) => offset > last ? last : offset) },
  "RCV-08": { Receiver: withOffsets("zero", (offset, last) => offset > last ? last : offset) },
  "RCV-09": {
    Receiver: refusing((p, r) => used(p).some((offset) => offset === lastOffset(p, r))),
  },
  "RCV-10": {
    Receiver: judging((p, r) =>
      (r.find(p)?.usedLength ?? r.pageSize) < r.pageSize
        ? { ...p, normalPages: 0, zeroPages: 0 }
        : p
    ),
  },
  "RCV-11": {
    Receiver: refusing((p, r) => used(p).some((offset) => offset % BigInt(r.pageSize) !== 0n)),
  },
  "RCV-12": {
    Receiver: judging((p, r) => ({ ...p, flags: p.flags & ~METHOD_MASK | methodFlag(r.method) })),
  },
  "RCV-13": {
    Receiver: class extends Receiver {
      protected override pageTarget(work: PacketWork, index: number): Uint8Array {
        return super.pageTarget(work, work.normal.length - 1 - index);
      }
    },
  },
  "RCV-13/new-frame": {
    method: "zstd",
    Receiver: class extends Receiver {
      protected override decompress(c: Connection, payload: Uint8Array, pages: Uint8Array[]): void {
        if (c.decompressor && payload[0] === 0x28 && payload[1] === 0xb5) {
          throw refusal("a new frame");
        }
        super.decompress(c, payload, pages);
      }
    },
  },
  "RCV-13/frame-header": {
    method: "zstd",
    Receiver: class extends Receiver {
      protected override decompress(c: Connection, payload: Uint8Array, pages: Uint8Array[]): void {
        if (payload[0] === 0x28 && payload[4] !== 0) throw refusal("a header with more in it");
        super.decompress(c, payload, pages);
      }
    },
  },
  "RCV-13/window": {
    method: "zstd",
    Receiver: class extends Receiver {
      protected override decompress(c: Connection, payload: Uint8Array, pages: Uint8Array[]): void {
        if (payload[0] === 0x28 && payload[5] >= 15 << 3) throw refusal("a window of 32 MiB");
        super.decompress(c, payload, pages);
      }
    },
  },
  "RCV-14": { Receiver: notingZeroPages() },
  "RCV-15": {
    Receiver: class extends Receiver {
      protected override applyZeroPage(block: RamBlock, offset: number): void {
        this.writes.push({ ramblock: block.name, offset });
        super.applyZeroPage(block, offset);
      }
    },
  },
  "RCV-16": {
    Receiver: class extends Receiver {
      protected override readPayload(connection: Connection, work: PacketWork): boolean {
        const { normalPages, zeroPages } = work.packet;
        if (normalPages === 0 && zeroPages > 0 && !connection.input.take(1)) return false;
        return super.readPayload(connection, work);
      }
    },
  },
  "RCV-17": { Receiver: refusing((p, r) => !hasPages(p) && !isSync(p) && !r.find(p)) },
  "RCV-17/sync": { Receiver: refusing((p) => isSync(p) && !hasPages(p) && p.nextPacketSize > 0) },
  "RCV-18": {
    Receiver: class extends Receiver {
      protected override hasData({ packet }: PacketWork): boolean {
        return packet.normalPages > 0;
      }
    },
  },
  "RCV-19": {
    Receiver: judging((p) => isSync(p) ? { ...p, normalPages: 0, zeroPages: 0 } : p),
  },
  "RCV-20": { method: "zlib", Receiver: forgiving("payload-corrupt", "payload-short") },
  "RCV-20/tail": {
    method: "zlib",
    Receiver: class extends Receiver {
      protected override decompress(c: Connection, payload: Uint8Array, pages: Uint8Array[]): void {
        if (payload.at(-1) !== 0xff || payload.at(-5) === 0xff) throw refusal("no flush");
        super.decompress(c, payload, pages);
      }
    },
  },
  "RCV-21": {
    method: "zlib",
    Receiver: judging((p) => {
      if (p.normalPages === 0 && p.zeroPages > 0 && p.nextPacketSize > 0) {
        throw new Error("assertion");
      }
      return p;
    }),
  },
  "RCV-22": {
    method: "none",
    Receiver: refusing((p) => p.normalPages === 0 && p.nextPacketSize > 0),
  },
  "RCV-23": {
    method: "zlib",
    Receiver: class extends Receiver {
      protected override validate(packet: Packet): PacketWork {
        const work = super.validate({
          ...packet,
          nextPacketSize: packet.normalPages === 0 ? 0 : 1,
        });
        return { ...work, packet };
      }
    },
  },
  "RCV-23/bound": { method: "zstd", Receiver: refusing((p) => p.nextPacketSize > 65536) },
  "RCV-24": {
    Receiver: judging((p, r) => p.ramblock.includes(0) ? p : renamed(p, r.blocks[0].name)),
  },
  "RCV-24/255": { Receiver: refusing((p) => hasPages(p) && !p.ramblock.includes(0)) },
  "RCV-24/junk": {
    Receiver: refusing((p) =>
      p.ramblock.subarray(p.ramblock.indexOf(0)).some((byte) => byte !== 0)
    ),
  },
  "RCV-25": {
    Receiver: class extends Receiver {
      protected override checkEnd({ id, input }: Connection): void {
        if (id !== undefined) input.take(input.length);
      }
    },
  },
  "RCV-25/greeting": {
    Receiver: class extends Receiver {
      protected override checkEnd(connection: Connection): void {
        if (connection.id !== undefined) super.checkEnd(connection);
        else connection.input.take(connection.input.length);
      }
    },
  },
  "RCV-25/between": {
    Receiver: class extends Receiver {
      override end(channel: number): void {
        super.end(channel);
        for (const { number, ended } of this.connections.values()) if (!ended) super.end(number);
      }
    },
  },
  "RCV-26": {
    Receiver: class extends Receiver {
      protected override finishPacket(connection: Connection, work: PacketWork): void {
        this.applyZeroPages(work);
        super.finishPacket(connection, work);
      }
    },
  },
  "RCV-27": {
    Receiver: class extends Receiver {
      protected override pageTarget(work: PacketWork, index: number): Uint8Array {
        const target = super.pageTarget(work, index);
        return work.normal.indexOf(work.normal[index]) < index ? target.slice() : target;
      }
    },
  },
  "RCV-28": {
    Receiver: class extends Receiver {
      override feed(channel: number, bytes: Uint8Array): void {
        super.feed(channel, bytes);
        const connection = this.connections.get(channel);
        if (connection && !connection.waiting && connection.input.length > 0) {
          this.fail(refusal("a short read"));
        }
      }
    },
  },
  "RCV-29": {
    Receiver: class extends Receiver {
      protected override validate(packet: Packet): PacketWork {
        try {
          return super.validate(packet);
        } catch (error) {
          for (const offset of used(packet)) {
            const block = this.blocks.find((b) => b.name === blockNameText(packet.ramblock));
            const fits = block && offset + BigInt(this.pageSize) <= BigInt(block.usedLength);
            if (fits) this.applyZeroPage(block, Number(offset));
          }
          throw error;
        }
      }
    },
  },
  "RCV-29/payload": {
    method: "zlib",
    Receiver: class extends Receiver {
      protected override decompress(c: Connection, payload: Uint8Array, pages: Uint8Array[]): void {
        for (const page of pages) page.fill(0x77);
        super.decompress(c, payload, pages);
      }
    },
  },
  "RCV-30": {
    Receiver: class extends Receiver {
      protected override checkGreeting(bytes: Uint8Array): number {
        return bytes[24] % this.channels;
      }
    },
  },
  "RCV-31": {
    Receiver: counting((p) => ({ ...p, normalPages: p.normalPages + p.zeroPages, zeroPages: 0 })),
  },
  "RCV-31/rejected": {
    Receiver: class extends Receiver {
      protected override validate(packet: Packet): PacketWork {
        this.counters[0].normalPages += packet.normalPages;
        const work = super.validate(packet);
        this.counters[0].normalPages -= packet.normalPages;
        return work;
      }
    },
  },
  "RCV-31/trace": {
    Receiver: class extends Receiver {
      protected override traceRecv(channel: number, packet: Packet): void {
        super.traceRecv(channel, { ...packet, zeroPages: 0 });
      }
    },
  },
  "RCV-32": {
    Receiver: class extends Receiver {
      protected override finishPacket(connection: Connection, work: PacketWork): void {
        const { block, packet } = work;
        for (const offset of packet.offsets.subarray(used(packet).length)) {
          const fits = block && offset + BigInt(this.pageSize) <= BigInt(block.usedLength);
          if (fits && offset > 0n) this.applyZeroPage(block, Number(offset));
        }
        super.finishPacket(connection, work);
      }
    },
  },
  "RCV-33": { Receiver: refusing((p) => isSync(p) && p.nextPacketSize > 0) },
  "RCV-33/zero-pages": { Receiver },
  "RCV-34": {
    Receiver: class extends Receiver {
      protected override fail(error: ProtocolError): void {
        for (const { bytes } of this.blocks) bytes.fill(0);
        super.fail(error);
      }
    },
  },
  "RCV-35": { Receiver: passingBarriersEarly() },
  "RCV-35/orders": { Receiver: passingBarriersEarly() },
  "RCV-36": {
    Receiver: class extends Receiver {
      override feed(channel: number, bytes: Uint8Array): void {
        if (!this.connections.get(channel)?.waiting) super.feed(channel, bytes);
      }
    },
  },
  "RCV-36/greetings": {
    Receiver: class extends Receiver {
      protected override checkGreeting(bytes: Uint8Array): number {
        const id = super.checkGreeting(bytes);
        if (id !== this.connections.size - 1) throw refusal("not the next channel");
        return id;
      }
    },
  },
  "RCV-37": { Receiver: refusing((p, r) => !isSync(p) && p.pagesAlloc !== r.pageCount) },
  "RCV-38": {
    Receiver: class extends Receiver {
      protected override checkBarrier(): void {}
      protected override checkNothingLeft(): void {}
    },
  },
  "RCV-39": {
    method: "none",
    Receiver: refusing((p, r) =>
      p.normalPages > 0 && p.nextPacketSize !== p.normalPages * r.pageSize
    ),
  },
  "RCV-40": { Receiver: refusing((p) => p.flags >= 0x80) },
  "RCV-41": { Receiver: notingZeroPages() },
  "RCV-42": { Receiver: takingZeroWordsAtOnce() },
  "RCV-42/orders": { Receiver: takingZeroWordsAtOnce() },
  "RCV-43": { method: "zlib", Receiver: forgiving("payload-surplus") },
};

/** What a receiver knows when it judges a packet. */
interface Own {
  pageSize: number;
  pageCount: number;
  method: MethodName;
  blocks: readonly RamBlock[];
  find(packet: Packet): RamBlock | undefined;
}

/** Judges and applies another packet than the one that came. */
function judging(change: (packet: Packet, own: Own) => Packet): ReceiverClass {
  return class extends Receiver {
    protected override validate(packet: Packet): PacketWork {
      const { pageSize, pageCount, method, blocks } = this;
      const find = (p: Packet) => blocks.find((b) => b.name === blockNameText(p.ramblock));
      return super.validate(change(packet, { pageSize, pageCount, method, blocks, find }));
    }
  };
}

/** Refuses more than it should. */
function refusing(refuses: (packet: Packet, own: Own) => boolean): ReceiverClass {
  return judging((packet, own) => {
    if (refuses(packet, own)) throw refusal("refused without need");
    return packet;
  });
}

/** Sees other offsets in one part of a packet. */
function withOffsets(
  part: "normal" | "zero",
  see: (offset: bigint, last: bigint) => bigint,
): ReceiverClass {
  return judging((p, r) => {
    const last = lastOffset(p, r);
    const offsets = p.offsets.map((offset, i) =>
      (i < p.normalPages) === (part === "normal") && last >= 0n ? see(offset, last) : offset
    );
    return { ...p, offsets };
  });
}

function counting(change: (packet: Packet) => Packet): ReceiverClass {
  return class extends Receiver {
    protected override count(counters: ReceiverCounters, packet: Packet): void {
      super.count(counters, change(packet));
    }
  };
}

/** Goes on where a payload is refused for one of these reasons. */
function forgiving(...codes: string[]): ReceiverClass {
  return class extends Receiver {
    protected override decompress(c: Connection, payload: Uint8Array, pages: Uint8Array[]): void {
      try {
        super.decompress(c, payload, pages);
      } catch (error) {
        if (!(error instanceof ProtocolError) || !codes.includes(error.detail.code)) throw error;
      }
    }
  };
}

/** Takes RAM for fresh: the first time, a zero page is only noted (QEMU 9.1 and later). */
function notingZeroPages(): ReceiverClass {
  return class extends Receiver {
    readonly #seen = new Set<string>();

    protected override applyZeroPage(block: RamBlock, offset: number): void {
      const page = `${block.name}\0${offset}`;
      if (this.#seen.has(page)) super.applyZeroPage(block, offset);
      this.#seen.add(page);
    }
  };
}

function passingBarriersEarly(): ReceiverClass {
  return class extends Receiver {
    protected override onSync(): void {}
    protected override barrierMet(): boolean {
      return true;
    }
  };
}

function takingZeroWordsAtOnce(): ReceiverClass {
  return class extends Receiver {
    override zeroPage(ramblock: string, offset: bigint): void {
      this.applyMainZeroPage(ramblock, offset);
    }
  };
}

function hasPages({ normalPages, zeroPages }: Packet): boolean {
  return normalPages > 0 || zeroPages > 0;
}

function isSync({ flags }: Packet): boolean {
  return (flags & FLAG.SYNC) !== 0;
}

function used({ offsets, normalPages, zeroPages }: Packet): BigUint64Array {
  return offsets.subarray(0, normalPages + zeroPages);
}

/** The largest legal offset; negative where there is none. */
function lastOffset(packet: Packet, own: Own): bigint {
  return BigInt((own.find(packet)?.usedLength ?? 0) - own.pageSize);
}

function renamed(packet: Packet, name: string): Packet {
  const ramblock = new Uint8Array(256);
  ramblock.set(new TextEncoder().encode(name));
  return { ...packet, ramblock };
}

function refusal(why: string): ProtocolError {
  return new ProtocolError({
    code: "magic",
    requirement: "",
    field: why,
    byteOffset: 0,
    value: 0,
    bound: 0,
  });
}
