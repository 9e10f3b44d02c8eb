/** The survivors that are written down with a reason: `explained.txt`. */
import type { Mutation } from "./mutations.ts";

export interface Explained {
  /** As `nameOf` has it. */
  name: string;
  reason: string;
  /** In the file, from 1. */
  line: number;
}

/** What tells a mutation from all others, whatever stands above it in its source: the form it has in the file. */
export function nameOf({ file, place, before, after }: Mutation): string {
  return `${file} ${place}\n- ${before}\n+ ${after}`;
}

/**
 * Reads a list of survivors. A line with `#` begins the reason for all that follow; each is three lines: file and place,
 * the source's line behind `-`, the mutated one behind `+`. Throws a SyntaxError that names the line.
 */
export function readExplained(text: string): Explained[] {
  const lines = text.split("\n");
  const explained: Explained[] = [];
  let reason = "";
  for (let i = 0; i < lines.length; i++) {
    if (lines[i] === "") continue;
    if (lines[i].startsWith("#")) {
      const goesOn = i > 0 && lines[i - 1].startsWith("#");
      reason = (goesOn ? `${reason} ` : "") + lines[i].slice(1).trim();
      continue;
    }
    const [name, before = "", after = ""] = lines.slice(i, i + 3);
    if (!before.startsWith("- ") || !after.startsWith("+ ")) {
      throw new SyntaxError(`line ${i + 1}: expected a place, a line with - and one with +`);
    }
    if (reason === "") throw new SyntaxError(`line ${i + 1}: no reason above it`);
    explained.push({ name: [name, before, after].join("\n"), reason, line: i + 1 });
    i += 2;
  }
  return explained;
}
