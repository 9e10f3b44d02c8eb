/** HTML that is safe by its making: what stands in a template is markup, what is put into it is text. */
import { html, raw } from "hono/html";

/** Template tag. Not named as the package names it: a formatter would fill templates with space. */
export const markup = html;
export { raw };

/** A piece of a page. */
export type Markup = ReturnType<typeof markup>;

/** Pieces with text between them. */
export function joined(pieces: readonly unknown[], separator = ", "): Markup[] {
  return pieces.map((piece, i) => markup`${i > 0 ? separator : ""}${piece}`);
}

/** A link to a page of this file. */
export function link(page: string, text: unknown): Markup {
  return markup`<a href="#${page}">${text}</a>`;
}

/** What may be wider or longer than the screen; with a name and in reach of the keyboard, as it scrolls. */
export function scrolling(label: string, content: Markup): Markup {
  return markup`<div class="scroll" tabindex="0" role="region" aria-label="${label}">${content}</div>`;
}

/** The head of a table. */
export function columns(...names: unknown[]): Markup {
  return markup`<thead><tr>${
    names.map((name) => markup`<th scope="col">${name}</th>`)
  }</tr></thead>`;
}

const NUMBER = new Intl.NumberFormat("en");

/** `1 page`, `2,000 pages`. */
export function count(n: number, word: string): string {
  return `${NUMBER.format(n)} ${word}${n === 1 ? "" : "s"}`;
}

/** Bytes as people say them. */
export function bytes(n: number): string {
  if (n >= 1 << 20) return `${(n / (1 << 20)).toFixed(1)} MiB`;
  return n >= 10240 ? `${(n / 1024).toFixed(1)} KiB` : count(n, "byte");
}
