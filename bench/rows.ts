/** The table's rows, in its order. */
import type { Row } from "./row.ts";
import { CODEC } from "./rows/codec.ts";

export const ROWS: readonly Row[] = [...CODEC];
