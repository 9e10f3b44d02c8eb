/** The suite's cases on a mutant, up to the first check that catches it. */
import { createHash, type Hash } from "node:crypto";
import type { Check } from "../conformance/check.ts";
import { casebook } from "../conformance/mutation.ts";
import { initialRam } from "../generators/fill.ts";
import { type Group, plan } from "../conformance/plan.ts";
import { sessionOf } from "../conformance/receiver-run.ts";
import { observeJobs, senderSessionOf } from "../conformance/sender-run.ts";
import { bind, type Subject } from "../conformance/subject.ts";
import { openReferenceTarget } from "../conformance/targets/reference.ts";
import type { Target } from "../conformance/target.ts";
import type { ReceiverCase } from "../generators/case.ts";
import type { SenderJob } from "../generators/job.ts";
import { emptyPools } from "../protocol/methods/pools.ts";
import type { Mutation } from "./mutations.ts";
import type { Made, Workshop } from "./workshop.ts";

/** `by`: the check that caught it, or what kept it from running. */
export type Outcome = { caught: true; by: string } | { caught: false; reached: boolean };

interface Case {
  subject: Subject;
  testCase: unknown;
  observe: Observe;
  /** Of what the reference shows. */
  fingerprint: string;
  /** Operations that the reference comes to, a bit each. */
  reached: Uint8Array;
}

type Observe = (target: Target) => Promise<object>;

export class Trial {
  readonly #workshop: Workshop;
  readonly #reference = openReferenceTarget();
  readonly #cases: Case[] = [];
  /** Operations of the sources' own level: all cases depend on them. */
  readonly #loading: Uint8Array;

  private constructor(workshop: Workshop) {
    this.#workshop = workshop;
    this.#loading = new Uint8Array(Math.ceil(workshop.sites / 8));
  }

  /** Runs every case of the checks on the reference once. */
  static async open(
    workshop: Workshop,
    checks: readonly Check[],
    options: { seed: number; runs: number },
  ): Promise<Trial> {
    const trial = new Trial(workshop);
    await trial.#rehearse(casesOf(checks, trial.#reference, options));
    return trial;
  }

  /** Tries the cases that come to the mutated operation; the others cannot tell it from the reference. */
  async run(mutation: Mutation): Promise<Outcome> {
    const site = this.#workshop.siteOf(mutation);
    const always = has(this.#loading, site);
    emptyPools(); // One mutant may have spoiled a stream that the next would get.
    let target: Target;
    try {
      target = targetOf(this.#workshop.make(mutation));
    } catch (error) {
      return { caught: true, by: String(error) };
    }
    let reached = always;
    for (const one of this.#cases) {
      if (!always && !has(one.reached, site)) continue;
      reached = true;
      const by = await this.#caughtBy(target, one);
      if (by) return { caught: true, by };
    }
    return { caught: false, reached };
  }

  async #rehearse(cases: { subject: Subject; testCase: unknown }[]): Promise<void> {
    let reached = this.#loading;
    const made = this.#workshop.probe((site) => reached[site >> 3] |= 1 << (site & 7));
    const target = targetOf(made);
    for (const { subject, testCase } of cases) {
      reached = new Uint8Array(this.#loading.length);
      this.#workshop.wind();
      const observe = observerOf(subject.group, testCase);
      const fingerprint = fingerprintOf(await observe(target));
      this.#cases.push({ subject, testCase, observe, fingerprint, reached });
    }
  }

  /** The check that finds a broken rule, or where nothing is ruled (INFO) another answer than the reference's. */
  async #caughtBy(
    target: Target,
    { subject, testCase, observe, fingerprint }: Case,
  ): Promise<string | undefined> {
    const { group } = subject;
    this.#workshop.wind();
    try {
      const observation = await observe(target);
      if (fingerprintOf(observation) === fingerprint) return undefined;
      const seen = await seenBy(target, group, testCase, observation);
      for (const { check, level } of group.checks) {
        if (!subject.concerns(check, testCase, seen)) continue;
        const answer = subject.judge(check, testCase, seen)?.observed;
        if (answer === undefined) continue;
        if (level !== "INFO" || answer !== await this.#usual(subject, check, testCase)) {
          return check.id;
        }
      }
    } catch (error) {
      return `an error of the run: ${error}`;
    }
    return undefined;
  }

  async #usual(
    { group, concerns, judge }: Subject,
    check: Check,
    testCase: unknown,
  ): Promise<string | undefined> {
    const observation = await observerOf(group, testCase)(this.#reference);
    const seen = await seenBy(this.#reference, group, testCase, observation);
    return concerns(check, testCase, seen) ? judge(check, testCase, seen)?.observed : undefined;
  }
}

/** One of each group, then the next of each: cases unlike each other come first. */
function casesOf(
  checks: readonly Check[],
  reference: Target,
  options: { seed: number; runs: number },
) {
  const book = casebook(options);
  const groups = plan(checks, reference, "patch", { only: [] }).groups.map((group) => {
    const subject = bind(group, reference);
    return book(subject).map((testCase) => ({ subject, testCase }));
  });
  const most = Math.max(...groups.map(({ length }) => length));
  return Array.from({ length: most }, (_, i) => groups.flatMap((cases) => cases[i] ?? [])).flat();
}

function targetOf({ Sender, Receiver }: Made): Target {
  return openReferenceTarget({ name: "mutated", Sender, Receiver });
}

/** A case for one target after the other: its bytes are made once, its RAM anew for each. */
function observerOf({ role }: Group, testCase: unknown): Observe {
  if (role === "sender") {
    return (target) => target.sender!.send(senderSessionOf(testCase as SenderJob));
  }
  const receiverCase = testCase as ReceiverCase;
  const session = { ...sessionOf(receiverCase), blocks: [] };
  return (target) => target.receiver!.receive({ ...session, blocks: initialRam(receiverCase) });
}

/** What a judge is given. */
async function seenBy(
  target: Target,
  { role }: Group,
  testCase: unknown,
  observation: object,
): Promise<unknown> {
  if (role === "receiver") return observation;
  const [run] = await observeJobs(target.sender!, [testCase as SenderJob]);
  return run;
}

/** Of all that is shown but the target's own words, which no rule is about. */
function fingerprintOf(observation: object): string {
  const hash = createHash("sha1");
  add(hash, { ...observation, text: undefined });
  return hash.digest("hex");
}

function add(hash: Hash, value: unknown): void {
  if (value instanceof Uint8Array) hash.update(`${value.length}:`).update(value);
  else if (Array.isArray(value)) {
    hash.update(`[${value.length}`);
    for (const element of value) add(hash, element);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, of] of Object.entries(value)) {
      hash.update(`${key}=`);
      add(hash, of);
    }
  } else hash.update(`${typeof value}${String(value)};`);
}

function has(bits: Uint8Array, site: number): boolean {
  return (bits[site >> 3] >> (site & 7) & 1) === 1;
}
