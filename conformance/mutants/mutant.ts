/** What a mutant is: the reference with one bug, and the requirements whose checks must find it. */
import type { MethodName } from "../../protocol/flags.ts";
import type { Receiver, ReceiverParameters } from "../../protocol/receiver.ts";
import type { Sender, SenderParameters } from "../../protocol/sender.ts";
import type { Role } from "../../reports/model.ts";
import type { RealBug } from "./real-bugs.ts";

export type ReceiverClass = new (parameters: ReceiverParameters) => Receiver;
export type SenderClass = new (parameters: SenderParameters) => Sender;

export interface Mutant {
  name: string;
  role: Role;
  /** What it does wrong, in one sentence. */
  what: string;
  /** Requirements: for each, some check must catch it. */
  caughtBy: readonly string[];
  /** Where the bug shows; default: with every method. */
  methods?: readonly MethodName[];
  /** Where no case of two pages shows it: the fewest pages that do, and why. */
  least?: { pages: number; why: string };
  /** The real bug it models, or `everyday`: what an implementer gets wrong. */
  source: RealBug | "everyday";
  Receiver?: ReceiverClass;
  Sender?: SenderClass;
}

type Traits = Pick<Mutant, "methods" | "least"> & { source?: Mutant["source"] };

/** A faulty receiver. */
export function receiver(
  name: string,
  what: string,
  caughtBy: readonly string[],
  Receiver: ReceiverClass,
  { source = "everyday", methods, least }: Traits = {},
): Mutant {
  return { name, role: "receiver", what, caughtBy, source, methods, least, Receiver };
}

/** A faulty sender. */
export function sender(
  name: string,
  what: string,
  caughtBy: readonly string[],
  Sender: SenderClass,
  { source = "everyday", methods, least }: Traits = {},
): Mutant {
  return { name, role: "sender", what, caughtBy, source, methods, least, Sender };
}
