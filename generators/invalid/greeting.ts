import { GREETING_LENGTH, MAGIC, VERSION } from "../../protocol/layout.ts";
import type { GreetingSpec, Step } from "../case.ts";
import { family, type Variant } from "../family.ts";
import { wrongWords } from "./wrong-words.ts";

interface BadGreeting extends Variant {
  greeting: GreetingSpec;
  /** The channel that greets badly; those below it have greeted well. */
  channel: number;
  /** How channel 0 has greeted. */
  first?: GreetingSpec;
}

/** A greeting that must be refused: its magic, version, uuid or id. */
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
      ...(last > 0 ? [0, last] : []).map((id) => ({
        name: "greeting-id-taken",
        first: { id },
        greeting: { id },
        channel: last,
      })),
      ...uuids.map((uuid) => ({ name: "greeting-uuid", greeting: { uuid }, channel: last })),
      ...words.map((word) => ({ ...word, channel: last })),
    ];
  },
  build({ variant: { greeting, channel, first } }) {
    return {
      steps: [...goodGreetings(channel, first), { kind: "greeting", channel, greeting }],
      field: "greeting",
    };
  },
});

/** Bytes that arrive. QEMU looks at the first four before it reads any. */
const CUTS: readonly number[] = [1, 3, 4, 7, 8, 16, 24, 25, 32, GREETING_LENGTH - 1];

interface CutGreeting extends Variant {
  cut: number;
}

/** A stream that ends inside its greeting. */
export const cutGreeting = family<CutGreeting>({
  name: "cut-greeting",
  requirement: "RCV-25",
  legal: false,
  needs: ["greeting"],
  session: false,
  variants: () =>
    CUTS.map((cut) => ({ name: cut < 4 ? "greeting-cut-in-magic" : "greeting-cut", cut })),
  build({ scene, variant: { cut } }) {
    const channel = scene.channels - 1;
    const before = goodGreetings(channel);
    return {
      steps: [
        ...before,
        { kind: "greeting", channel, greeting: {}, cut },
        { kind: "eof", channel },
      ],
      faulty: before.length,
      field: "greeting",
    };
  },
});

/** Of the channels below `channels`. */
function goodGreetings(channels: number, first: GreetingSpec = {}): Step[] {
  return Array.from(
    { length: channels },
    (_, channel) => ({ kind: "greeting", channel, greeting: channel === 0 ? first : {} }),
  );
}
