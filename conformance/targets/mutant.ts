/** `mutant:NAME`: the reference with one bug. */
import type { Target } from "../target.ts";
import { UsageError } from "../usage-error.ts";
import { type Mutant, MUTANTS } from "../mutants/mod.ts";
import { openReferenceTarget } from "./reference.ts";

/** Opens a mutant. Throws a UsageError that lists names like it, or all, when there is none. */
export function openMutantTarget(name: string): Target {
  const mutant = MUTANTS.find((m) => m.name === name);
  if (!mutant) throw new UsageError(`--target mutant:${name}: expected one of ${like(name)}`);
  return openMutant(mutant);
}

/** The target of a mutant. */
export function openMutant({ name, Receiver, Sender }: Mutant): Target {
  return openReferenceTarget({ name: `mutant:${name}`, Receiver, Sender });
}

/** Names with a word of `name` in them; all when there are none. */
function like(name: string): string {
  const names = MUTANTS.map((m) => m.name);
  const words = name.toLowerCase().split(/[^a-z0-9]+/).filter((word) => word.length > 2);
  const near = names.filter((other) => words.some((word) => other.includes(word)));
  return (near.length > 0 ? near : names).join(", ");
}
