import { MAGIC } from "../../protocol/layout.ts";
import { family, packetStep, withFields } from "../family.ts";
import { wrongWords } from "./wrong-words.ts";

/** A packet whose magic is another. */
export const wrongMagic = family({
  name: "wrong-magic",
  requirement: "RCV-01",
  legal: false,
  variants: () => wrongWords("magic", MAGIC),
  build: ({ channel, packet, variant }) => ({
    steps: [packetStep(channel, withFields(packet, { magic: variant.value }))],
    field: "magic",
  }),
});
