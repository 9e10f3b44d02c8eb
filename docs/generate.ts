/** Writes the generated pages of `docs/`: run it after a change to what they are made of. */
import { writeFileSync } from "node:fs";
import { pages } from "./generate/pages.ts";

for (const [name, text] of Object.entries(pages())) {
  writeFileSync(new URL(name, import.meta.url), text);
}
