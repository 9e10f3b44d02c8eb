/** Receivers that look at a packet's method wrongly, or when they should not. */
import {
  FLAG,
  METHOD_MASK,
  methodFlag,
  type MethodName,
  METHODS as ALL,
} from "../../../protocol/flags.ts";
import { createDecompressor } from "../../../protocol/method.ts";
import type { Packet } from "../../../protocol/packet.ts";
import type { Connection, PacketWork } from "../../../protocol/receiver/connection.ts";
import { Receiver } from "../../../protocol/receiver.ts";
import { type Mutant, receiver } from "../mutant.ts";
import { judging, refusing } from "./make.ts";

export const METHODS: readonly Mutant[] = [
  receiver(
    "method-unchecked",
    "Takes pages of any method for its own.",
    ["RCV-12"],
    judging((p, { method }) => withMethod(p, method)),
  ),
  receiver(
    "method-of-zero-pages-unchecked",
    "Checks the method of packets with normal pages only.",
    ["RCV-12"],
    judging((p, { method }) => p.normalPages === 0 ? withMethod(p, method) : p),
  ),
  receiver(
    "method-among-others",
    "Is content when its method's bit is among those that are set.",
    ["RCV-12"],
    judging((p, { method }) =>
      (p.flags & methodFlag(method)) === methodFlag(method) ? withMethod(p, method) : p
    ),
  ),
  receiver(
    "method-mask-narrow",
    "Knows zlib and zstd only: the third bit of the method is not looked at.",
    ["RCV-12"],
    judging((p) => ({ ...p, flags: p.flags & ~FLAG.QPL })),
  ),
  receiver(
    "method-of-sync-unchecked",
    "Does not check the method of a SYNC packet with pages.",
    ["RCV-12"],
    judging((p, { method }) => p.flags & FLAG.SYNC ? withMethod(p, method) : p),
  ),
  receiver(
    "method-not-told",
    "Takes pages without any method's bit for its own.",
    ["RCV-12"],
    judging((p, { method }) => p.flags & METHOD_MASK ? p : withMethod(p, method)),
    { methods: ["zlib", "zstd"] },
  ),
  receiver(
    "method-of-the-packet",
    "Decodes each packet by its own flag.",
    ["RCV-12"],
    class extends Receiver {
      protected override validate(packet: Packet): PacketWork {
        const known = this.#named(packet) !== undefined && packet.normalPages > 0;
        const work = super.validate(known ? withMethod(packet, this.method) : packet);
        return { ...work, packet };
      }

      protected override readPayload(connection: Connection, work: PacketWork): boolean {
        const { packet, normal } = work;
        const named = this.#named(packet);
        if (normal.length === 0 || named === undefined || named === this.method) {
          return super.readPayload(connection, work);
        }
        const length = named === "none" ? normal.length * this.pageSize : packet.nextPacketSize;
        const payload = connection.input.take(length);
        if (!payload) return false;
        const decompressor = createDecompressor(named);
        try {
          decompressor.decompress(payload, Array.from(normal, (_, i) => this.pageTarget(work, i)));
        } finally {
          decompressor.close();
        }
        connection.work = undefined;
        this.finishPacket(connection, work);
        return true;
      }

      #named({ flags }: Packet): MethodName | undefined {
        return ALL.find((method) => methodFlag(method) === (flags & METHOD_MASK));
      }
    },
  ),
  receiver(
    "method-of-empty-packets",
    "Checks the method of packets without pages too.",
    ["RCV-17"],
    refusing((p, { method }) => (p.flags & METHOD_MASK) !== methodFlag(method)),
    { methods: ["zlib", "zstd"] },
  ),
  receiver(
    "unknown-flags-refused",
    "Refuses flag bits it does not know.",
    ["RCV-40"],
    refusing((p) => p.flags >= 0x80),
  ),
];

function withMethod(packet: Packet, method: MethodName): Packet {
  return { ...packet, flags: packet.flags & ~METHOD_MASK | methodFlag(method) };
}
