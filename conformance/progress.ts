/** How far a run is: one moving line on a terminal, a line a target elsewhere. Written to stderr. */
import process from "node:process";
import type { Target } from "./target.ts";

export interface Progress {
  /** A group of the target is next; `done` of `total` pieces of the run are through. */
  group(target: Target, done: number, total: number): void;
  stop(): void;
}

export function startProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? moving(stream) : plain(stream);
}

function moving(stream: NodeJS.WriteStream): Progress {
  const clear = "\r\x1b[K";
  return {
    group: (target, done, total) =>
      tell(
        stream,
        `${clear}${Math.floor((100 * done) / total)} % ${target.name}`.slice(
          0,
          stream.columns || 80,
        ),
      ),
    stop: () => tell(stream, clear),
  };
}

function plain(stream: NodeJS.WriteStream): Progress {
  const told = new Set<Target>();
  return {
    group(target) {
      if (!told.has(target)) tell(stream, `judging ${target.name} ${target.version}\n`);
      told.add(target);
    },
    stop() {},
  };
}

/** A run does not end for want of somebody who is told how far it is. */
function tell(stream: NodeJS.WriteStream, text: string): void {
  try {
    stream.write(text);
  } catch {
    // Deno throws where others emit `error`.
  }
}
