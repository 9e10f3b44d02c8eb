/** A group of checks bound to a target: how its cases are drawn, run and judged. */
import type { ReceiverCase } from "../generators/case.ts";
import type { SenderJob } from "../generators/job.ts";
import type { LayoutName } from "../protocol/layout.ts";
import type { MethodName } from "../protocol/flags.ts";
import type { Detection, RamBlock } from "../protocol/ram.ts";
import type { CaseSource, Check, JobSource, Problem, SenderRun, Stimulus } from "./check.ts";
import { lastOnly } from "./last-only.ts";
import type { Group, Planned } from "./plan.ts";
import { tryCases } from "./receiver-run.ts";
import { keepRun, tryJobs } from "./sender-run.ts";
import type {
  ReceiverObservation,
  ReceiverOffer,
  SenderOffer,
  Target,
  TargetError,
} from "./target.ts";

/** `Case` goes in, `Seen` comes back. */
export interface Subject<Case = unknown, Seen = unknown> {
  group: Group;
  planned: readonly Planned[];
  stimulus: Stimulus<Case>;
  /** The target's. */
  layout: LayoutName;
  /** True when a drawn case costs a process of its own. */
  costly: boolean;
  /** Drawn cases where the user asks for no number; absent: as many as the costs allow. */
  runs?: number;
  /** A case that crashes or hangs costs time. */
  restarts: boolean;
  /** Cases are observed one at a time: nothing is gained by doing more at once. */
  single: boolean;
  /** In the order of the cases; an error where the target could not do its part in one. */
  observe(cases: readonly Case[]): Promise<(Seen | TargetError)[]>;
  /** What was seen, to be kept beyond the next call of `observe` with a single case. */
  keep(seen: Seen): Seen;
  /** False where the case says nothing about the check. */
  concerns(check: Check, testCase: Case, seen: Seen): boolean;
  /** False where it would say nothing, whatever had been seen. */
  mayConcern(check: Check, testCase: Case): boolean;
  /** `crashed` and the like. */
  outcomeOf(seen: Seen): string;
  judge(check: Check, testCase: Case, seen: Seen): Problem | undefined;
}

/** Binds a group to the target that the plan was made for. */
export function bind(group: Group, target: Target): Subject {
  return (group.role === "receiver"
    ? bindReceiver(group, target)
    : bindSender(group, target)) as Subject;
}

function bindReceiver(
  group: Group & { role: "receiver" },
  target: Target,
): Subject<ReceiverCase, ReceiverObservation> {
  const receiver = target.receiver!;
  const { offer } = receiver;
  const batch = group.source.batch === true && offer.shows.has("checkpoint");
  return {
    group,
    planned: group.checks,
    stimulus: casesFor(group.source, offer, group.method),
    layout: offer.layout,
    costly: offer.costly === true && !batch,
    restarts: offer.restarts === true,
    single: !batch && !receiver.receiveAll,
    ...(offer.costly && batch && { runs: SHARED_RUNS }),
    observe: (cases) => tryCases(receiver, cases, batch),
    keep: (seen) => ({ ...seen, ...(seen.ram && { ram: seen.ram.map(copyOf) }) }),
    concerns: (check, testCase, seen) =>
      check.role === "receiver" && (check.concerns?.(testCase, seen) ?? true),
    mayConcern: (check, testCase) =>
      check.role === "receiver" && (check.concerns?.(testCase, { outcome: "rejected" }) ?? true),
    outcomeOf: ({ outcome }) => outcome,
    judge: (check, testCase, seen) =>
      check.role === "receiver" ? check.judge(testCase, seen) : undefined,
  };
}

function bindSender(
  group: Group & { role: "sender" },
  target: Target,
): Subject<SenderJob, SenderRun> {
  const sender = target.sender!;
  const { offer } = sender;
  return {
    group,
    planned: group.checks,
    stimulus: sender.recorded
      ? { fixed: [sender.recorded.job] }
      : jobsFor(group.source, offer, group.method, group.detection),
    layout: offer.layout,
    costly: offer.costly === true,
    restarts: offer.restarts === true,
    single: !sender.sendAll,
    observe: (jobs) => tryJobs(sender, jobs),
    keep: keepRun,
    concerns: (check, _, run) => check.role === "sender" && (check.concerns?.(run) ?? true),
    mayConcern: () => true,
    outcomeOf: ({ observation }) => observation.outcome,
    judge: (check, _, run) => check.role === "sender" ? check.judge(run) : undefined,
  };
}

/** Targets with the same offer are judged one after the other by the same cases. */
const casesFor = lastOnly((source: CaseSource, offer: ReceiverOffer, method: MethodName) =>
  source.stimulus({ ...offer, method })
);

const jobsFor = lastOnly(
  (source: JobSource, offer: SenderOffer, method: MethodName, detection: Detection) =>
    source.stimulus({
      ...offer,
      method,
      detection,
      passes: offer.shows.has("passes"),
      queue: offer.shows.has("queue"),
    }),
);

function copyOf({ name, usedLength, bytes }: RamBlock): RamBlock {
  return { name, usedLength, bytes: bytes.slice() };
}

/** Of cases that share a process; with a hundred, a live QEMU's suite takes twice as long. */
const SHARED_RUNS = 24;
