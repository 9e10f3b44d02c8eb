/** Receivers that are careless, or too careful, with a channel's greeting. */
import { encodeGreeting, type Greeting, parseGreeting } from "../../../protocol/greeting.ts";
import { MAGIC, VERSION } from "../../../protocol/layout.ts";
import type { Connection } from "../../../protocol/receiver/connection.ts";
import { Receiver } from "../../../protocol/receiver.ts";
import { type Mutant, receiver, type ReceiverClass } from "../mutant.ts";
import { refusal } from "./make.ts";

export const GREETINGS: readonly Mutant[] = [
  receiver(
    "greeting-magic-unchecked",
    "Takes any magic in a greeting.",
    ["RCV-30"],
    greeted((greeting) => ({ ...greeting, magic: MAGIC })),
  ),
  receiver(
    "greeting-version-unchecked",
    "Takes any version in a greeting.",
    ["RCV-30"],
    greeted((greeting) => ({ ...greeting, version: VERSION })),
  ),
  receiver(
    "greeting-uuid-unchecked",
    "Takes the greeting of another VM.",
    ["RCV-30"],
    greeted((greeting) => ({ ...greeting, uuid: new Uint8Array(16) })),
  ),
  receiver(
    "greeting-uuid-half-checked",
    "Compares the first half of the uuid.",
    ["RCV-30"],
    greeted((greeting) => ({ ...greeting, uuid: greeting.uuid.fill(0, 8) })),
  ),
  receiver(
    "greeting-id-off-by-one",
    "Takes the number of channels for an id, and uses it as an index.",
    ["RCV-30"],
    greeted((greeting, channels) => {
      if (greeting.id === channels) throw new Error("SIGSEGV");
      return greeting;
    }),
    { source: 5 },
  ),
  receiver(
    "greeting-id-unchecked",
    "Takes any id for the next channel.",
    ["RCV-30"],
    greeted((greeting, channels, greeted) =>
      greeting.id < channels ? greeting : { ...greeting, id: greeted }
    ),
  ),
  receiver(
    "greeting-id-signed",
    "Compares the id as a signed byte.",
    ["RCV-30"],
    greeted((greeting, _, greeted) => greeting.id < 128 ? greeting : { ...greeting, id: greeted }),
  ),
  receiver(
    "greeting-id-taken-twice",
    "Does not notice that an id is taken already.",
    ["RCV-30"],
    takingAgain(() => true),
  ),
  receiver(
    "greeting-reserved-checked",
    "Refuses greetings whose reserved bytes are not zero.",
    ["RCV-36/greetings"],
    greeted((greeting) => {
      if (greeting.reserved.some((byte) => byte !== 0)) throw refusal("reserved bytes");
      return greeting;
    }),
  ),
  receiver(
    "greeting-cut-taken",
    "Takes a greeting that is cut short for a channel that ended.",
    ["RCV-25/greeting"],
    class extends Receiver {
      protected override checkEnd(connection: Connection): void {
        if (connection.id === undefined) connection.input.take(connection.input.length);
        else super.checkEnd(connection);
      }
    },
  ),
  receiver(
    "greeting-id-0-taken-alone",
    "Notices that an id is taken already for channel 0 alone.",
    ["RCV-30"],
    takingAgain((id) => id > 0),
  ),
  receiver(
    "greeting-ids-of-7-bits",
    "Refuses ids above 127.",
    ["RCV-36"],
    greeted((greeting) => {
      if (greeting.id > 127) throw refusal("an id of more than 7 bits");
      return greeting;
    }),
  ),
  receiver(
    "channels-greet-in-order",
    "Expects channel 0 to greet first, then channel 1.",
    ["RCV-36/greetings"],
    greeted((greeting, channels, greeted) => {
      if (greeting.id < channels && greeting.id > greeted) throw refusal("not the next channel");
      return greeting;
    }),
  ),
  receiver(
    "packet-before-set-up",
    "Dies of a packet that comes before every channel has greeted.",
    ["RCV-36"],
    class extends Receiver {
      protected override takePacket(connection: Connection): Uint8Array | undefined {
        const bytes = super.takePacket(connection);
        if (bytes && greetedIn(this.connections) < this.channels) throw new Error("SIGSEGV");
        return bytes;
      }
    },
    { source: 6 },
  ),
];

/** Judges another greeting than the one that came. `greeted`: how many channels have greeted before. */
function greeted(
  change: (greeting: Greeting, channels: number, greeted: number) => Greeting,
): ReceiverClass {
  return class extends Receiver {
    protected override checkGreeting(bytes: Uint8Array): number {
      const greeting = change(parseGreeting(bytes), this.channels, greetedIn(this.connections));
      return super.checkGreeting(encodeGreeting(greeting));
    }
  };
}

/** Takes these ids although another channel has them. */
function takingAgain(which: (id: number) => boolean): ReceiverClass {
  return class extends Receiver {
    protected override checkGreeting(bytes: Uint8Array): number {
      const { id } = parseGreeting(bytes);
      const isTaken = this.connections.values().some((other) => other.id === id);
      return isTaken && which(id) ? id : super.checkGreeting(bytes);
    }
  };
}

function greetedIn(connections: ReadonlyMap<number, Connection>): number {
  return connections.values().filter(({ id }) => id !== undefined).toArray().length;
}
