/** Colours, or none. */
import { env } from "node:process";
import { styleText } from "node:util";

/** Wraps text in a style of `util.styleText`, or returns it as it is. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** No colours at all. */
export const PLAIN: Paint = (_style, text) => text;

/** Colours for a terminal that wants them: NO_COLOR (any value but the empty one) switches them off. */
export function paintFor(stream: { isTTY?: boolean }): Paint {
  if (!stream.isTTY || env.NO_COLOR || env.TERM === "dumb") return PLAIN;
  return COLOURS;
}

/** Always colours. */
export const COLOURS: Paint = (style, text) => styleText(style, text, { validateStream: false });
