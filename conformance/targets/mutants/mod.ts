/** Every mutant: the reference with one bug. The suite is judged by what it catches. */
import type { Mutant } from "./mutant.ts";
import { RECEIVER_MUTANTS } from "./receiver.ts";
import { SENDER_MUTANTS } from "./sender.ts";

export type { Mutant } from "./mutant.ts";
export { REAL_BUGS } from "./real-bugs.ts";

export const MUTANTS: readonly Mutant[] = [...RECEIVER_MUTANTS, ...SENDER_MUTANTS];
