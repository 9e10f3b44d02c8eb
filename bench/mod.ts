/** `deno task bench`: our hot paths beside named peers in the same run. Ratios mean something, times depend on the machine. */
import { compare, type Comparison, type Suite } from "./compare.ts";
import { CODEC } from "./suites/codec.ts";
import { DRAWING } from "./suites/drawing.ts";
import { METHODS } from "./suites/methods.ts";
import { ZERO_PAGE } from "./suites/zero-page.ts";

export const SUITES: readonly Suite[] = [...CODEC, ...ZERO_PAGE, ...METHODS, ...DRAWING];

/** Lines of one comparison. */
export function comparisonText({ name, medians, ratios }: Comparison): string {
  const lines = Object.entries(medians).map(([who, median]) => {
    const ratio = who in ratios ? `${ratios[who].toFixed(2)} times as long` : "";
    return `  ${who.padEnd(24)}${median.toFixed(2).padStart(10)} µs  ${ratio}`.trimEnd();
  });
  return [name, ...lines].join("\n");
}

if (import.meta.main) {
  for (const suite of SUITES) console.log(comparisonText(await compare(suite)));
}
