/** Every mutation of a source: one operation changed in each. */
import ts from "typescript";
import { replacementsOf } from "./operators.ts";

export interface Mutation {
  /** Path from the root of the project. */
  file: string;
  /** The function, method or constant it is in; numbered where the same lines change in the same way twice. */
  place: string;
  /** What of the source is replaced. */
  start: number;
  end: number;
  replacement: string;
  /** The source lines it changes, as they are and as they become, each in one line. */
  before: string;
  after: string;
}

/**
 * Mutations in the order of the source. What an error says is left as it is: no rule is about its words. So are types,
 * names of modules and the declarations `without`.
 */
export function mutationsOf(
  file: string,
  text: string,
  without: readonly string[] = [],
): Mutation[] {
  const source = parse(file, text);
  const mutations: Mutation[] = [];
  const results = new Set([text]);
  const times = new Map<string, number>();
  ts.forEachChild(source, (child) => visit(child, ""));
  return mutations;

  function visit(node: ts.Node, place: string): void {
    if (isLeftOut(node) || without.includes(declared(node) ?? "")) return;
    const inside = nameOf(node) ?? place;
    for (const replacement of replacementsOf(node)) add(node, replacement, inside);
    ts.forEachChild(node, (child) => {
      if (!isName(child, node)) visit(child, inside);
    });
  }

  function add(node: ts.Node, replacement: string, place: string): void {
    const [start, end] = [node.getStart(), node.end];
    const result = text.slice(0, start) + replacement + text.slice(end);
    if (results.has(result)) return;
    results.add(result);
    const from = text.lastIndexOf("\n", start) + 1;
    const to = (text + "\n").indexOf("\n", end);
    const before = inOneLine(text.slice(from, to));
    const after = inOneLine(text.slice(from, start) + replacement + text.slice(end, to));
    const key = JSON.stringify([place, before, after]);
    const time = (times.get(key) ?? 0) + 1;
    times.set(key, time);
    const numbered = time > 1 ? `${place} (${time})` : place;
    mutations.push({ file, place: numbered, start, end, replacement, before, after });
  }
}

export function parse(file: string, text: string): ts.SourceFile {
  return ts.createSourceFile(file, text, ts.ScriptTarget.ESNext, true);
}

function nameOf(node: ts.Node): string | undefined {
  if (ts.isConstructorDeclaration(node)) return "constructor";
  const isPlace = ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node) ||
    ts.isGetAccessorDeclaration(node) || ts.isPropertyDeclaration(node) ||
    (ts.isVariableDeclaration(node) && ts.isSourceFile(node.parent.parent.parent));
  return isPlace ? declared(node) : undefined;
}

function declared(node: ts.Node): string | undefined {
  return (node as Partial<ts.NamedDeclaration>).name?.getText();
}

function isLeftOut(node: ts.Node): boolean {
  return ts.isImportDeclaration(node) || ts.isExportDeclaration(node) || ts.isTypeNode(node) ||
    ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) ||
    ts.isThrowStatement(node) || makesErrors(node);
}

function makesErrors(node: ts.Node): boolean {
  return (ts.isFunctionDeclaration(node) || ts.isMethodDeclaration(node)) &&
    /Error$/.test(node.type?.getText() ?? "");
}

/** Names of properties, methods and the like, which may be written as texts or numbers. */
function isName(child: ts.Node, parent: ts.Node): boolean {
  return (parent as Partial<ts.NamedDeclaration>).name === child && !ts.isIdentifier(child) &&
    !ts.isObjectBindingPattern(child) && !ts.isArrayBindingPattern(child);
}

function inOneLine(lines: string): string {
  return lines.trim().replace(/\s*\n\s*/g, " ");
}
