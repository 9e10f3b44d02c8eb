/** A line of the table: what is timed against whom, and what is wanted of the ratio. */

/** One of the two who take turns. */
export interface Side {
  /** Does a round's work and says how long a unit of it took; both sides of a row in the same unit. */
  round(): Promise<number>;
  close(): Promise<void>;
}

/** `time`: ours divided by the peer's. `speed`: the peer's divided by ours. */
export type Goal = { ratio: "time"; atMost: number } | { ratio: "speed"; atLeast: number };

export interface Row {
  /** For `--only`, and the name under which a figure is recorded. */
  id: string;
  what: string;
  against: string;
  goal: Goal;
  /** Rounds that count; one before them does not. */
  rounds: number;
  /** Starts both sides. Throws a `Missing` where this machine has no such peer. */
  open(): Promise<{ ours: Side; peer: Side }>;
  /** What each side's work comes to, where both do the same. */
  shown?(): [ours: string, peer: string];
  /** Not in the short form: takes a minute or more. */
  long?: boolean;
  /** The peer is one second: the machine's moods are in one side alone. */
  absolute?: boolean;
}

/** A peer needs something that is not here: the row is skipped and says so. */
export class Missing extends Error {}
