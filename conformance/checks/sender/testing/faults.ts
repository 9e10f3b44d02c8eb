/** For each check of a sender, a sender that breaks its rule. */
import { concat } from "@std/bytes";
import { FLAG, type MethodName, METHODS } from "../../../../protocol/flags.ts";
import { createCompressor } from "../../../../protocol/method.ts";
import type { Packet } from "../../../../protocol/packet.ts";
import {
  type Detection,
  DETECTIONS,
  type PageRef,
  type RamBlock,
} from "../../../../protocol/ram.ts";
import { type PageBatch, Sender, type SenderParameters } from "../../../../protocol/sender.ts";
import type { FileImage } from "../../../../protocol/sender/file-image.ts";

export interface Fault {
  check: string;
  what: string;
  Sender: new (parameters: SenderParameters) => Sender;
  method: MethodName;
  detection: Detection;
  /** Pages of the smallest case that shows it. */
  pages: number;
}

interface Where {
  method?: MethodName;
  detection?: Detection;
  pages?: number;
}

function fault(
  check: string,
  what: string,
  Faulty: Fault["Sender"],
  { method = "none", detection = "multifd", pages = 1 }: Where = {},
): Fault {
  return { check, what, Sender: Faulty, method, detection, pages };
}

/** Changes each packet with pages before it is encoded. */
function changing(change: (packet: Packet, batch: PageBatch) => void): Fault["Sender"] {
  return class extends Sender {
    protected override fillPacket(batch: PageBatch, payload: Uint8Array): Packet {
      const packet = super.fillPacket(batch, payload);
      change(packet, batch);
      return packet;
    }
  };
}

/** Changes the bytes of each packet. */
function encoding(
  change: (bytes: Uint8Array, packet: Packet) => Uint8Array | void,
): Fault["Sender"] {
  return class extends Sender {
    protected override encode(packet: Packet): Uint8Array {
      const bytes = super.encode(packet);
      return change(bytes, packet) ?? bytes;
    }
  };
}

