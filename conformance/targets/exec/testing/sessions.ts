import { sessionOf } from "../../../receiver-run.ts";
import type { ReceiverSession } from "../../../target.ts";
import { tinyCase } from "../tiny.ts";

/** A session to which the misbehaving scripts answer. */
export const FINE = sessionOn(1);
/** A session that makes them misbehave. */
export const TRIGGER = sessionOn(2);

function sessionOn(maxChannels: number): ReceiverSession {
  const offer = { methods: ["none"], pageSizes: [4096], layout: "patch", maxChannels } as const;
  return sessionOf(tinyCase({ ...offer, shows: new Set(["blocks"]) }, "none"));
}
