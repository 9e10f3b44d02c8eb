/** Receivers that get the order between channels wrong. */
import type { ProtocolError } from "../../../protocol/errors.ts";
import type { Connection } from "../../../protocol/receiver/connection.ts";
import { Receiver } from "../../../protocol/receiver.ts";
import { Hang } from "../../targets/hang.ts";
import { type Mutant, receiver } from "../mutant.ts";

export const BARRIERS: readonly Mutant[] = [
  receiver(
    "barrier-not-waited-for",
    "Does not wait at a barrier at all.",
    ["RCV-35"],
    class extends Receiver {
      override barrier(): void {}

      protected override onSync(): void {}
    },
  ),
  receiver(
    "sync-does-not-hold",
    "Goes on with a channel behind its SYNC before the others have met it.",
    ["RCV-35", "RCV-35/orders"],
    class extends Receiver {
      #syncs = 0;

      protected override onSync(): void {
        this.#syncs++;
      }

      protected override barrierMet(): boolean {
        const met = this.#syncs >= this.channels;
        if (met) this.#syncs -= this.channels;
        return met;
      }
    },
  ),
  receiver(
    "barrier-of-one-channel",
    "Passes a barrier when one channel has met it.",
    ["RCV-35", "RCV-35/orders"],
    class extends Receiver {
      protected override barrierMet(): boolean {
        return this.connections.values().some(({ waiting }) => waiting);
      }
    },
  ),
  receiver(
    "barrier-but-for-the-last",
    "Passes a barrier when all channels but one have met it.",
    ["RCV-35"],
    class extends Receiver {
      protected override barrierMet(): boolean {
        const waiting = this.connections.values().filter((c) => c.waiting).toArray().length;
        return waiting >= Math.max(1, this.channels - 1);
      }
    },
  ),
  receiver(
    "barrier-in-32-bits",
    "Remembers in 32 bits which channels have met a barrier.",
    ["RCV-35/orders", "RCV-36"],
    class extends Receiver {
      protected override barrierMet(): boolean {
        const bits = (ids: Iterable<number>) => [...ids].reduce((all, id) => all | 1 << id, 0);
        const waiting = this.connections.values().filter((c) => c.waiting).map((c) => c.id!);
        return bits(waiting) === bits(Array(this.channels).keys());
      }
    },
  ),
  receiver(
    "barrier-hangs",
    "Waits for ever for a channel that was refused or ended before its SYNC.",
    ["RCV-38"],
    class extends Receiver {
      override barrier(): void {
        if (this.fault) throw new Hang("a barrier behind a fault");
        super.barrier();
      }

      protected override fail(error: ProtocolError): void {
        if (this.pending) throw new Hang("a fault behind a barrier");
        super.fail(error);
      }

      protected override checkBarrier(): void {}
    },
    { source: 9 },
  ),
  receiver(
    "barrier-without-the-dead",
    "Passes a barrier that an ended channel has not met.",
    ["RCV-38"],
    class extends Receiver {
      protected override checkBarrier(): void {}

      protected override barrierMet(): boolean {
        return this.connections.values().every(({ waiting, finished }) => waiting || finished);
      }
    },
  ),
  receiver(
    "barrier-forgotten-at-the-end",
    "Completes although a barrier was never met.",
    ["RCV-38"],
    class extends Receiver {
      protected override checkBarrier(): void {}

      protected override checkNothingLeft(): void {}
    },
  ),
  receiver(
    "main-zero-at-once",
    "Clears a zero page of the main channel without minding the barrier before it.",
    ["RCV-42", "RCV-42/orders"],
    class extends Receiver {
      override zeroPage(ramblock: string, offset: bigint): void {
        this.applyMainZeroPage(ramblock, offset);
      }
    },
  ),
  receiver(
    "main-zero-late",
    "Clears the zero pages of the main channel at the end.",
    ["RCV-42"],
    class extends Receiver {
      readonly #late: [string, bigint][] = [];

      override zeroPage(ramblock: string, offset: bigint): void {
        this.#late.push([ramblock, offset]);
      }

      override finish(): void {
        for (const page of this.#late) this.applyMainZeroPage(...page);
        super.finish();
      }
    },
  ),
  receiver(
    "main-zero-ignored",
    "Ignores zero pages of the main channel.",
    ["RCV-42", "RCV-06/main", "RCV-08/main"],
    class extends Receiver {
      override zeroPage(): void {}
    },
  ),
  receiver(
    "sync-before-its-pages",
    "Synchronises before it applies the pages of the SYNC packet.",
    ["RCV-19"],
    class extends Receiver {
      protected override readPacket(connection: Connection): boolean {
        const read = super.readPacket(connection);
        if (read && connection.work!.sync) this.onSync(connection);
        return read;
      }
    },
  ),
];