export const FAULTS: readonly Fault[] = [
  // ---- layout
  fault(
    "LAY-01",
    "writes packet_num as little-endian",
    encoding((b) => void b.subarray(24, 32).reverse()),
    { pages: 0 },
  ),
  fault(
    "LAY-02",
    "sends used offsets only",
    encoding((b, p) => b.subarray(0, 320 + 8 * (p.normalPages + p.zeroPages))),
    { pages: 1 },
  ),
  fault("LAY-03", "sets a reserved byte", encoding((b) => void (b[63] = 1)), { pages: 0 }),
  fault("LAY-05", "fills the name to its last byte", encoding((b) => void b.fill(120, 64, 320)), {
    pages: 0,
  }),
  fault(
    "LAY-06",
    "puts zero pages first",
    changing(({ offsets, normalPages, zeroPages }) => {
      const used = offsets.slice(0, normalPages + zeroPages);
      offsets.set([...used.slice(normalPages), ...used.slice(0, normalPages)]);
    }),
    { pages: 2 },
  ),
  fault(
    "LAY-07",
    "leaves an old offset behind the used ones",
    changing(({ offsets }) => {
      offsets[offsets.length - 1] = 4096n;
    }),
  ),
  fault(
    "LAY-08",
    "greets as channel 0 on all channels",
    class extends Sender {
      protected override greeting(): Uint8Array {
        return super.greeting(0);
      }
    },
    { pages: 1 },
  ),
  // ---- headers
  fault("SND-01", "says pages_alloc 129", changing((p) => void (p.pagesAlloc = 129))),
  fault(
    "SND-02",
    "counts one zero page too many",
    changing((p) => void (p.zeroPages = p.pagesAlloc)),
  ),
  fault(
    "SND-02/queued",
    "counts one zero page too few",
    changing((p) => {
      if (p.zeroPages > 0) p.zeroPages--;
    }),
  ),
  fault(
    "SND-09",
    "sets no method flag where no page is normal",
    changing((p) => {
      if (p.normalPages === 0) p.flags = 0;
    }),
    { method: "zstd" },
  ),
  fault(
    "SND-11",
    "skips numbers",
    class extends Sender {
      protected override nextPacketNum(): bigint {
        return super.nextPacketNum() * 2n;
      }
    },
    { pages: 0 },
  ),
  fault(
    "SND-16",
    "leaves the size in SYNC packets",
    class extends Sender {
      protected override syncPacket(): Packet {
        return { ...super.syncPacket(), nextPacketSize: 4096 };
      }
    },
    { pages: 0 },
  ),
  fault(
    "SND-18",
    "uses one packet for all",
    class extends Sender {
      #packet?: Packet;

      protected override blankPacket(): Packet {
        return this.#packet ??= super.blankPacket();
      }
    },
  ),
  fault(
    "SND-18",
    "leaves SYNC set in the next packet",
    class extends Sender {
      #left = 0;

      protected override syncPacket(): Packet {
        this.#left = FLAG.SYNC;
        return super.syncPacket();
      }

      protected override methodFlag(): number {
        const flags = super.methodFlag() | this.#left;
        this.#left = 0;
        return flags;
      }
    },
  ),
  fault(
    "SND-18",
    "sends the name of the packet before",
    class extends Sender {
      #name?: Uint8Array;

      protected override fillPacket(batch: PageBatch, payload: Uint8Array): Packet {
        const packet = super.fillPacket(batch, payload);
        packet.ramblock = this.#name ??= packet.ramblock;
        return packet;
      }
    },
    { pages: 2 },
  ),
  fault(
    "SND-24",
    "sends empty packets",
    class extends Sender {
      protected override syncPacket(): Packet {
        return { ...super.syncPacket(), flags: 0 };
      }
    },
    { pages: 0 },
  ),
  // ---- pages
  fault(
    "SND-03",
    "sends every page twice",
    class extends Sender {
      override queue(page: PageRef): void {
        super.queue(page);
        this.sync();
        super.queue(page);
      }
    },
  ),
  fault(
    "SND-03",
    "loses the first page",
    class extends Sender {
      override queue(page: PageRef): void {
        if (page.offset > 0) super.queue(page);
      }
    },
  ),
  fault(
    "SND-12",
    "does not close a packet when the block changes",
    class extends Sender {
      protected override addToBatch(block: RamBlock, offset: number): void {
        super.addToBatch(this.batch.block ?? block, offset);
      }
    },
    { pages: 2 },
  ),
  fault("SND-13", "sends offsets that are off by one", changing((p) => void p.offsets[0]++)),
  fault(
    "SND-23",
    "makes no SYNC point between passes",
    class extends Sender {
      override sync(): void {
        this.closePacket();
      }
    },
    { pages: 2 },
  ),
  // ---- detection
  fault(
    "SND-04",
    "looks at the first byte of a page only",
    class extends Sender {
      protected override isZero({ bytes }: RamBlock, offset: number): boolean {
        return bytes[offset] === 0;
      }
    },
  ),
  fault(
    "SND-05",
    "has a zero part with detection none",
    class extends Sender {
      protected override detectsOnChannels(): boolean {
        return true;
      }
    },
    { detection: "none" },
  ),
  fault(
    "SND-05/legacy",
    "sends zero pages as normal ones",
    class extends Sender {
      protected override detectsOnMain(): boolean {
        return false;
      }
    },
    { detection: "legacy" },
  ),
  fault(
    "SND-06",
    "keeps the order of the queue",
    class extends Sender {
      protected override partition({ block, offsets }: PageBatch): number {
        const zero = offsets.filter((offset) => this.isZero(block!, offset));
        const normal = offsets.filter((offset) => !zero.includes(offset));
        offsets.splice(0, offsets.length, ...normal, ...zero);
        return normal.length;
      }
    },
    { pages: 3 },
  ),
  ...METHODS.map((method) =>
    fault(
      "SND-08",
      `loses packets with zero pages only (${method})`,
      class extends Sender {
        protected override sendPacket(channel: number, batch: PageBatch): void {
          if (batch.normal === 0) this.nextPacketNum();
          else super.sendPacket(channel, batch);
        }
      },
      { method },
    )
  ),
  fault(
    "SND-22",
    "looks for zero pages with detection legacy only",
    class extends Sender {
      protected override detectsOnMain(): boolean {
        return this.detection === "legacy";
      }
    },
  ),
  // ---- payloads
  fault(
    "SND-07",
    "sends page data in the order of the queue",
    class extends Sender {
      #queued: number[] = [];

      protected override partition(batch: PageBatch): number {
        this.#queued = batch.offsets.slice();
        return super.partition(batch);
      }

      protected override payload(channel: number, batch: PageBatch): Uint8Array {
        const normal = batch.offsets.slice(0, batch.normal);
        const offsets = this.#queued.filter((offset) => normal.includes(offset));
        return super.payload(channel, { ...batch, offsets });
      }
    },
    { pages: 3 },
  ),
  fault(
    "SND-07",
    "gives the size in pages",
    changing((p) => void (p.nextPacketSize = p.normalPages)),
  ),
  ...(["zlib", "zstd"] as const).map((method) =>
    fault(
      "SND-10",
      `begins a new stream with each packet (${method})`,
      class extends Sender {
        protected override compress(channel: number, pages: Uint8Array[]): Uint8Array {
          this.compressors[channel]?.close();
          delete this.compressors[channel];
          return super.compress(channel, pages);
        }
      },
      { method, pages: method === "zlib" ? 2 : 129 },
    )
  ),
  fault(
    "SND-10/frame",
    "ends its frame with each packet",
    class extends Sender {
      protected override compress(channel: number, pages: Uint8Array[]): Uint8Array {
        this.compressors[channel] ??= createCompressor(this.method, this.level);
        return this.compressors[channel].end(pages);
      }
    },
    { method: "zstd", pages: 129 },
  ),
  fault(
    "SND-10",
    "keeps the end of a payload back",
    class extends Sender {
      protected override compress(channel: number, pages: Uint8Array[]): Uint8Array {
        return super.compress(channel, pages).slice(0, -6);
      }
    },
    { method: "zstd" },
  ),
  fault(
    "SND-10/levels",
    "damages the data at level 5",
    class extends Sender {
      protected override compress(channel: number, pages: Uint8Array[]): Uint8Array {
        return super.compress(channel, this.level === 5 ? pages.toReversed() : pages);
      }
    },
    { method: "zlib", pages: 6 },
  ),
  ...["SND-27", "SND-27/levels"].map((check) =>
    fault(
      check,
      "pads its payloads",
      class extends Sender {
        protected override compress(channel: number, pages: Uint8Array[]): Uint8Array {
          const payload = super.compress(channel, pages);
          const pad = check === "SND-27" || this.level === 9 ? 600 * 1024 : 0;
          return concat([payload, new Uint8Array(pad)]);
        }
      },
      { method: "zlib", pages: check === "SND-27" ? 1 : 6 },
    )
  ),
  // ---- SYNC points
  fault(
    "SND-14",
    "sends SYNC on one channel only",
    class extends Sender {
      protected override sendSync(): void {
        this.emit(0, this.syncPacket(), new Uint8Array(0));
      }
    },
    { pages: 1 },
  ),
  fault(
    "SND-14/order",
    "makes two SYNC points of each, channel by channel",
    class extends Sender {
      protected override sendSync(): void {
        for (const channel of this.packetChannels()) {
          this.emit(channel, this.syncPacket(), new Uint8Array(0));
          this.emit(channel, this.syncPacket(), new Uint8Array(0));
        }
      }
    },
    { pages: 1 },
  ),
  fault("SND-15", "sets SYNC on packets with pages", changing((p) => void (p.flags |= FLAG.SYNC))),
  fault(
    "SND-25",
    "forgets the flush word",
    class extends Sender {
      override sync(): void {
        this.closePacket();
        this.sendSync();
        this.sent.clear();
      }
    },
    { pages: 0 },
  ),
  fault(
    "SND-25/order",
    "writes the flush word before SYNC",
    class extends Sender {
      override sync(): void {
        this.main?.syncPoint();
        this.closePacket();
        this.sendSync();
        this.sent.clear();
      }
    },
    { pages: 0 },
  ),
  // ---- counters, RAM, files, settings
  fault(
    "SND-17",
    "counts zero pages of channels twice",
    class extends Sender {
      protected override count(channel: number, packet: Packet): void {
        super.count(channel, packet);
        this.counters.zeroPages += packet.zeroPages;
      }
    },
  ),
  fault(
    "SND-17",
    "does not count zero pages of the main channel",
    class extends Sender {
      protected override sendZeroOnMain(block: RamBlock, offset: number): void {
        super.sendZeroOnMain(block, offset);
        this.counters.zeroPages--;
      }
    },
    { detection: "legacy" },
  ),
  fault(
    "SND-17/multifd-off",
    "does not count pages of the main channel",
    class extends Sender {
      protected override sendPageOnMain(block: RamBlock, offset: number): void {
        super.sendPageOnMain(block, offset);
        this.counters.normalPages--;
      }
    },
  ),
  fault(
    "SND-17/mapped-ram",
    "counts the pages of a file twice",
    class extends Sender {
      protected override writeToFile(image: FileImage, batch: PageBatch): void {
        super.writeToFile(image, batch);
        this.counters.normalPages += batch.normal;
      }
    },
  ),
  fault(
    "SND-17/channels",
    "counts all packets as the first channel's",
    class extends Sender {
      protected override count(_: number, packet: Packet): void {
        super.count(0, packet);
      }
    },
    { pages: 1 },
  ),
  fault(
    "SND-17/trace",
    "traces packets without their flags",
    class extends Sender {
      protected override traceSend(channel: number, packet: Packet): void {
        super.traceSend(channel, { ...packet, flags: 0 });
      }
    },
    { pages: 0 },
  ),
  fault(
    "SND-17/trace",
    "traces no ends",
    class extends Sender {
      protected override traceEnd(): void {}
    },
    { pages: 0 },
  ),
  fault(
    "SND-22",
    "looks for zero pages with detection none when the capability is off",
    class extends Sender {
      protected override detectsOnMain(): boolean {
        return super.detectsOnMain() || !this.multifd;
      }
    },
    { detection: "none", pages: 2 },
  ),
  fault(
    "SND-19",
    "damages the last byte of a page",
    class extends Sender {
      protected override pageData(block: RamBlock, offset: number): Uint8Array {
        const page = super.pageData(block, offset).slice();
        page[page.length - 1] ^= 1;
        return page;
      }
    },
  ),
  fault(
    "SND-19",
    "throws at an empty pass",
    class extends Sender {
      override sync(): void {
        if (this.batch.block === undefined) throw new Error("nothing queued");
        super.sync();
      }
    },
    { pages: 0 },
  ),
  fault(
    "SND-19/receiver",
    "sets another method's flag",
    class extends Sender {
      protected override methodFlag(): number {
        return FLAG.QPL;
      }
    },
  ),
  fault(
    "SND-20",
    "writes no data to the file",
    class extends Sender {
      protected override pageData(): Uint8Array {
        return new Uint8Array(this.pageSize);
      }
    },
  ),
  fault(
    "SND-21",
    "never clears a bit",
    class extends Sender {
      protected override clearBits(): void {}
    },
    { pages: 2 },
  ),
  fault(
    "SND-26",
    "greets although it writes a file",
    class extends Sender {
      override start(): void {
        this.sink.channel(0, this.greeting(0));
        super.start();
      }
    },
    { pages: 0 },
  ),
  fault(
    "SND-28",
    "takes any word as detection none",
    class extends Sender {
      constructor(parameters: SenderParameters) {
        const detection = DETECTIONS.find((d) => d === parameters.detection) ?? "none";
        super({ ...parameters, detection });
      }
    },
    { pages: 1 },
  ),
];
