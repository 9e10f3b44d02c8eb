/** How things end badly in the C code. */

/** An Error object that goes up to the migration, which then fails. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** The process is gone. */
export class Crash extends Error {
  override readonly name = "Crash";
  readonly signal: "SIGABRT" | "SIGSEGV";

  constructor(signal: Crash["signal"], message: string) {
    super(message);
    this.signal = signal;
  }
}
