/** The table's rows, in its order. */
import type { Row } from "./row.ts";
import { CODEC } from "./rows/codec.ts";
import { DRAWING } from "./rows/drawing.ts";

export const ROWS: readonly Row[] = [...CODEC, ...DRAWING];
