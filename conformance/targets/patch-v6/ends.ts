/** How things end badly in the C code. None is an `Error`: a stack that nobody reads takes longer than most sessions' packets. */

/** What goes up to the migration, which then fails. */
export class Refusal {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

/** The process is gone. */
export class Crash {
  readonly signal: "SIGABRT" | "SIGSEGV";
  readonly message: string;

  constructor(signal: Crash["signal"], message: string) {
    this.signal = signal;
    this.message = message;
  }
}
