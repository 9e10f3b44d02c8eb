/** How long the command line takes until it answers. */
import type { Row } from "../row.ts";
import { command, onDeno, ONE } from "../sides.ts";

export const STARTUP: readonly Row[] = [{
  id: "help-startup",
  what: "--help, cold process, warm cache",
  against: "1 s",
  goal: { ratio: "time", atMost: 0.15 },
  rounds: 15,
  absolute: true,
  open: () =>
    Promise.resolve({ ours: command(onDeno("../conformance/cli.ts", "--help")), peer: ONE }),
}];
