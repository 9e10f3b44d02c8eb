/** From what became of each mutation to the score, and to what is wrong. */
import { type Explained, nameOf } from "./explained.ts";
import type { Mutation } from "./mutations.ts";
import type { Outcome } from "./trial.ts";

export interface Judged {
  mutation: Mutation;
  outcome: Outcome;
}

export interface Summary {
  /** By file, in the order of the mutations. */
  files: Map<string, Counts>;
  total: Counts;
  /** Survivors that nobody has explained. */
  survivors: Judged[];
  /** Explanations of what is caught, or of what no source has. */
  stale: { explained: Explained; why: string }[];
}

export interface Counts {
  all: number;
  caught: number;
  /** Survivors that are explained. */
  explained: number;
}

/** `explained`: of the files that were mutated. */
export function summaryOf(judged: readonly Judged[], explained: readonly Explained[]): Summary {
  const reasons = new Map(explained.map((one) => [one.name, one]));
  const files = new Map<string, Counts>();
  const total: Counts = { all: 0, caught: 0, explained: 0 };
  const survivors: Judged[] = [];
  const stale: Summary["stale"] = [];
  for (const one of judged) {
    const { mutation, outcome } = one;
    const counts = files.get(mutation.file) ?? { all: 0, caught: 0, explained: 0 };
    files.set(mutation.file, counts);
    const name = nameOf(mutation);
    const reason = reasons.get(name);
    reasons.delete(name);
    for (const sum of [counts, total]) {
      sum.all++;
      if (outcome.caught) sum.caught++;
      else if (reason) sum.explained++;
    }
    if (outcome.caught && reason) stale.push({ explained: reason, why: `caught by ${outcome.by}` });
    if (!outcome.caught && !reason) survivors.push(one);
  }
  for (const one of reasons.values()) stale.push({ explained: one, why: "no such mutation" });
  return { files, total, survivors, stale };
}

/** Of those that can be caught, the share that is, in percent. */
export function scoreOf({ all, caught, explained }: Counts): number {
  return all === explained ? 100 : 100 * caught / (all - explained);
}

export function summaryText({ files, total, survivors, stale }: Summary): string {
  const width = Math.max(...[...files.keys()].map(({ length }) => length));
  const row = (name: string, counts: Counts) =>
    name.padEnd(width) + [counts.all, counts.caught, counts.explained]
      .map((count) => String(count).padStart(10)).join("") +
    percent(scoreOf(counts)).padStart(10);
  const head = "file".padEnd(width) +
    ["mutants", "caught", "explained", "score"].map((word) => word.padStart(10)).join("");
  const unexplained = survivors.map(({ mutation, outcome }) =>
    nameOf(mutation) + (!outcome.caught && !outcome.reached ? "\n  (no case comes to it)" : "")
  );
  const outdated = stale.map(({ explained, why }) =>
    `explained.txt, line ${explained.line}: ${why}: remove it\n${explained.name}`
  );
  return [
    [head, ...[...files].map(([file, counts]) => row(file, counts))].join("\n"),
    ...(unexplained.length > 0 ? [`${unexplained.length} survivors:`, ...unexplained] : []),
    ...outdated,
    `${total.caught} of ${total.all} mutants caught (${
      percent(scoreOf({ ...total, explained: 0 }))
    }), ` +
    `${total.explained} survivors explained, ${survivors.length} not: score ${
      percent(scoreOf(total))
    }`,
  ].join("\n\n") + "\n";
}

function percent(value: number): string {
  return `${value.toFixed(1)} %`;
}
