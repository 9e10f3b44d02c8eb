/** An end to waiting for a program that answers nothing. */
import { TargetError } from "../../target.ts";

type Seen = { outcome: string } | TargetError;

/** After so many sessions in a row without an answer the smallest one must get one. */
const MAX_HUNG = 10;

/**
 * `runAll`, until so many sessions in a row have hung that the program seems to hang always, and the smallest session does
 * so too; from then on only errors that say so.
 */
export function patient<Session, Result extends Seen>(
  runAll: (sessions: Session[]) => Promise<Result[]>,
  smallest: () => Session,
): (sessions: Session[]) => Promise<(Result | TargetError)[]> {
  let hung = 0;
  let over: TargetError | undefined;
  return async (sessions) => {
    if (over) return sessions.map(() => over!);
    const seen = await runAll(sessions);
    for (const one of seen) hung = isHung(one) ? hung + 1 : 0;
    if (hung >= MAX_HUNG) {
      const [one] = await runAll([smallest()]);
      if (isHung(one)) over = new TargetError("given up: the program answers nothing but hello");
      hung = 0;
    }
    return seen;
  };
}

function isHung(seen: Seen): boolean {
  return !(seen instanceof TargetError) && seen.outcome === "hung";
}
