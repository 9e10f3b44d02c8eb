/** What must be done on every way out: at the end, on a signal, and when the harness itself crashes. */
import process from "node:process";

const actions = new Set<() => void>();
const SIGNALS = { SIGHUP: 1, SIGINT: 2, SIGTERM: 15 } as const;

/**
 * Runs `action` before this program ends, unless the returned function was called by then. It must not wait: nothing
 * asynchronous happens any more.
 */
export function beforeExit(action: () => void): () => void {
  if (actions.size === 0) listen();
  actions.add(action);
  return () => {
    if (actions.delete(action) && actions.size === 0) unlisten();
  };
}

/** Last in, first out: processes go before the folder they use. */
function runAll(): void {
  for (const action of [...actions].reverse()) {
    actions.delete(action);
    try {
      action();
    } catch (error) {
      process.stderr.write(`while cleaning up: ${error}\n`);
    }
  }
}

/** Neither runtime emits `exit` for an error that nobody caught, and Bun routes rejections apart. */
function onCrash(error: unknown): void {
  runAll();
  const debug = process.argv.includes("--debug") && error instanceof Error;
  process.stderr.write(`${debug ? error.stack : `error: ${error}`}\n`);
  process.exit(3);
}

/** Whoever else listens to the signal ends the program in their own time, by `exit`. */
function onSignal(signal: NodeJS.Signals): void {
  if (process.listenerCount(signal) > 1) return;
  process.exit(128 + SIGNALS[signal as keyof typeof SIGNALS]);
}

function listen(): void {
  process.on("exit", runAll);
  process.on("uncaughtException", onCrash);
  process.on("unhandledRejection", onCrash);
  for (const signal of Object.keys(SIGNALS)) process.on(signal, onSignal);
}

function unlisten(): void {
  process.off("exit", runAll);
  process.off("uncaughtException", onCrash);
  process.off("unhandledRejection", onCrash);
  for (const signal of Object.keys(SIGNALS)) process.off(signal, onSignal);
}
