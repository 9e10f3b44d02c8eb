/** The table's rows, in its order. */
import type { Row } from "./row.ts";
import { CODEC } from "./rows/codec.ts";
import { CONFORM } from "./rows/conform.ts";
import { DRAWING } from "./rows/drawing.ts";
import { INSPECT } from "./rows/inspect.ts";
import { LIVE } from "./rows/live.ts";
import { METHODS } from "./rows/methods.ts";
import { RECEIVER } from "./rows/receiver.ts";
import { STARTUP } from "./rows/startup.ts";
import { ZERO_PAGE } from "./rows/zero-page.ts";

export const ROWS: readonly Row[] = [
  ...CODEC,
  ...ZERO_PAGE,
  ...RECEIVER,
  ...METHODS,
  ...DRAWING,
  ...LIVE,
  ...CONFORM,
  ...INSPECT,
  ...STARTUP,
];
