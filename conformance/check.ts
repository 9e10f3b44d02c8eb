/** A check: the requirements it stands for, what it feeds the target, and how it judges what comes back. */
import type { Arbitrary } from "fast-check";
import type { ReceiverCase } from "../generators/case.ts";
import type { SenderJob } from "../generators/job.ts";
import type { Shape } from "../generators/shape.ts";
import type { MethodName } from "../protocol/flags.ts";
import type { Detection } from "../protocol/ram.ts";
import type { Level } from "../reports/model.ts";
import type {
  ReceiverObservation,
  ReceiverSight,
  SenderObservation,
  SenderSight,
} from "./target.ts";
import type { Transcript } from "./transcript.ts";

/** What is wrong, in words for people. */
export interface Problem {
  expected: string;
  observed: string;
  /** Where in the bytes: for the hex view. */
  at?: { channel: number; packet: number; field: string };
}

/** Fixed cases run first, all of them; drawn ones `--runs` times. */
export interface Stimulus<Case> {
  fixed?: readonly Case[];
  drawn?: Arbitrary<Case>;
}

interface CheckBase {
  /** Requirement id, a slash and a word where a requirement has several checks: `RCV-05/wrap`. */
  id: string;
  /** The first one gives the level. */
  requirements: readonly string[];
  /** Where it is not the requirement's: a part of it that is judged less strictly. */
  level?: Level;
  /** The rule in one sentence. */
  title: string;
  methods?: readonly MethodName[];
}

export interface ReceiverCheck extends CheckBase {
  role: "receiver";
  needs: readonly ReceiverSight[];
  /** Checks with the same `cases` share their runs. */
  cases: CaseSource;
  /** False for a case that says nothing about this check; absent: all do. A check no case concerns is skipped. */
  concerns?(testCase: ReceiverCase, observation: ReceiverObservation): boolean;
  /** Undefined: nothing wrong. For INFO requirements: what was seen, as `observed`. */
  judge(testCase: ReceiverCase, observation: ReceiverObservation): Problem | undefined;
}

export interface CaseSource {
  name: string;
  /** Legal cases that may share a session with others, RAM shown in between. */
  batch?: boolean;
  stimulus(shape: ReceiverShape): Stimulus<ReceiverCase>;
}

export interface ReceiverShape extends Shape {
  shows: ReadonlySet<ReceiverSight>;
  /** True: a case costs a process; long lists of fixed cases are cut down. */
  costly?: boolean;
}

/** A run of a sender with everything read out of its bytes. */
export interface SenderRun {
  job: SenderJob;
  observation: SenderObservation;
  transcript: Transcript;
  /** Zero pages went where nobody can look: to a main channel that the target does not show. */
  hidesPages: boolean;
}

export interface SenderCheck extends CheckBase {
  role: "sender";
  needs: readonly SenderSight[];
  detections?: readonly Detection[];
  /** Checks with the same `jobs` share their runs. */
  jobs: JobSource;
  /** False for a run in which there is nothing to judge; absent: there always is. */
  concerns?(run: SenderRun): boolean;
  judge(run: SenderRun): Problem | undefined;
}

export interface JobSource {
  name: string;
  stimulus(
    shape: Shape & { detection: Detection; passes: boolean; queue: boolean },
  ): Stimulus<SenderJob>;
}

export type Check = ReceiverCheck | SenderCheck;
