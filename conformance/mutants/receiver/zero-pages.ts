/** Receivers that treat zero pages wrongly. */
import type { MethodName } from "../../../protocol/flags.ts";
import type { Packet } from "../../../protocol/packet.ts";
import type { RamBlock } from "../../../protocol/ram.ts";
import type { Connection, PacketWork } from "../../../protocol/receiver/connection.ts";
import { Receiver } from "../../../protocol/receiver.ts";
import { type Mutant, receiver, type ReceiverClass } from "../mutant.ts";

export const ZERO_PAGES: readonly Mutant[] = [
  receiver(
    "zero-pages-ignored",
    "Is as old as the layout before the patch: zero pages are lost.",
    ["RCV-14", "RCV-16", "RCV-18"],
    class extends Receiver {
      protected override applyZeroPages(): void {}
    },
  ),
  receiver(
    "fresh-ram-assumed",
    "Does not clear a page the first time it comes as zero.",
    ["RCV-14"],
    withBitmap(),
    { source: 4 },
  ),
  ...(["none", "zlib", "zstd"] as const).map((method) =>
    receiver(
      `bitmap-forgets-${method}`,
      `Clears only pages it has noted, and does not note normal pages that came with ${method}.`,
      ["RCV-41"],
      withBitmap(method),
      { source: 4, methods: [method] },
    )
  ),
  receiver(
    "bitmap-freed-early",
    "Frees its bitmap at the first SYNC, while channels still use it.",
    ["RCV-41"],
    class extends Receiver {
      #freed = false;

      protected override onSync(connection: Connection): void {
        this.#freed = connection.decompressor !== undefined || this.counters[0].normalPages > 0;
        super.onSync(connection);
      }

      protected override applyZeroPage(block: RamBlock, offset: number): void {
        if (this.#freed) throw new Error("SIGSEGV");
        super.applyZeroPage(block, offset);
      }
    },
    { source: 4 },
  ),
  receiver(
    "zero-page-half-cleared",
    "Clears the first half of a page.",
    ["RCV-14"],
    clearing((page) => page.fill(0, 0, page.length / 2)),
  ),
  receiver(
    "zero-page-first-byte-left",
    "Clears a page but for its first byte.",
    ["RCV-14"],
    clearing((page) => page.fill(0, 1)),
  ),
  receiver(
    "zero-page-last-byte-left",
    "Clears a page but for its last byte.",
    ["RCV-14"],
    clearing((page) => page.fill(0, 0, -1)),
  ),
  receiver(
    "zero-by-first-byte",
    "Takes a page for cleared already when its first byte is zero.",
    ["RCV-14"],
    clearing((page) => page[0] !== 0 && page.fill(0)),
  ),
  receiver(
    "zero-by-last-byte",
    "Takes a page for cleared already when its last byte is zero.",
    ["RCV-14"],
    clearing((page) => page.at(-1) !== 0 && page.fill(0)),
  ),
  receiver(
    "first-zero-page-left",
    "Clears the zero pages of a packet from the second on.",
    ["RCV-14"],
    clearingSome(({ zero }) => zero.subarray(1)),
  ),
  receiver(
    "last-zero-page-left",
    "Clears the zero pages of a packet but for the last one.",
    ["RCV-14"],
    clearingSome(({ zero }) => zero.subarray(0, -1)),
  ),
  receiver(
    "zero-beside-normal-left",
    "Clears zero pages only in packets without normal ones.",
    ["RCV-14"],
    clearingSome(({ normal, zero }) => normal.length > 0 ? zero.subarray(0, 0) : zero),
  ),
  receiver(
    "zero-page-always-written",
    "Writes a zero page that is zero already.",
    ["RCV-15"],
    class extends Receiver {
      protected override applyZeroPage(block: RamBlock, offset: number): void {
        block.bytes.fill(0, offset, offset + this.pageSize);
        this.writes.push({ ramblock: block.name, offset });
      }
    },
  ),
  receiver(
    "zero-page-second-visit-written",
    "Writes a zero page again when it comes a second time.",
    ["RCV-15"],
    class extends Receiver {
      readonly #seen = new Set<string>();

      protected override applyZeroPage(block: RamBlock, offset: number): void {
        const key = `${block.name}@${offset}`;
        super.applyZeroPage(block, offset);
        if (this.#seen.has(key)) this.writes.push({ ramblock: block.name, offset });
        this.#seen.add(key);
      }
    },
    { source: 4 },
  ),
  receiver(
    "data-is-normal-pages",
    "Takes a packet for empty when it has no normal pages.",
    ["RCV-16", "RCV-18"],
    class extends Receiver {
      protected override hasData({ packet }: PacketWork): boolean {
        return packet.normalPages > 0;
      }
    },
  ),
  receiver(
    "data-is-zero-pages",
    "Takes a packet for empty when it has no zero pages.",
    ["RCV-18"],
    class extends Receiver {
      protected override payloadLength(work: PacketWork): number {
        return work.packet.zeroPages > 0 ? super.payloadLength(work) : 0;
      }
    },
  ),
  receiver(
    "zero-behind-normal",
    "Clears zero pages when the normal ones are written.",
    ["RCV-26"],
    class extends Receiver {
      protected override hasData(): boolean {
        return false;
      }

      protected override finishPacket(connection: Connection, work: PacketWork): void {
        this.applyZeroPages(work);
        super.finishPacket(connection, work);
      }
    },
  ),
  receiver(
    "zero-applied-while-checked",
    "Clears each zero page as soon as its own offset is checked.",
    ["RCV-29"],
    eager((packet) =>
      packet.offsets.subarray(
        packet.normalPages,
        packet.normalPages + packet.zeroPages,
      )
    ),
  ),
  receiver(
    "zero-applied-before-counts",
    "Clears the zero pages before it judges the header.",
    ["RCV-29"],
    eager((packet, pageCount) => {
      const normal = Math.min(packet.normalPages, pageCount);
      return packet.offsets.subarray(normal, normal + Math.min(packet.zeroPages, pageCount));
    }),
  ),
];

/** Keeps a bitmap of received pages as QEMU does from 9.1 on, and clears only pages that are in it. */
function withBitmap(forgets?: MethodName): ReceiverClass {
  return class extends Receiver {
    readonly #received = new Set<string>();

    protected override applyZeroPage(block: RamBlock, offset: number): void {
      const key = `${block.name}@${offset}`;
      if (this.#received.has(key)) super.applyZeroPage(block, offset);
      this.#received.add(key);
    }

    protected override finishPacket(connection: Connection, work: PacketWork): void {
      if (this.method !== forgets) {
        for (const offset of work.normal) this.#received.add(`${work.block!.name}@${offset}`);
      }
      super.finishPacket(connection, work);
    }
  };
}

/** Clears a page in a way of its own. */
function clearing(clear: (page: Uint8Array) => unknown): ReceiverClass {
  return class extends Receiver {
    protected override applyZeroPage(block: RamBlock, offset: number): void {
      clear(block.bytes.subarray(offset, offset + this.pageSize));
    }
  };
}

/** Clears some of a packet's zero pages. */
function clearingSome(some: (work: PacketWork) => BigUint64Array): ReceiverClass {
  return class extends Receiver {
    protected override applyZeroPages(work: PacketWork): void {
      super.applyZeroPages({ ...work, zero: some(work) });
    }
  };
}

/** Clears these pages before the packet is judged as a whole, up to the first that it cannot. */
function eager(
  zero: (packet: Packet, pageCount: number) => BigUint64Array,
): ReceiverClass {
  return class extends Receiver {
    protected override validate(packet: Packet): PacketWork {
      const name = new TextDecoder().decode(packet.ramblock).split("\0")[0];
      const block = this.blocks.find((b) => b.name === name);
      for (const offset of zero(packet, this.pageCount)) {
        if (!block || offset > block.usedLength - this.pageSize) break;
        this.applyZeroPage(block, Number(offset));
      }
      return super.validate(packet);
    }
  };
}
