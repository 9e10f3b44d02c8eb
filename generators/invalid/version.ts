import { VERSION } from "../../protocol/layout.ts";
import { family, packetStep, withFields } from "../family.ts";
import { wrongWords } from "./wrong-words.ts";

/** A packet whose version is another. */
export const wrongVersion = family({
  name: "wrong-version",
  requirement: "RCV-02",
  legal: false,
  variants: () => wrongWords("version", VERSION),
  build: ({ channel, packet, variant }) => ({
    steps: [packetStep(channel, withFields(packet, { version: variant.value }))],
    field: "version",
  }),
});
