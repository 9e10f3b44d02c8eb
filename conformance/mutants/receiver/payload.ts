/** Receivers that read too much, too little or the wrong payload. */
import { equals } from "@std/bytes";
import { FLAG } from "../../../protocol/flags.ts";
import type { Decompressor } from "../../../protocol/method.ts";
import type { Packet } from "../../../protocol/packet.ts";
import type { Connection, PacketWork } from "../../../protocol/receiver/connection.ts";
import { Receiver } from "../../../protocol/receiver.ts";
import { PAYLOAD_ROOM } from "../../../protocol/validate.ts";
import { type Mutant, receiver } from "../mutant.ts";
import { deafTo, dyingOn, judging, refusal, refusing } from "./make.ts";

const COMPRESSED = ["zlib", "zstd"] as const;
const ZSTD_MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);

export const PAYLOAD: readonly Mutant[] = [
  receiver(
    "stream-per-packet",
    "Begins a new stream with every packet.",
    ["RCV-13"],
    class extends Receiver {
      protected override decompress(
        connection: Connection,
        payload: Uint8Array,
        pages: Uint8Array[],
      ): void {
        connection.decompressor?.close();
        connection.decompressor = undefined;
        super.decompress(connection, payload, pages);
      }
    },
    { methods: COMPRESSED },
  ),
  receiver(
    "stream-per-sync",
    "Begins a new stream behind every SYNC packet.",
    ["RCV-13"],
    class extends Receiver {
      protected override onSync(connection: Connection): void {
        connection.decompressor?.close();
        connection.decompressor = undefined;
        super.onSync(connection);
      }
    },
    { methods: COMPRESSED },
  ),
  receiver(
    "new-frame-refused",
    "Refuses a payload that begins with a new zstd frame.",
    ["RCV-13/new-frame", "RCV-13/frame-header"],
    class extends Receiver {
      protected override decompress(
        connection: Connection,
        payload: Uint8Array,
        pages: Uint8Array[],
      ): void {
        const begins = equals(payload.subarray(0, 4), ZSTD_MAGIC);
        if (begins && connection.decompressor) throw refusal("a frame in mid-stream");
        super.decompress(connection, payload, pages);
      }
    },
    { methods: ["zstd"] },
  ),
  receiver(
    "one-stream-for-all-channels",
    "Keeps one stream for all channels.",
    ["RCV-36"],
    class extends Receiver {
      #stream?: Decompressor;

      protected override decompress(
        connection: Connection,
        payload: Uint8Array,
        pages: Uint8Array[],
      ): void {
        connection.decompressor = this.#stream;
        super.decompress(connection, payload, pages);
        this.#stream = connection.decompressor;
        connection.decompressor = undefined;
      }

      override close(): void {
        this.#stream?.close();
        super.close();
      }
    },
    { methods: COMPRESSED },
  ),
  receiver(
    "corrupt-taken",
    "Does not look at the decompressor's verdict.",
    ["RCV-20"],
    deafTo("payload-corrupt"),
    { methods: COMPRESSED },
  ),
  receiver(
    "short-taken",
    "Does not notice that a payload gave less than its pages.",
    ["RCV-20"],
    deafTo("payload-short"),
    { methods: COMPRESSED },
  ),
  receiver(
    "surplus-taken",
    "Does not notice that a payload holds more than its pages.",
    ["RCV-43"],
    deafTo("payload-surplus"),
    { source: 10, methods: COMPRESSED },
  ),
  receiver(
    "corrupt-crashes",
    "Dies of a corrupt payload.",
    ["RCV-20"],
    class extends Receiver {
      protected override decompress(
        connection: Connection,
        payload: Uint8Array,
        pages: Uint8Array[],
      ): void {
        try {
          super.decompress(connection, payload, pages);
        } catch (error) {
          throw new Error(`SIGABRT: ${(error as Error).message}`);
        }
      }
    },
    { methods: COMPRESSED },
  ),
  receiver(
    "payload-without-pages-asserts",
    "Asserts that no payload is announced where there are zero pages only.",
    ["RCV-21"],
    dyingOn(announcesNothing, "SIGABRT: assertion failed: next_packet_size == 0"),
    { source: 3, methods: COMPRESSED },
  ),
  receiver(
    "payload-without-pages-skipped",
    "Reads announced payload without normal pages, and drops it.",
    ["RCV-21"],
    class extends Receiver {
      protected override validate(packet: Packet): PacketWork {
        if (!announcesNothing(packet)) return super.validate(packet);
        return { ...super.validate({ ...packet, nextPacketSize: 0 }), packet };
      }

      protected override payloadLength(work: PacketWork): number {
        return announcesNothing(work.packet)
          ? work.packet.nextPacketSize
          : super.payloadLength(work);
      }
    },
    { methods: COMPRESSED },
  ),
  receiver(
    "uncompressed-size-checked",
    "Refuses uncompressed zero pages with a next_packet_size.",
    ["RCV-22"],
    refusing(announcesNothing),
    { methods: ["none"] },
  ),
  receiver(
    "uncompressed-size-must-fit",
    "Refuses uncompressed pages whose next_packet_size is not theirs.",
    ["RCV-39"],
    refusing((p, own) => p.normalPages > 0 && p.nextPacketSize !== p.normalPages * own.pageSize),
    { methods: ["none"] },
  ),
  receiver(
    "payload-room-unchecked",
    "Reads a payload of any size.",
    ["RCV-23"],
    class extends Receiver {
      protected override validate(packet: Packet): PacketWork {
        const nextPacketSize = Math.min(packet.nextPacketSize, PAYLOAD_ROOM);
        return { ...super.validate({ ...packet, nextPacketSize }), packet };
      }
    },
    { source: 8, methods: COMPRESSED },
  ),
  receiver(
    "payload-room-overrun",
    "Reads a payload past its buffer of 1 MiB, and dies.",
    ["RCV-23"],
    dyingOn((p) => p.normalPages > 0 && p.nextPacketSize > PAYLOAD_ROOM, "SIGSEGV"),
    { source: 8, methods: COMPRESSED },
  ),
  receiver(
    "payload-room-of-the-pages",
    "Has room for 512 KiB: what cannot be compressed is longer.",
    ["RCV-23/bound"],
    refusing((p) => p.normalPages > 0 && p.nextPacketSize > 512 * 1024),
    { methods: COMPRESSED },
  ),
  receiver(
    "payload-for-zero-pages",
    "Reads a page of data for each zero page.",
    ["RCV-16"],
    class extends Receiver {
      protected override payloadLength(work: PacketWork): number {
        return super.payloadLength(work) + work.packet.zeroPages * this.pageSize;
      }

      protected override pageTarget(work: PacketWork, index: number): Uint8Array {
        return super.pageTarget({ ...work, normal: work.packet.offsets }, index);
      }
    },
    { methods: ["none"] },
  ),
  receiver(
    "empty-payload-inflated",
    "Hands the missing payload of zero pages to the decompressor, which is not content with it.",
    ["RCV-16"],
    refusing((p, { method }) => method !== "none" && p.zeroPages > 0 && p.normalPages === 0),
    { methods: COMPRESSED },
  ),
  receiver(
    "payload-of-empty-packets",
    "Reads the payload that a packet without pages announces.",
    ["RCV-17"],
    class extends Receiver {
      protected override payloadLength(work: PacketWork): number {
        const { normalPages, zeroPages, nextPacketSize } = work.packet;
        return normalPages + zeroPages === 0 ? nextPacketSize : super.payloadLength(work);
      }

      protected override receivePages(connection: Connection, work: PacketWork): boolean {
        if (work.packet.normalPages > 0) return super.receivePages(connection, work);
        return connection.input.take(this.payloadLength(work)) !== undefined;
      }
    },
  ),
  receiver(
    "size-of-empty-packets-refused",
    "Refuses a next_packet_size where there are no pages.",
    ["RCV-17"],
    refusing((p) => p.normalPages + p.zeroPages === 0 && p.nextPacketSize > 0),
  ),
  receiver(
    "size-of-sync-refused",
    "Refuses a next_packet_size in a SYNC packet without pages, as QEMU 7.2 leaves it.",
    ["RCV-17/sync"],
    refusing((p) => p.flags === FLAG.SYNC && p.normalPages === 0 && p.nextPacketSize > 0),
    { source: 11 },
  ),
  receiver(
    "empty-packet-refused",
    "Refuses packets with neither SYNC nor pages, as QEMU 7.2 sends them.",
    ["RCV-17"],
    refusing((p) => p.normalPages + p.zeroPages === 0 && (p.flags & FLAG.SYNC) === 0),
    { source: 12 },
  ),
  receiver(
    "sync-pages-dropped",
    "Reads the pages of a SYNC packet and drops them.",
    ["RCV-19"],
    class extends Receiver {
      protected override applyZeroPages(work: PacketWork): void {
        if (!work.sync) super.applyZeroPages(work);
      }

      protected override pageTarget(work: PacketWork, index: number): Uint8Array {
        const target = super.pageTarget(work, index);
        return work.sync ? target.slice() : target;
      }
    },
    { source: 13 },
  ),
  receiver(
    "room-for-zlib",
    "Has room for as much as zlib makes of a packet; zstd may make more of it.",
    ["RCV-23/bound"],
    refusing((p) => p.normalPages > 0 && p.nextPacketSize > 524461),
    { methods: ["zstd"] },
  ),
  receiver(
    "window-too-narrow",
    "Refuses zstd windows of more than 8 MiB.",
    ["RCV-13/window"],
    class extends Receiver {
      protected override decompress(c: Connection, payload: Uint8Array, pages: Uint8Array[]): void {
        const [magic, , , , descriptor, window] = payload;
        if (magic === 0x28 && !(descriptor & 0x20) && window >> 3 > 13) throw refusal("window");
        super.decompress(c, payload, pages);
      }
    },
    { methods: ["zstd"] },
  ),
  receiver(
    "sync-pages-not-expected",
    "Takes a SYNC packet for empty whatever it counts.",
    ["RCV-19"],
    judging((p) => p.flags & FLAG.SYNC ? { ...p, normalPages: 0, zeroPages: 0 } : p),
    { source: 13 },
  ),
  receiver(
    "sync-pages-refused",
    "Refuses a SYNC packet with pages.",
    ["RCV-19"],
    class extends Receiver {
      protected override validate(packet: Packet): PacketWork {
        const work = super.validate(packet);
        if (work.sync && work.block) throw refusal("pages in a SYNC packet");
        return work;
      }
    },
  ),
];

/** Zero pages only, and yet a payload. */
function announcesNothing({ normalPages, zeroPages, nextPacketSize }: Packet): boolean {
  return zeroPages > 0 && normalPages === 0 && nextPacketSize > 0;
}
