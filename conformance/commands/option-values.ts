/** Reads the values of options; each error names the option, what was given and what would be right. */
import { UsageError } from "../usage-error.ts";

/** A whole number from `least` to `most`. */
export function integer(option: string, text: string, least: number, most: number): number {
  const value = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(value >= least && value <= most)) {
    throw new UsageError(`${option} ${text}: expected a whole number from ${least} to ${most}`);
  }
  return value;
}

/** A time such as `30s`, `10m` or `2h`, in milliseconds. */
export function duration(option: string, text: string): number {
  const [, count, unit] = /^(\d{1,6})([smh])$/.exec(text) ?? [];
  const ms = Number(count) * { s: 1000, m: 60_000, h: 3_600_000 }[unit as "s" | "m" | "h"];
  // More is more than a timer takes.
  if (!(ms > 0 && ms < 2 ** 31)) {
    throw new UsageError(`${option} ${text}: expected a time such as 30s, 10m or 2h`);
  }
  return ms;
}

/** One of `choices`. */
export function choice<T extends string>(option: string, text: string, choices: readonly T[]): T {
  const found = choices.find((c) => c === text);
  if (!found) throw new UsageError(`${option} ${text}: expected one of ${choices.join(", ")}`);
  return found;
}

/** Some of `choices`, with commas between. */
export function list<T extends string>(option: string, text: string, choices: readonly T[]): T[] {
  return text.split(",").map((word) => choice(option, word, choices));
}

/** More than a check has cases by default. */
const MAX_SHARDS = 10_000;

/** `i/n` with 1 ≤ i ≤ n. */
export function shard(text: string): { index: number; count: number } {
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text)?.map(Number) ?? [];
  if (!(index >= 1 && index <= count && count <= MAX_SHARDS)) {
    throw new UsageError(
      `--shard ${text}: expected i/n with 1 ≤ i ≤ n ≤ ${MAX_SHARDS}, such as 1/8`,
    );
  }
  return { index, count };
}
