/** Makes a source count its steps, and say which of its operations it comes to. */
import ts from "typescript";
import { type Mutation, parse } from "./mutations.ts";

/** What the instrumented source calls. */
export const TICK = "$tick";
export const REACH = "$reach";

/** The source with `$tick()` at the beginning of each loop's body, and with one mutation. */
export function ticking(file: string, text: string, mutation?: Mutation): string {
  return edited(text, insertsOf(parse(file, text)), mutation);
}

/** The source with `$reach(i)` ahead of each operation that `sites` has, as its start and end, the number `i` for. */
export function probed(file: string, text: string, sites: ReadonlyMap<string, number>): string {
  return edited(text, insertsOf(parse(file, text), sites));
}

/** The operation that a mutation changes, among those of its file. */
export function siteOf({ start, end }: { start: number; end: number }): string {
  return `${start}-${end}`;
}

interface Insert {
  at: number;
  text: string;
}

/** In the order of the source, and of nesting where several are at one place. */
function insertsOf(source: ts.SourceFile, sites?: ReadonlyMap<string, number>): Insert[] {
  const inserts: Insert[] = [];
  const probed = new Set<number>();
  ts.forEachChild(source, visit);
  return inserts.map((insert, i) => ({ ...insert, i }))
    .sort((a, b) => a.at - b.at || a.i - b.i);

  function visit(node: ts.Node): void {
    const calls: string[] = [];
    if (isLoopBody(node)) calls.push(`${TICK}()`);
    const site = sites?.get(siteOf({ start: node.getStart(), end: node.end }));
    if (site !== undefined && !probed.has(site)) {
      probed.add(site);
      calls.push(`${REACH}(${site})`);
    }
    const [open, between, close] = isStatement(node) ? ["{", ";", "}"] : ["(", ", ", ")"];
    for (const call of calls) inserts.push({ at: node.getStart(), text: open + call + between });
    ts.forEachChild(node, visit);
    for (const _ of calls) inserts.push({ at: node.end, text: close });
  }
}

function edited(text: string, inserts: readonly Insert[], mutation?: Mutation): string {
  let result = "";
  let at = 0;
  const upTo = (end: number) => {
    result += text.slice(at, end);
    at = end;
  };
  for (const insert of inserts) {
    if (mutation && insert.at > mutation.start && insert.at < mutation.end) continue;
    if (mutation && insert.at >= mutation.end && at <= mutation.start) replace(mutation);
    upTo(insert.at);
    result += insert.text;
  }
  if (mutation && at <= mutation.start) replace(mutation);
  upTo(text.length);
  return result;

  function replace({ start, end, replacement }: Mutation): void {
    upTo(start);
    result += replacement;
    at = end;
  }
}

function isLoopBody(node: ts.Node): boolean {
  return ts.isIterationStatement(node.parent, false) &&
    (node.parent as ts.IterationStatement).statement === node;
}

function isStatement(node: ts.Node): boolean {
  return ts.isExpressionStatement(node) || ts.isBreakOrContinueStatement(node) ||
    ts.isReturnStatement(node) || isLoopBody(node);
}
