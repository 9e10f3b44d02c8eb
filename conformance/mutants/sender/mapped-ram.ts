/** Senders that write a mapped-ram file wrongly. */
import { readMappedRam } from "../../../protocol/mapped-ram.ts";
import type { RamBlock } from "../../../protocol/ram.ts";
import { type PageBatch, Sender } from "../../../protocol/sender.ts";
import type { FileImage } from "../../../protocol/sender/file-image.ts";
import { type Mutant, sender } from "../mutant.ts";

export const MAPPED_RAM: readonly Mutant[] = [
  sender(
    "file-pages-side-by-side",
    "Writes the pages of a packet side by side.",
    ["SND-20"],
    class extends Sender {
      protected override pageData(block: RamBlock, offset: number): Uint8Array {
        const { batch, pageSize } = this;
        const first = batch.offsets[0];
        const swapped = this.image && offset === first ? batch.offsets[batch.normal - 1] : offset;
        return block.bytes.subarray(swapped, swapped + pageSize);
      }
    },
  ),
  sender(
    "file-bits-not-set",
    "Writes pages without setting their bits.",
    ["SND-20"],
    class extends Sender {
      protected override writeToFile(image: FileImage, batch: PageBatch): void {
        super.writeToFile(image, batch);
        this.clearBits(image, batch.block!, batch.offsets.slice(0, batch.normal));
      }
    },
  ),
  sender(
    "file-bits-reversed",
    "Numbers the bits of a byte from the highest.",
    ["SND-20"],
    class extends Sender {
      override get file(): Uint8Array | undefined {
        const file = super.file;
        for (const { bitmapOffset, pagesOffset } of file ? readMappedRam(file).blocks : []) {
          for (let at = bitmapOffset; at < pagesOffset; at++) file![at] = reversed(file![at]);
        }
        return file;
      }
    },
  ),
  sender(
    "file-without-last-page",
    "Does not write the last page of a packet, but sets its bit.",
    ["SND-20"],
    class extends Sender {
      protected override pageData(block: RamBlock, offset: number): Uint8Array {
        const { batch } = this;
        const isLast = this.image && offset === batch.offsets[batch.normal - 1];
        return isLast ? new Uint8Array(this.pageSize) : super.pageData(block, offset);
      }
    },
  ),
  sender(
    "file-and-packets",
    "Sends packets besides writing the file.",
    ["SND-20"],
    class extends Sender {
      protected override writeToFile(image: FileImage, batch: PageBatch): void {
        super.writeToFile(image, batch);
        this.emit(0, this.fillPacket(batch, new Uint8Array(0)), new Uint8Array(0));
      }
    },
  ),
  sender(
    "file-bits-kept",
    "Leaves the bits of zero pages as they are.",
    ["SND-21"],
    class extends Sender {
      protected override clearBits(): void {}
    },
    { source: 2 },
  ),
  sender(
    "file-bits-kept-by-legacy",
    "Leaves the bit of a zero page as it is when detection is legacy.",
    ["SND-21"],
    class extends Sender {
      protected override sendZeroOnMain(block: RamBlock, offset: number): void {
        if (this.image) this.counters.zeroPages++;
        else super.sendZeroOnMain(block, offset);
      }
    },
  ),
  sender(
    "file-zero-bits-set",
    "Sets the bits of zero pages too.",
    ["SND-21"],
    class extends Sender {
      protected override clearBits(image: FileImage, block: RamBlock, zero: number[]): void {
        for (const offset of zero) image.write(block, offset, this.pageData(block, offset));
      }
    },
  ),
  sender(
    "file-without-zero-pages",
    "Leaves zero pages out of the file although it shall not look for any.",
    ["SND-20"],
    class extends Sender {
      protected override writeToFile(image: FileImage, batch: PageBatch): void {
        super.writeToFile(image, batch);
        if (this.detection !== "none") return;
        const block = batch.block!;
        this.clearBits(image, block, batch.offsets.filter((offset) => this.isZero(block, offset)));
      }
    },
  ),
  sender(
    "file-and-greeting",
    "Greets on its channels although it writes a file.",
    ["SND-26"],
    class extends Sender {
      override start(): void {
        super.start();
        if (this.image) this.sink.channel(0, this.greeting(0));
      }
    },
  ),
  sender(
    "file-and-sync",
    "Greets and sends SYNC packets although it writes a file.",
    ["SND-20", "SND-26"],
    class extends Sender {
      protected override packetChannels(): number[] {
        return this.multifd ? Array.from({ length: this.channels }, (_, channel) => channel) : [];
      }
    },
  ),
];

function reversed(byte: number): number {
  let bits = 0;
  for (let i = 0; i < 8; i++) if (byte & (1 << i)) bits |= 0x80 >> i;
  return bits;
}
