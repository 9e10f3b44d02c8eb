import type { Arbitrary } from "fast-check";
import type { Dice } from "./dice.ts";
import { arbitraryOfValues } from "./drawing.ts";

/** Constraints of `blockName`. */
export interface BlockNameConstraints {
  /** Bytes of UTF-8, 1 to 255. Default 255. */
  maxLength?: number;
}

/**
 * Names of RAM blocks: those of real machines, one byte, UTF-8, as long as may be. No NUL. Shrinks
 * to `a`.
 */
export function blockName(constraints: BlockNameConstraints = {}): Arbitrary<string> {
  const { maxLength = 255 } = constraints;
  if (!Number.isInteger(maxLength) || maxLength < 1 || maxLength > 255) {
    throw new RangeError(`maxLength: ${maxLength} is not an integer from 1 to 255`);
  }
  return arbitraryOfValues({
    draw: (dice) => cutName(drawName(dice), maxLength),
    smaller: smallerName,
  });
}

const REAL = [
  "ram",
  "pc.ram",
  "pc.bios",
  "vga.vram",
  "/rom@etc/acpi/tables",
  "0000:00:02.0/vga.vram",
];
const UTF8 = ["ü", "räm", "メモリ", "память", "🐏", "e\u0301", "名".repeat(85)];
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./:@-_ %\\\"'";

export function drawName(dice: Dice): string {
  switch (dice.below(8)) {
    case 0:
      return letters(dice, 1);
    case 1:
      return letters(dice, 255);
    case 2:
      return dice.pick(UTF8);
    case 3:
      return letters(dice, dice.between(2, 254));
    default:
      return dice.pick(REAL);
  }
}

/** A name that differs from `name` at its end alone, so that comparing a prefix confuses them. */
export function siblingName(dice: Dice, name: string): string {
  const length = new TextEncoder().encode(name).length;
  if (length < 255) return name + letters(dice, 1);
  return cutName(name, 254);
}

export function* smallerName(name: string): Iterable<string> {
  if (name !== "a") yield "a";
}

/** The longest start of a name that fits into so many bytes, never cut inside a character. */
export function cutName(name: string, maxLength: number): string {
  const encoder = new TextEncoder();
  let cut = name;
  while (encoder.encode(cut).length > maxLength) cut = [...cut].slice(0, -1).join("");
  return cut === "" ? "a" : cut;
}

function letters(dice: Dice, length: number): string {
  let name = "";
  for (let i = 0; i < length; i++) name += LETTERS[dice.below(LETTERS.length)];
  return name;
}
