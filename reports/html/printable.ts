/** A report whose texts can be looked at. */
import { printable } from "../hex-text.ts";

/** The same value with the control characters and turned directions of every text in it spelt out. */
export function printableTexts<T>(value: T): T {
  if (typeof value === "string") return printable(value) as T;
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(printableTexts) as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [printable(key), printableTexts(part)]),
  ) as T;
}
