import { GREETING_LENGTH, MAGIC, VERSION } from "../../protocol/layout.ts";
import type { GreetingSpec, Step } from "../case.ts";
import { family, type Variant } from "../family.ts";
import { wrongWords } from "./wrong-words.ts";

interface BadGreeting extends Variant {
  greeting: GreetingSpec;
  cut?: number;
  /** The channel that greets badly; those below it have greeted well. */
  channel: number;
}

/** A greeting that must be refused: its magic, version, uuid or id, or its length. */
export const badGreeting = family<BadGreeting>({
  name: "bad-greeting",
  requirement: "RCV-30",
  legal: false,
  needs: ["greeting"],
  session: false,
  variants: ({ channels }) => {
    const last = channels - 1;
    const words = [
      ...wrongWords("greeting-magic", MAGIC).map(({ name, value }) => ({
        name,
        greeting: { magic: value },
      })),
      ...wrongWords("greeting-version", VERSION).map(({ name, value }) => ({
        name,
        greeting: { version: value },
      })),
    ];
    const uuids = ["ff".repeat(16), "01" + "00".repeat(15), "00".repeat(15) + "01"];
    return [
      { name: "greeting-id=channels", greeting: { id: channels }, channel: last },
      {
        name: "greeting-id=channels+1",
        greeting: { id: Math.min(255, channels + 1) },
        channel: last,
      },
      { name: "greeting-id-255", greeting: { id: 255 }, channel: last },
      { name: "greeting-id=channels", greeting: { id: channels }, channel: 0 },
      ...(last > 0 ? [{ name: "greeting-id-taken", greeting: { id: 0 }, channel: last }] : []),
      ...uuids.map((uuid) => ({ name: "greeting-uuid", greeting: { uuid }, channel: last })),
      ...words.map((word) => ({ ...word, channel: last })),
      ...greetingCuts().map((cut) => ({ name: "greeting-cut", greeting: {}, cut, channel: last })),
    ];
  },
  build({ variant }) {
    const steps: Step[] = [];
    for (let channel = 0; channel < variant.channel; channel++) {
      steps.push({ kind: "greeting", channel, greeting: {} });
    }
    const { channel, greeting, cut } = variant;
    steps.push({ kind: "greeting", channel, greeting, ...(cut !== undefined && { cut }) });
    const faulty = steps.length - 1;
    if (cut !== undefined) steps.push({ kind: "eof", channel });
    return { steps, faulty, field: "greeting" };
  },
});

/** Lengths of a greeting that is cut short. */
export function greetingCuts(): number[] {
  return [1, 3, 4, 7, 8, 16, 24, 25, 32, GREETING_LENGTH - 1];
}
