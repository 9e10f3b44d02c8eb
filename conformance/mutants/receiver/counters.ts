/** Receivers whose RAM is right and whose counters are not. */
import type { Packet } from "../../../protocol/packet.ts";
import type { PacketWork } from "../../../protocol/receiver/connection.ts";
import { Receiver, type ReceiverCounters } from "../../../protocol/receiver.ts";
import { FLAG } from "../../../protocol/flags.ts";
import { type Mutant, receiver, type ReceiverClass } from "../mutant.ts";

export const COUNTERS: readonly Mutant[] = [
  receiver(
    "zero-counted-as-normal",
    "Counts zero pages as normal ones.",
    ["RCV-31"],
    counting((p) => ({ ...p, normalPages: p.normalPages + p.zeroPages, zeroPages: 0 })),
  ),
  receiver(
    "zero-not-counted",
    "Does not count zero pages.",
    ["RCV-31"],
    counting((p) => ({ ...p, zeroPages: 0 })),
  ),
  receiver(
    "zero-only-not-counted",
    "Does not count packets without normal pages.",
    ["RCV-31"],
    counting((p) => p.normalPages > 0 ? p : { ...p, zeroPages: 0 }),
  ),
  receiver(
    "sync-pages-not-counted",
    "Does not count the pages of SYNC packets.",
    ["RCV-31"],
    counting((p) => p.flags & FLAG.SYNC ? { ...p, normalPages: 0, zeroPages: 0 } : p),
  ),
  receiver(
    "alloc-counted",
    "Counts pages_alloc for every packet with pages.",
    ["RCV-31"],
    counting((p) => p.normalPages > 0 ? { ...p, normalPages: p.pagesAlloc - p.zeroPages } : p),
  ),
  receiver(
    "refused-counted",
    "Counts a packet before it is judged.",
    ["RCV-31/rejected"],
    class extends Receiver {
      protected override validate(packet: Packet): PacketWork {
        try {
          return super.validate(packet);
        } catch (error) {
          this.count(this.counters[0], packet);
          throw error;
        }
      }
    },
  ),
  receiver(
    "counted-on-channel-0",
    "Counts every channel's pages on channel 0.",
    ["RCV-31"],
    class extends Receiver {
      protected override count(_: ReceiverCounters, packet: Packet): void {
        super.count(this.counters[0], packet);
      }
    },
  ),
  receiver(
    "counters-in-8-bits",
    "Counts normal pages in a byte.",
    ["RCV-31"],
    class extends Receiver {
      protected override count(counters: ReceiverCounters, packet: Packet): void {
        super.count(counters, packet);
        counters.normalPages &= 0xff;
      }
    },
    { least: { pages: 256, why: "a byte counts to 255" } },
  ),
  receiver(
    "packets-untraced",
    "Traces no packets without pages.",
    ["RCV-31/trace"],
    class extends Receiver {
      protected override traceRecv(channel: number, packet: Packet): void {
        if (packet.normalPages + packet.zeroPages > 0) super.traceRecv(channel, packet);
      }
    },
  ),
];

/** Counts another packet than the one that was applied. */
function counting(change: (packet: Packet) => Packet): ReceiverClass {
  return class extends Receiver {
    protected override count(counters: ReceiverCounters, packet: Packet): void {
      super.count(counters, change(packet));
    }
  };
}
