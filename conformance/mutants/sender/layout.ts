/** Senders that write packets or greetings with another layout. */
import { concat } from "@std/bytes";
import { HEADER_LENGTH, MAGIC, packetLength } from "../../../protocol/layout.ts";
import type { Packet } from "../../../protocol/packet.ts";
import { type PageBatch, Sender } from "../../../protocol/sender.ts";
import { INTEGERS, swapFields, swapOffsets } from "../byte-order.ts";
import { type Mutant, sender, type SenderClass } from "../mutant.ts";
import { filling } from "./make.ts";

export const LAYOUT: readonly Mutant[] = [
  sender(
    "device-state-flag",
    "Sets the flag of packets of a device's state in those with pages.",
    ["LAY-01"],
    class extends Sender {
      protected override methodFlag(): number {
        return super.methodFlag() | 0x40;
      }
    },
  ),
  sender(
    "packets-little-endian",
    "Writes every integer as little-endian.",
    ["LAY-01"],
    writing((bytes) => swapOffsets(swapFields(bytes, INTEGERS))),
  ),
  sender(
    "offsets-little-endian",
    "Writes the entries of offset[] as little-endian.",
    ["LAY-01"],
    writing(swapOffsets),
  ),
  sender(
    "zero-pages-little-endian",
    "Forgets to swap the new field: zero_pages is little-endian.",
    ["LAY-01"],
    writing((bytes) => swapFields(bytes, ["zeroPages"])),
  ),
  sender(
    "packet-num-in-halves",
    "Writes the lower half of packet_num first.",
    ["LAY-01"],
    writing((bytes) => {
      const low = bytes.slice(28, 32);
      bytes.copyWithin(28, 24, 28);
      bytes.set(low, 24);
      return bytes;
    }),
  ),
  sender(
    "zero-pages-written-at-36",
    "Writes zero_pages four bytes too far behind.",
    ["LAY-03", "SND-02/queued"],
    writing((bytes) => bytes.copyWithin(36, 32, 36).fill(0, 32, 36)),
  ),
  sender(
    "reserved-words-kept",
    "Keeps four reserved words behind zero_pages, so name and offsets come four bytes late.",
    ["LAY-01"],
    writing((bytes) => bytes.copyWithin(68, 64).fill(0, 64, 68)),
  ),
  sender(
    "packet-cut-to-used",
    "Sends 320 + 8 × (normal + zero) bytes.",
    ["LAY-02"],
    class extends Sender {
      protected override encode(packet: Packet): Uint8Array {
        const used = packet.normalPages + packet.zeroPages;
        return super.encode(packet).subarray(0, packetLength(used));
      }
    },
  ),
  sender(
    "sync-without-offsets",
    "Sends the header alone for a SYNC packet.",
    ["LAY-02"],
    class extends Sender {
      protected override encode(packet: Packet): Uint8Array {
        const bytes = super.encode(packet);
        return packet.pagesAlloc === 0 ? bytes.subarray(0, HEADER_LENGTH) : bytes;
      }
    },
  ),
  sender(
    "reserved-bytes-dirty",
    "Does not clear the reserved bytes.",
    ["LAY-03"],
    filling((packet) => packet.reserved.fill(0xa5)),
  ),
  sender(
    "last-reserved-byte-dirty",
    "Leaves one reserved byte dirty.",
    ["LAY-03"],
    filling((packet) => packet.reserved[27] = 1),
  ),
  sender(
    "name-without-nul",
    "Copies the name and pads it with spaces.",
    ["LAY-05"],
    filling((packet) => packet.ramblock.fill(0x20, packet.ramblock.indexOf(0))),
  ),
  sender(
    "name-not-terminated",
    "Copies the name without its NUL over what the name before it left.",
    ["LAY-05"],
    class extends Sender {
      readonly #field = new Uint8Array(256).fill(0x78);

      protected override fillPacket(batch: PageBatch, payload: Uint8Array): Packet {
        const packet = super.fillPacket(batch, payload);
        this.#field.set(packet.ramblock.subarray(0, packet.ramblock.indexOf(0)));
        return { ...packet, ramblock: this.#field.slice() };
      }
    },
  ),
  sender(
    "zero-pages-first",
    "Puts the zero pages in front of the normal ones.",
    ["LAY-06"],
    filling(({ offsets, normalPages, zeroPages }) => {
      const used = offsets.slice(0, normalPages + zeroPages);
      offsets.set(used.subarray(normalPages));
      offsets.set(used.subarray(0, normalPages), zeroPages);
    }),
  ),
  sender(
    "zero-pages-at-the-end",
    "Puts the zero pages at the end of offset[].",
    ["LAY-06"],
    filling(({ offsets, normalPages, zeroPages }) => {
      const zero = offsets.slice(normalPages, normalPages + zeroPages);
      offsets.fill(0n, normalPages);
      offsets.set(zero, offsets.length - zeroPages);
    }),
  ),
  sender(
    "offsets-in-queue-order",
    "Counts normal and zero pages, but leaves the offsets in the order of the queue.",
    ["LAY-06"],
    class extends Sender {
      protected override partition(batch: PageBatch): number {
        return super.partition({ ...batch, offsets: [...batch.offsets] });
      }
    },
  ),
  sender(
    "greeting-little-endian",
    "Greets with a little-endian magic.",
    ["LAY-08"],
    greeting((bytes) => bytes.subarray(0, 4).reverse()),
  ),
  sender(
    "greeting-version-2",
    "Greets with version 2.",
    ["LAY-08"],
    greeting((bytes) => bytes[7] = 2),
  ),
  sender(
    "greeting-id-from-1",
    "Numbers the channels from 1.",
    ["LAY-08"],
    greeting((bytes) => bytes[24]++),
  ),
  sender(
    "greeting-id-0",
    "Calls every channel 0.",
    ["LAY-08"],
    greeting((bytes) => bytes[24] = 0),
  ),
  sender(
    "greeting-reserved-dirty",
    "Does not clear the reserved bytes of a greeting.",
    ["LAY-03"],
    greeting((bytes) => bytes.fill(0xa5, 25)),
  ),
  sender(
    "greeting-uuid-made-up",
    "Greets with a uuid on every channel although none is set.",
    ["LAY-08"],
    greeting((bytes) => bytes.fill(0xab, 8, 24)),
  ),
  sender(
    "greeting-short",
    "Leaves out the last 32 bytes of a greeting.",
    ["LAY-02", "LAY-03"],
    class extends Sender {
      protected override greeting(channel: number): Uint8Array {
        return super.greeting(channel).subarray(0, 32);
      }
    },
  ),
  sender(
    "greeting-missing",
    "Begins channels with their first packet.",
    ["LAY-08"],
    class extends Sender {
      protected override greeting(): Uint8Array {
        return new Uint8Array(0);
      }
    },
  ),
  sender(
    "greeting-twice",
    "Greets twice.",
    ["SND-01", "SND-19"],
    class extends Sender {
      protected override greeting(channel: number): Uint8Array {
        return concat([super.greeting(channel), super.greeting(channel)]);
      }
    },
  ),
  sender(
    "magic-of-greetings",
    "Has a magic of its own in packets.",
    ["SND-01"],
    filling((packet) => packet.magic = MAGIC + 1),
  ),
  sender(
    "version-2",
    "Sends packets of version 2, for a field more.",
    ["SND-01"],
    filling((packet) => packet.version = 2),
  ),
  sender(
    "alloc-is-used",
    "Writes the number of pages into pages_alloc.",
    ["SND-01"],
    filling((packet) => packet.pagesAlloc = packet.normalPages + packet.zeroPages),
  ),
  sender(
    "alloc-of-4-kib",
    "Writes 128 into pages_alloc, whatever the page size.",
    ["SND-01"],
    filling((packet) => packet.pagesAlloc = 128),
  ),
];

/** Sends other bytes for a packet. */
function writing(change: (bytes: Uint8Array) => Uint8Array): SenderClass {
  return class extends Sender {
    protected override encode(packet: Packet): Uint8Array {
      return change(super.encode(packet));
    }
  };
}

/** Greets with other bytes. */
function greeting(change: (bytes: Uint8Array) => unknown): SenderClass {
  return class extends Sender {
    protected override greeting(channel: number): Uint8Array {
      const bytes = super.greeting(channel);
      change(bytes);
      return bytes;
    }
  };
}
