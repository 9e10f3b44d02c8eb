/** Receivers that depend on how bytes arrive, mistake an end, or go on wrongly behind a fault. */
import type { ProtocolError } from "../../../protocol/errors.ts";
import type { Connection, PacketWork } from "../../../protocol/receiver/connection.ts";
import { Receiver } from "../../../protocol/receiver.ts";
import { Hang } from "../../targets/hang.ts";
import { type Mutant, receiver } from "../mutant.ts";
import { refusal } from "./make.ts";

export const STREAM: readonly Mutant[] = [
  receiver(
    "packet-in-one-piece",
    "Takes a packet that arrives in two pieces for a broken one.",
    ["RCV-28"],
    class extends Receiver {
      override feed(channel: number, bytes: Uint8Array): void {
        super.feed(channel, bytes);
        const { waiting, input } = this.connections.get(channel) ?? { waiting: true };
        if (!waiting && input!.length > 0) this.fail(refusal("a short read"));
      }
    },
  ),
  receiver(
    "rest-of-piece-lost",
    "Forgets the beginning of a packet that arrives in two pieces.",
    ["RCV-28"],
    class extends Receiver {
      override feed(channel: number, bytes: Uint8Array): void {
        super.feed(channel, bytes);
        const connection = this.connections.get(channel);
        if (connection && !connection.waiting) connection.input.take(connection.input.length);
      }
    },
  ),
  receiver(
    "page-restarted",
    "Starts a page again when its data arrives in two pieces.",
    ["RCV-28"],
    class extends Receiver {
      protected override receivePages(connection: Connection, work: PacketWork): boolean {
        work.received -= work.received % this.pageSize;
        return super.receivePages(connection, work);
      }
    },
    { methods: ["none"] },
  ),
  receiver(
    "reads-4096-bytes",
    "Reads at most 4,096 bytes of a piece, and loses the others.",
    ["RCV-28"],
    class extends Receiver {
      override feed(channel: number, bytes: Uint8Array): void {
        super.feed(channel, bytes.subarray(0, 4096));
      }
    },
  ),
  receiver(
    "piece-not-copied",
    "Keeps a piece that its owner writes to again.",
    ["RCV-28"],
    class extends Receiver {
      override feed(channel: number, bytes: Uint8Array): void {
        super.feed(channel, bytes);
        const { input } = this.connections.get(channel) ?? {};
        const rest = input?.take(input.length);
        if (rest) input!.push(rest.slice().fill(0, 1));
      }
    },
  ),
  receiver(
    "cut-packet-taken",
    "Takes the end of a stream inside a packet for a clean one.",
    ["RCV-25"],
    class extends Receiver {
      protected override checkEnd(connection: Connection): void {
        const { id, work, input } = connection;
        if (id === undefined || work) super.checkEnd(connection);
        else input.take(input.length);
      }
    },
  ),
  receiver(
    "cut-payload-taken",
    "Takes the end of a stream inside a payload for a clean one.",
    ["RCV-25"],
    class extends Receiver {
      protected override checkEnd(connection: Connection): void {
        if (connection.work) connection.input.take(connection.input.length);
        else super.checkEnd(connection);
      }
    },
  ),
  receiver(
    "cut-hangs",
    "Waits for ever for the rest of a packet when its stream has ended.",
    ["RCV-25"],
    class extends Receiver {
      protected override checkEnd(connection: Connection): void {
        try {
          super.checkEnd(connection);
        } catch {
          throw new Hang("waits for bytes that do not come");
        }
      }
    },
  ),
  receiver(
    "end-at-header-taken",
    "Takes the end of a stream right behind a header for a clean one.",
    ["RCV-25"],
    class extends Receiver {
      protected override checkEnd(connection: Connection): void {
        const payloadMissing = connection.work && connection.input.length === 0;
        if (!payloadMissing || connection.work!.received > 0) super.checkEnd(connection);
      }
    },
  ),
  receiver(
    "end-between-packets-refused",
    "Takes any end of a channel for an error while another goes on.",
    ["RCV-25/between"],
    class extends Receiver {
      protected override checkEnd(connection: Connection): void {
        for (const other of this.connections.values()) {
          if (!other.ended) throw refusal("unexpected end of file");
        }
        super.checkEnd(connection);
      }
    },
  ),
  receiver(
    "fault-clears-ram",
    "Clears all RAM when a channel is refused.",
    ["RCV-34"],
    class extends Receiver {
      protected override fail(error: ProtocolError): void {
        super.fail(error);
        for (const { bytes } of this.blocks) bytes.fill(0);
      }
    },
  ),
  receiver(
    "fault-rolls-back",
    "Brings RAM back to what it was at the start when a channel is refused.",
    ["RCV-34"],
    class extends Receiver {
      readonly #start = this.blocks.map(({ bytes }) => bytes.slice());

      protected override fail(error: ProtocolError): void {
        super.fail(error);
        for (const [i, { bytes }] of this.blocks.entries()) bytes.set(this.#start[i]);
      }
    },
  ),
  receiver(
    "fault-crashes",
    "Dies of whatever it refuses.",
    ["RCV-01", "RCV-05", "RCV-07", "RCV-12"],
    class extends Receiver {
      protected override fail(error: ProtocolError): void {
        throw new Error(`SIGABRT: ${error.message}`);
      }
    },
  ),
  receiver(
    "fault-forgotten",
    "Drops what it refuses without a word, and goes on.",
    ["RCV-01", "RCV-04", "RCV-06", "RCV-08"],
    class extends Receiver {
      protected override fail(): void {}
    },
  ),
];
