/** Receivers that put page data in the wrong place. */
import type { Packet } from "../../../protocol/packet.ts";
import type { Connection, PacketWork } from "../../../protocol/receiver/connection.ts";
import { Receiver } from "../../../protocol/receiver.ts";
import { isZeroPage } from "../../../protocol/zero-page.ts";
import { type Mutant, receiver, type ReceiverClass } from "../mutant.ts";
import { refusing, seeingOffsets } from "./make.ts";

export const PAGES: readonly Mutant[] = [
  receiver(
    "pages-in-reverse",
    "Takes the page data in the reverse order of the offsets.",
    ["RCV-13"],
    landing(({ normal }, index) => normal[normal.length - 1 - index]),
  ),
  receiver(
    "pages-sorted",
    "Takes the page data in the order of the addresses.",
    ["RCV-13"],
    landing(({ normal }, index) => normal.toSorted()[index]),
  ),
  receiver(
    "pages-side-by-side",
    "Puts the pages side by side behind the first one's offset.",
    ["RCV-13"],
    landing(({ normal }, index, pageSize) => normal[0] + BigInt(index * pageSize)),
  ),
  receiver(
    "offset-in-16-bits",
    "Puts pages at the low 16 bits of their offsets.",
    ["RCV-13"],
    landing(({ normal }, index) => normal[index] & 0xffffn),
  ),
  receiver(
    "last-byte-lost",
    "Does not write the last byte of a page.",
    ["RCV-13"],
    afterPacket(({ block, normal }, pageSize) => {
      for (const offset of normal) block!.bytes[Number(offset) + pageSize - 1] = 0;
    }),
  ),
  receiver(
    "byte-too-many",
    "Ends a page with a zero byte behind it.",
    ["RCV-13"],
    afterPacket(({ block, normal }, pageSize) => {
      for (const offset of normal) block!.bytes[Number(offset) + pageSize] = 0;
    }),
  ),
  receiver(
    "last-page-lost",
    "Does not write the last page of a full packet.",
    ["RCV-13"],
    class extends Receiver {
      protected override pageTarget(work: PacketWork, index: number): Uint8Array {
        const target = super.pageTarget(work, index);
        return index === this.pageCount - 1 ? target.slice() : target;
      }
    },
    { least: { pages: 8, why: "in full packets only, and pages of 64 KiB fill one with 8" } },
  ),
  receiver(
    "zero-data-not-written",
    "Does not write a normal page whose data is all zero.",
    ["RCV-13"],
    class extends Receiver {
      readonly #before = new WeakMap<PacketWork, Uint8Array[]>();

      protected override validate(packet: Packet): PacketWork {
        const work = super.validate(packet);
        const pages = Array.from(work.normal, (_, i) => this.pageTarget(work, i).slice());
        this.#before.set(work, pages);
        return work;
      }

      protected override finishPacket(connection: Connection, work: PacketWork): void {
        for (const [i, before] of this.#before.get(work)!.entries()) {
          const page = this.pageTarget(work, i);
          if (isZeroPage(page, 0, this.pageSize)) page.set(before);
        }
        super.finishPacket(connection, work);
      }
    },
  ),
  receiver(
    "page-once-and-for-all",
    "Drops the data of a page that it has received before.",
    ["RCV-41", "RCV-13"],
    class extends Receiver {
      readonly #seen = new Set<string>();

      protected override pageTarget(work: PacketWork, index: number): Uint8Array {
        const target = super.pageTarget(work, index);
        const key = `${work.block!.name}@${work.normal[index]}`;
        return this.#seen.has(key) ? target.slice() : target;
      }

      protected override finishPacket(connection: Connection, work: PacketWork): void {
        for (const offset of work.normal) this.#seen.add(`${work.block!.name}@${offset}`);
        super.finishPacket(connection, work);
      }
    },
  ),
  receiver(
    "first-of-two-wins",
    "Keeps the first of two pages with one offset.",
    ["RCV-27"],
    class extends Receiver {
      protected override pageTarget(work: PacketWork, index: number): Uint8Array {
        const target = super.pageTarget(work, index);
        return work.normal.indexOf(work.normal[index]) < index ? target.slice() : target;
      }
    },
  ),
  receiver(
    "unaligned-refused",
    "Refuses normal offsets that are no multiple of the page size.",
    ["RCV-11"],
    seeingOffsets("normal", (o, _, pageSize) => o % BigInt(pageSize) === 0n ? o : 2n ** 64n - 1n),
    {
      least: {
        pages: 3,
        why: "RCV-11 looks at what an unaligned page leaves of the two that it touches",
      },
    },
  ),
  receiver(
    "stale-offsets-checked",
    "Holds all entries of offset[] against the block, used or not.",
    ["RCV-32"],
    refusing(({ normalPages, zeroPages, offsets, ramblock }, { blocks, pageSize }) => {
      const used = normalPages + zeroPages;
      const name = new TextDecoder().decode(ramblock).split("\0")[0];
      const block = blocks.find((b) => b.name === name);
      return used > 0 && block !== undefined &&
        offsets.subarray(used).some((o) => o > BigInt(Math.max(0, block.usedLength - pageSize)));
    }),
  ),
  receiver(
    "stale-offsets-cleared",
    "Takes all entries behind the normal ones for zero pages.",
    ["RCV-32"],
    class extends Receiver {
      protected override validate(packet: Packet): PacketWork {
        const work = super.validate(packet);
        const { block, normal } = work;
        const behind = packet.offsets.subarray(normal.length);
        const zero = behind.filter((o) => block && o <= BigInt(block.usedLength - this.pageSize));
        return packet.zeroPages > 0 ? { ...work, zero } : work;
      }
    },
  ),
];

/** Puts the page with this index at another offset; where there is no room it lands nowhere. */
function landing(
  offsetOf: (work: PacketWork, index: number, pageSize: number) => bigint,
): ReceiverClass {
  return class extends Receiver {
    protected override pageTarget(work: PacketWork, index: number): Uint8Array {
      const { pageSize } = this;
      const offset = Number(offsetOf(work, index, pageSize));
      const target = work.block!.bytes.subarray(offset, offset + pageSize);
      return target.length === pageSize ? target : new Uint8Array(pageSize);
    }
  };
}

/** Does something more when a packet has been applied. */
function afterPacket(act: (work: PacketWork, pageSize: number) => void): ReceiverClass {
  return class extends Receiver {
    protected override finishPacket(connection: Connection, work: PacketWork): void {
      act(work, this.pageSize);
      super.finishPacket(connection, work);
    }
  };
}
