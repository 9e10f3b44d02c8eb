/** Receivers that look at a packet's method wrongly, or when they should not. */
import { FLAG, METHOD_MASK, methodFlag, type MethodName } from "../../../protocol/flags.ts";
import type { Packet } from "../../../protocol/packet.ts";
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
