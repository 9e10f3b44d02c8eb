/** Senders that send the right thing and count another. */
import type { Packet } from "../../../protocol/packet.ts";
import type { RamBlock } from "../../../protocol/ram.ts";
import { type PageBatch, Sender } from "../../../protocol/sender.ts";
import type { FileImage } from "../../../protocol/sender/file-image.ts";
import { type Mutant, sender, type SenderClass } from "../mutant.ts";

export const COUNTERS: readonly Mutant[] = [
  sender(
    "queued-counted",
    "Counts queued pages as normal ones, zero pages too.",
    ["SND-17"],
    counting((p) => ({ ...p, normalPages: p.normalPages + p.zeroPages, zeroPages: 0 })),
  ),
  sender(
    "zero-pages-counted-twice",
    "Counts zero pages as normal ones as well.",
    ["SND-17"],
    counting((p) => ({ ...p, normalPages: p.normalPages + p.zeroPages })),
  ),
  sender(
    "zero-pages-not-counted",
    "Does not count zero pages of packets.",
    ["SND-17"],
    counting((p) => ({ ...p, zeroPages: 0 })),
  ),
  sender(
    "counters-not-reset",
    "Counts the pages of the packet before with every packet.",
    ["SND-17"],
    class extends Sender {
      #before = 0;

      protected override count(channel: number, packet: Packet): void {
        super.count(channel, { ...packet, normalPages: packet.normalPages + this.#before });
        this.#before = packet.normalPages;
      }
    },
  ),
  sender(
    "main-zero-pages-not-counted",
    "Does not count zero pages on the main channel.",
    ["SND-17"],
    class extends Sender {
      protected override sendZeroOnMain(block: RamBlock, offset: number): void {
        super.sendZeroOnMain(block, offset);
        this.counters.zeroPages--;
      }
    },
  ),
  sender(
    "main-pages-not-counted",
    "Does not count pages with data on the main channel.",
    ["SND-17/multifd-off"],
    class extends Sender {
      protected override sendPageOnMain(block: RamBlock, offset: number): void {
        super.sendPageOnMain(block, offset);
        this.counters.normalPages--;
      }
    },
  ),
  sender(
    "file-zero-pages-not-counted",
    "Does not count zero pages that a mapped-ram file leaves out.",
    ["SND-17/mapped-ram"],
    class extends Sender {
      protected override writeToFile(image: FileImage, batch: PageBatch): void {
        super.writeToFile(image, batch);
        this.counters.zeroPages -= batch.offsets.length - batch.normal;
      }
    },
  ),
  sender(
    "counts-on-channel-0",
    "Counts every channel's pages on channel 0.",
    ["SND-17/channels"],
    class extends Sender {
      protected override count(_: number, packet: Packet): void {
        super.count(0, packet);
      }
    },
  ),
  sender(
    "channels-not-counted",
    "Keeps no totals of the channels.",
    ["SND-17/channels"],
    class extends Sender {
      protected override count(channel: number, packet: Packet): void {
        super.count(channel, packet);
        Object.assign(this.counters.channels[channel], { normalPages: 0, zeroPages: 0 });
      }
    },
  ),
  sender(
    "trace-without-zero-pages",
    "Traces packets as if they had no zero pages.",
    ["SND-17/trace"],
    class extends Sender {
      protected override traceSend(channel: number, packet: Packet): void {
        super.traceSend(channel, { ...packet, zeroPages: 0 });
      }
    },
  ),
  sender(
    "trace-of-another-channel",
    "Traces every channel's end with the totals of channel 0.",
    ["SND-17/trace"],
    class extends Sender {
      protected override traceEnd(channel: number): void {
        super.traceEnd(channel);
        const totals = / packets .*/.exec(this.trace.find((l) => l.includes("thread_end"))!)![0];
        this.trace.push(this.trace.pop()!.replace(/ packets .*/, totals));
      }
    },
  ),
];

/** Counts another packet than the one that was sent. */
function counting(change: (packet: Packet) => Packet): SenderClass {
  return class extends Sender {
    protected override count(channel: number, packet: Packet): void {
      super.count(channel, change(packet));
    }
  };
}
