/** RAM that is not as it must be: expected against observed. */
import type { Counterexample } from "../model.ts";
import { columns, type Markup, markup, scrolling } from "./markup.ts";

type Differences = NonNullable<Counterexample["ram"]>;

export function ramTable(differences: Differences): Markup {
  const rows = differences.map(({ ramblock, offset, expected, observed }) =>
    markup`<tr><th scope="row">${ramblock} + 0x${offset.toString(16)}</th><td>${
      marked(expected, observed)
    }</td><td>${marked(observed, expected)}</td></tr>`
  );
  return scrolling(
    "RAM that differs",
    markup`<table class="ram">${
      columns("RAM", "Expected", "Observed")
    }<tbody>${rows}</tbody></table>`,
  );
}

/** Bytes apart, those that differ from the other's marked; text that is no bytes stays as it is. */
function marked(text: string, other: string): Markup | string {
  const mine = bytesIn(text, other), theirs = bytesIn(other, text);
  if (!mine || mine.pairs.length !== theirs?.pairs.length) return text;
  const pairs = mine.pairs.map((byte, i) =>
    byte === theirs.pairs[i] ? `${byte} ` : markup`<mark>${byte}</mark> `
  );
  return markup`${mine.before}${pairs}${mine.after}`;
}

/** `all zero` is as many zeros as the other has bytes. */
function bytesIn(text: string, other: string) {
  const zero = text === "all zero";
  const found = /^(…?)((?:[0-9a-f]{2} ?)+)(.*)$/s.exec(zero ? other : text);
  if (!found) return;
  const pairs = found[2].match(/[0-9a-f]{2}/g)!;
  return { before: found[1], pairs: zero ? pairs.map(() => "00") : pairs, after: found[3] };
}
