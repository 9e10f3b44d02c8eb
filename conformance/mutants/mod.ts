/** Every mutant: the reference with one bug. The suite is judged by what it catches. */
import type { Mutant } from "./mutant.ts";
import { RECEIVER_THEMES } from "./receiver.ts";
import { SENDER_THEMES } from "./sender.ts";

export type { Mutant } from "./mutant.ts";
export { REAL_BUGS } from "./real-bugs.ts";
export { RECEIVER_THEMES } from "./receiver.ts";
export { SENDER_THEMES } from "./sender.ts";

export const MUTANTS: readonly Mutant[] = [RECEIVER_THEMES, SENDER_THEMES]
  .flatMap((themes) => Object.values(themes).flat());
