/** Every generated page by its file name. */
import { catalogue } from "./catalogue.ts";
import { dissector } from "./dissector.ts";
import { findings } from "./findings.ts";
import { kaitai } from "./kaitai.ts";
import { testeeMessages } from "./testee-messages.ts";
import { wirePage } from "./wire-page.ts";
import { wirePicture } from "./wire-picture.ts";

/** Text by file name in `docs/`. */
export function pages(): Record<string, string> {
  return {
    "requirements.md": catalogue(),
    "wire.md": wirePage(),
    "wire.svg": wirePicture(),
    "findings.md": findings(),
    "testee-messages.md": testeeMessages(),
    "multifd.ksy": kaitai(),
    "multifd.lua": dissector(),
  };
}
