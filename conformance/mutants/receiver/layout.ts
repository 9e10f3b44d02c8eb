/** Receivers that read packets with another layout. */
import { HEADER_LENGTH } from "../../../protocol/layout.ts";
import type { Packet } from "../../../protocol/packet.ts";
import type { Connection, PacketWork } from "../../../protocol/receiver/connection.ts";
import { Receiver } from "../../../protocol/receiver.ts";
import { INTEGERS, swapFields, swapOffsets } from "../byte-order.ts";
import { type Mutant, receiver, type ReceiverClass } from "../mutant.ts";
import { refusing } from "./make.ts";

export const LAYOUT: readonly Mutant[] = [
  receiver(
    "little-endian",
    "Reads every integer as little-endian.",
    ["LAY-01"],
    reading((bytes) => swapOffsets(swapFields(bytes, INTEGERS))),
  ),
  receiver(
    "little-endian-offsets",
    "Reads the entries of offset[] as little-endian.",
    ["LAY-01"],
    reading(swapOffsets),
  ),
  receiver(
    "little-endian-zero-pages",
    "Forgets to swap the new field: zero_pages is little-endian.",
    ["LAY-01"],
    reading((bytes) => swapFields(bytes, ["zeroPages"])),
  ),
  receiver(
    "alloc-not-swapped",
    "Compares pages_alloc as it stands in memory.",
    ["LAY-01"],
    reading((bytes) => swapFields(bytes, ["pagesAlloc"])),
  ),
  receiver(
    "zero-pages-at-36",
    "Reads zero_pages four bytes too far behind, as if it had replaced the second half.",
    ["LAY-01"],
    reading((bytes) => bytes.slice().copyWithin(32, 36, 40)),
  ),
  receiver(
    "four-reserved-words",
    "Still has four reserved words behind zero_pages, so name and offsets come four bytes late.",
    ["LAY-01"],
    reading((bytes) => bytes.slice().copyWithin(64, 68)),
  ),
  receiver(
    "length-by-pages",
    "Takes 320 + 8 × (normal + zero) bytes for a packet.",
    ["LAY-02"],
    class extends Receiver {
      protected override takePacket({ input }: Connection): Uint8Array | undefined {
        const header = input.peek(HEADER_LENGTH);
        const packet = header && this.wholePacket(header);
        if (!packet) return undefined;
        const used = packet.normalPages + packet.zeroPages;
        const bytes = input.take(HEADER_LENGTH + 8 * Math.min(used, this.pageCount));
        return bytes && this.padded(bytes);
      }

      private wholePacket(header: Uint8Array): Packet {
        return this.parse(this.padded(header));
      }

      private padded(bytes: Uint8Array): Uint8Array {
        const whole = new Uint8Array(HEADER_LENGTH + 8 * this.pageCount);
        whole.set(bytes);
        return whole;
      }
    },
  ),
  receiver(
    "reserved-must-be-zero",
    "Refuses packets whose reserved bytes are not zero.",
    ["LAY-04"],
    refusing(({ reserved }) => reserved.some((byte) => byte !== 0)),
  ),
  receiver(
    "first-reserved-word-must-be-zero",
    "Refuses packets whose reserved word behind zero_pages is not zero.",
    ["LAY-04"],
    refusing(({ reserved }) => reserved.subarray(0, 4).some((byte) => byte !== 0)),
  ),
  receiver(
    "zero-offsets-from-0",
    "Reads the zero pages' offsets from the start of offset[].",
    ["LAY-06", "RCV-14"],
    placing((offsets, normal, zero) => ({
      normal: offsets.subarray(0, normal),
      zero: offsets.subarray(0, zero),
    })),
  ),
  receiver(
    "zero-offsets-first",
    "Expects the zero pages in front of the normal ones.",
    ["LAY-06"],
    placing((offsets, normal, zero) => ({
      zero: offsets.subarray(0, zero),
      normal: offsets.subarray(zero, zero + normal),
    })),
  ),
  receiver(
    "zero-offsets-from-the-end",
    "Reads the zero pages' offsets from the end of offset[].",
    ["LAY-06"],
    placing((offsets, normal, zero) => ({
      normal: offsets.subarray(0, normal),
      zero: offsets.subarray(offsets.length - zero),
    })),
  ),
];

/** Parses other bytes than those that came. */
function reading(change: (bytes: Uint8Array) => Uint8Array): ReceiverClass {
  return class extends Receiver {
    protected override parse(bytes: Uint8Array): Packet {
      return super.parse(change(bytes));
    }
  };
}

/** Looks for the two parts of offset[] elsewhere. */
function placing(
  parts: (offsets: BigUint64Array, normal: number, zero: number) => {
    normal: BigUint64Array;
    zero: BigUint64Array;
  },
): ReceiverClass {
  return class extends Receiver {
    protected override validate(packet: Packet): PacketWork {
      const { offsets, normalPages, zeroPages } = packet;
      return { ...super.validate(packet), ...parts(offsets, normalPages, zeroPages) };
    }
  };
}
