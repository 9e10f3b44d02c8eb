/** Senders that look for zero pages in the wrong place or in the wrong way. */
import type { RamBlock } from "../../../protocol/ram.ts";
import { type PageBatch, Sender, type SenderParameters } from "../../../protocol/sender.ts";
import { type Mutant, sender } from "../mutant.ts";
import { filling, findingZero } from "./make.ts";

const COMPRESSED = ["zlib", "zstd"] as const;

export const DETECTION: readonly Mutant[] = [
  sender(
    "first-byte-not-looked-at",
    "Takes a page for zero that is so but for its first byte.",
    ["SND-04", "SND-19"],
    findingZero((page) => page.subarray(1).every((byte) => byte === 0)),
  ),
  sender(
    "last-byte-not-looked-at",
    "Takes a page for zero that is so but for its last byte.",
    ["SND-04", "SND-19", "SND-19/receiver"],
    findingZero((page) => page.subarray(0, -1).every((byte) => byte === 0)),
  ),
  sender(
    "last-word-not-looked-at",
    "Takes a page for zero that is so but for its last eight bytes.",
    ["SND-04", "SND-19"],
    findingZero((page) => page.subarray(0, -8).every((byte) => byte === 0)),
  ),
  sender(
    "first-word-looked-at",
    "Takes a page for zero whose first eight bytes are.",
    ["SND-04", "SND-19"],
    findingZero((page) => page.subarray(0, 8).every((byte) => byte === 0)),
  ),
  sender(
    "half-looked-at",
    "Looks at the first half of a page.",
    ["SND-04", "SND-19"],
    findingZero((page) => page.subarray(0, page.length / 2).every((byte) => byte === 0)),
  ),
  sender(
    "same-bytes-are-zero",
    "Takes a page of equal bytes for zero.",
    ["SND-04", "SND-19"],
    findingZero((page) => page.every((byte) => byte === page[0])),
  ),
  sender(
    "zero-never-found",
    "Finds no page zero.",
    ["SND-04"],
    findingZero(() => false),
  ),
  sender(
    "last-page-not-looked-at",
    "Takes the last page of a packet for a normal one.",
    ["SND-04"],
    class extends Sender {
      protected override partition(batch: PageBatch): number {
        const last = batch.offsets.pop()!;
        const normal = super.partition(batch);
        batch.offsets.splice(normal, 0, last);
        return normal + 1;
      }
    },
  ),
  sender(
    "partition-steps-over",
    "Does not look at the page that it has just brought to the front.",
    ["SND-04"],
    class extends Sender {
      protected override partition({ block, offsets }: PageBatch): number {
        if (!this.detectsOnChannels()) return offsets.length;
        let normal = offsets.length;
        for (let i = 0; i < normal; i++) {
          if (!this.isZero(block!, offsets[i])) continue;
          const last = --normal;
          [offsets[i], offsets[last]] = [offsets[last], offsets[i]];
        }
        return normal;
      }
    },
  ),
  sender(
    "partition-keeps-order",
    "Keeps the order of the queue within normal and within zero pages.",
    ["SND-06"],
    class extends Sender {
      protected override partition(batch: PageBatch): number {
        if (!this.detectsOnChannels()) return batch.offsets.length;
        const zero = batch.offsets.filter((offset) => this.isZero(batch.block!, offset));
        const normal = batch.offsets.filter((offset) => !zero.includes(offset));
        batch.offsets = [...normal, ...zero];
        return normal.length;
      }
    },
  ),
  sender(
    "detects-whatever-is-set",
    "Looks for zero pages in packets with every detection setting.",
    ["SND-05"],
    class extends Sender {
      protected override detectsOnChannels(): boolean {
        return true;
      }

      protected override detectsOnMain(): boolean {
        return false;
      }
    },
  ),
  sender(
    "none-is-legacy",
    "Sends zero pages to the main channel with detection none.",
    ["SND-05"],
    class extends Sender {
      protected override detectsOnMain(): boolean {
        return this.detection !== "multifd";
      }
    },
  ),
  sender(
    "legacy-zero-pages-queued",
    "Queues a zero page of legacy detection as well.",
    ["SND-05/legacy"],
    class extends Sender {
      protected override sendZeroOnMain(block: RamBlock, offset: number): void {
        super.sendZeroOnMain(block, offset);
        this.addToBatch(block, offset);
      }
    },
  ),
  sender(
    "legacy-zero-pages-lost",
    "Counts a zero page of legacy detection, and sends nothing.",
    ["SND-03", "SND-17"],
    class extends Sender {
      protected override sendZeroOnMain(): void {
        this.counters.zeroPages++;
      }
    },
  ),
  sender(
    "multifd-off-unnoticed",
    "Looks for no zero pages with detection multifd when multifd is off.",
    ["SND-22"],
    class extends Sender {
      protected override detectsOnMain(): boolean {
        return this.detection === "legacy";
      }
    },
  ),
  sender(
    "multifd-off-ignored",
    "Sends packets although multifd is off.",
    ["SND-22"],
    class extends Sender {
      constructor(parameters: SenderParameters) {
        super({ ...parameters, multifd: true });
      }
    },
  ),
  sender(
    "detection-unchecked",
    "Takes any word for detection none.",
    ["SND-28"],
    class extends Sender {
      constructor(parameters: SenderParameters) {
        const { detection } = parameters;
        const known = detection === "legacy" || detection === "multifd";
        super({ ...parameters, detection: known ? detection : "none" });
      }
    },
  ),
  sender(
    "detection-in-capitals",
    "Takes detection settings in any case.",
    ["SND-28"],
    class extends Sender {
      constructor(parameters: SenderParameters) {
        const detection = parameters.detection.toLowerCase() as typeof parameters.detection;
        super({ ...parameters, detection });
      }
    },
  ),
  sender(
    "zero-only-lost",
    "Counts a compressed packet of zero pages only, and does not send it.",
    ["SND-08", "SND-11", "SND-17", "SND-19"],
    class extends Sender {
      protected override sendPacket(channel: number, batch: PageBatch): void {
        if (batch.normal > 0) return super.sendPacket(channel, batch);
        const packet = this.fillPacket(batch, new Uint8Array(0));
        this.count(channel, packet);
        this.traceSend(channel, packet);
      }
    },
    { source: 1, methods: COMPRESSED },
  ),
  sender(
    "zero-only-skipped",
    "Has nothing to do for a packet without normal pages.",
    ["SND-08", "SND-19"],
    class extends Sender {
      protected override sendPacket(channel: number, batch: PageBatch): void {
        if (batch.normal > 0) super.sendPacket(channel, batch);
      }
    },
  ),
  sender(
    "zero-only-with-size",
    "Announces the size of the pages in a packet of zero pages only.",
    ["SND-08", "SND-16"],
    filling((packet, _, pageSize) => {
      if (packet.normalPages === 0) packet.nextPacketSize = packet.zeroPages * pageSize;
    }),
  ),
  sender(
    "zero-only-with-payload",
    "Sends the first page's data in a packet of zero pages only.",
    ["SND-08"],
    class extends Sender {
      protected override payload(channel: number, batch: PageBatch): Uint8Array {
        return super.payload(channel, { ...batch, normal: Math.max(1, batch.normal) });
      }
    },
  ),
  sender(
    "zero-pages-with-data",
    "Sends the data of zero pages behind that of the normal ones.",
    ["SND-07"],
    class extends Sender {
      protected override payload(channel: number, batch: PageBatch): Uint8Array {
        const all = { ...batch, normal: batch.offsets.length };
        return super.payload(channel, batch.normal > 0 ? all : batch);
      }
    },
    { methods: ["none"] },
  ),
  sender(
    "zero-pages-compressed",
    "Compresses zero pages together with the normal ones.",
    ["SND-10"],
    class extends Sender {
      protected override payload(channel: number, batch: PageBatch): Uint8Array {
        const all = { ...batch, normal: batch.offsets.length };
        return super.payload(channel, batch.normal > 0 ? all : batch);
      }
    },
    { methods: COMPRESSED },
  ),
];
