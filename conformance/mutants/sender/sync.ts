/** Senders that number packets or make SYNC points wrongly. */
import { FLAG } from "../../../protocol/flags.ts";
import type { Packet } from "../../../protocol/packet.ts";
import { type PageBatch, Sender } from "../../../protocol/sender.ts";
import { MainStream } from "../../../protocol/sender/main-stream.ts";
import { type Mutant, sender, type SenderClass } from "../mutant.ts";

const NOTHING = new Uint8Array(0);

export const SYNC: readonly Mutant[] = [
  sender(
    "numbers-from-1",
    "Numbers packets from 1.",
    ["SND-11"],
    class extends Sender {
      protected override nextPacketNum(): bigint {
        return super.nextPacketNum() + 1n;
      }
    },
  ),
  sender(
    "numbers-by-channel",
    "Numbers packets by channel.",
    ["SND-11"],
    class extends Sender {
      readonly #numbers: bigint[] = [];

      protected override emit(channel: number, packet: Packet, payload: Uint8Array): void {
        const packetNum = this.#numbers[channel] ?? 0n;
        this.#numbers[channel] = packetNum + 1n;
        super.emit(channel, { ...packet, packetNum }, payload);
      }
    },
  ),
  sender(
    "number-of-sync-repeated",
    "Gives all SYNC packets of a SYNC point one number.",
    ["SND-11"],
    class extends Sender {
      #number = 0n;

      protected override sendSync(): void {
        this.#number = this.nextPacketNum();
        super.sendSync();
      }

      protected override syncPacket(): Packet {
        return { ...super.syncPacket(), packetNum: this.#number };
      }
    },
    { source: 12 },
  ),
  sender(
    "number-skipped",
    "Skips a number behind every packet with pages.",
    ["SND-11"],
    class extends Sender {
      protected override fillPacket(batch: PageBatch, payload: Uint8Array): Packet {
        const packet = super.fillPacket(batch, payload);
        this.nextPacketNum();
        return packet;
      }
    },
    { source: 12 },
  ),
  sender(
    "numbers-in-3-bits",
    "Counts packets in three bits.",
    ["SND-11"],
    numbersIn(3),
  ),
  sender(
    "numbers-in-8-bits",
    "Counts packets in a byte.",
    ["SND-11"],
    numbersIn(8),
  ),
  sender(
    "sync-on-channel-0",
    "Sends SYNC on the first channel only.",
    ["SND-14"],
    class extends Sender {
      protected override sendSync(): void {
        for (const channel of this.packetChannels().slice(0, 1)) {
          this.emit(channel, this.syncPacket(), NOTHING);
        }
      }
    },
  ),
  sender(
    "sync-but-for-the-last",
    "Sends SYNC on every channel but the last.",
    ["SND-14"],
    class extends Sender {
      protected override sendSync(): void {
        for (const channel of this.packetChannels().slice(0, -1)) {
          this.emit(channel, this.syncPacket(), NOTHING);
        }
      }
    },
  ),
  sender(
    "sync-on-used-channels",
    "Sends SYNC only on channels that had pages since the last one.",
    ["SND-14"],
    class extends Sender {
      readonly #used = new Set<number>();

      protected override sendPacket(channel: number, batch: PageBatch): void {
        this.#used.add(channel);
        super.sendPacket(channel, batch);
      }

      protected override sendSync(): void {
        for (const channel of this.#used) this.emit(channel, this.syncPacket(), NOTHING);
        this.#used.clear();
      }
    },
  ),
  sender(
    "sync-twice",
    "Sends two SYNC packets on every channel.",
    ["SND-25"],
    class extends Sender {
      protected override sendSync(): void {
        super.sendSync();
        super.sendSync();
      }
    },
  ),
  sender(
    "sync-twice-on-channel-0",
    "Sends two SYNC packets on the first channel.",
    ["SND-14", "SND-14/order"],
    class extends Sender {
      protected override sendSync(): void {
        super.sendSync();
        for (const channel of this.packetChannels().slice(0, 1)) {
          this.emit(channel, this.syncPacket(), NOTHING);
        }
      }
    },
  ),
  sender(
    "sync-at-the-end-missing",
    "Ends without a SYNC point.",
    ["SND-25"],
    class extends Sender {
      #ending = false;

      override finish(): void {
        this.closePacket();
        this.#ending = true;
        super.finish();
      }

      protected override sendSync(): void {
        if (!this.#ending) super.sendSync();
      }
    },
  ),
  sender(
    "sync-with-pages",
    "Sets SYNC in the packet that closes before a SYNC point.",
    ["SND-15"],
    class extends Sender {
      #closing = false;

      override sync(): void {
        this.#closing = true;
        this.closePacket();
        this.#closing = false;
        super.sync();
      }

      protected override fillPacket(batch: PageBatch, payload: Uint8Array): Packet {
        const packet = super.fillPacket(batch, payload);
        if (this.#closing) packet.flags |= FLAG.SYNC;
        return packet;
      }
    },
    { source: 12 },
  ),
  sender(
    "size-left-over",
    "Leaves next_packet_size of the packet before in a SYNC packet.",
    ["SND-16"],
    class extends Sender {
      #size = 0;

      protected override fillPacket(batch: PageBatch, payload: Uint8Array): Packet {
        this.#size = payload.length;
        return super.fillPacket(batch, payload);
      }

      protected override syncPacket(): Packet {
        return { ...super.syncPacket(), nextPacketSize: this.#size };
      }
    },
    { source: 11 },
  ),
  sender(
    "empty-packets",
    "Sends a packet with neither SYNC nor pages before every SYNC point.",
    ["SND-24"],
    class extends Sender {
      protected override sendSync(): void {
        for (const channel of this.packetChannels().slice(0, 1)) {
          this.emit(channel, { ...this.syncPacket(), flags: this.methodFlag() }, NOTHING);
        }
        super.sendSync();
      }
    },
    { source: 12 },
  ),
  sender(
    "sync-flag-missing",
    "Forgets the flag in SYNC packets.",
    ["SND-14", "SND-24"],
    class extends Sender {
      protected override syncPacket(): Packet {
        return { ...super.syncPacket(), flags: 0 };
      }
    },
  ),
  sender(
    "flush-word-missing",
    "Writes no MULTIFD_FLUSH.",
    ["SND-25"],
    class extends Sender {
      protected override readonly main = this.image
        ? undefined
        : new MainStream((bytes) => this.sink.main(bytes), this.blocks, false);
    },
  ),
  sender(
    "flush-word-twice",
    "Writes MULTIFD_FLUSH twice at a SYNC point.",
    ["SND-25"],
    class extends Sender {
      override sync(): void {
        super.sync();
        this.main?.syncPoint();
      }
    },
  ),
  sender(
    "flush-word-early",
    "Writes MULTIFD_FLUSH before it sends SYNC.",
    ["SND-25/order"],
    class extends Sender {
      override sync(): void {
        this.closePacket();
        this.main?.syncPoint();
        this.sendSync();
        this.sent.clear();
      }
    },
  ),
  sender(
    "flush-word-at-the-end-only",
    "Writes no MULTIFD_FLUSH between passes.",
    ["SND-25"],
    class extends Sender {
      override sync(): void {
        this.closePacket();
        this.sendSync();
        this.sent.clear();
      }
    },
  ),
];

function numbersIn(bits: number): SenderClass {
  return class extends Sender {
    protected override nextPacketNum(): bigint {
      return BigInt.asUintN(bits, super.nextPacketNum());
    }
  };
}
