import { emptySpec, type Family, family, packetStep, type Variant, withFields } from "../family.ts";

export interface WrongWord extends Variant {
  value: number;
}

interface WrongPacketWord extends WrongWord {
  /** The packet has no pages. */
  empty?: boolean;
}

/** A packet whose `field` is not `right`: one with pages, one without, and a bare SYNC packet. */
export function wrongField(
  requirement: string,
  field: "magic" | "version",
  right: number,
): Family {
  return family<WrongPacketWord>({
    name: `wrong-${field}`,
    requirement,
    legal: false,
    variants: () => [
      ...wrongWords(field, right),
      { name: `${field}-without-pages`, value: 0, empty: true },
      { name: `${field}-of-bare-sync`, value: 0, empty: true, sync: true },
    ],
    build: ({ channel, packet, variant }) => ({
      steps: [
        packetStep(
          channel,
          withFields(variant.empty ? emptySpec() : packet, { [field]: variant.value }),
        ),
      ],
      field,
    }),
  });
}

/**
 * 32-bit values that are not `right`: its bytes reversed, 0, all ones, one more and less, and each
 * of its bits flipped.
 */
export function wrongWords(name: string, right: number): WrongWord[] {
  const reversed =
    ((right & 0xff) << 24 | (right & 0xff00) << 8 | (right >>> 8) & 0xff00 | right >>> 24) >>> 0;
  const words: WrongWord[] = [
    { name: `${name}-byte-swapped`, value: reversed },
    { name: `${name}-zero`, value: 0 },
    { name: `${name}-all-ones`, value: 0xffffffff },
    { name: `${name}-plus-1`, value: (right + 1) >>> 0 },
    { name: `${name}-minus-1`, value: (right - 1) >>> 0 },
  ];
  for (let bit = 0; bit < 32; bit++) {
    words.push({ name: `${name}-bit-flipped`, value: (right ^ (1 << bit)) >>> 0 });
  }
  return words.filter(({ value }) => value !== right);
}
