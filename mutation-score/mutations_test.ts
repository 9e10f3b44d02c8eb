import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { mutationsOf } from "./mutations.ts";

/** Mutated lines of a source. */
const linesOf = (text: string, without?: string[]) =>
  mutationsOf("a.ts", text, without).map(({ after }) => after);

test("each comparison becomes its neighbour and its opposite, once each", () => {
  assertEquals(linesOf("f(a < b, c === d);"), [
    ";",
    "f(a <= b, c === d);",
    "f(a >= b, c === d);",
    "f(a < b, c !== d);",
  ]);
});

test("each constant becomes one more and one less, in its own base and never below zero", () => {
  assertEquals(linesOf("const a = 0x1f, b = 0, c = 2n;"), [
    "const a = 0x20, b = 0, c = 2n;",
    "const a = 0x1e, b = 0, c = 2n;",
    "const a = 0x1f, b = 1, c = 2n;",
    "const a = 0x1f, b = 0, c = 3n;",
    "const a = 0x1f, b = 0, c = 1n;",
  ]);
});

test("a condition becomes true and false, its parts each alone and joined the other way", () => {
  assertEquals(linesOf("if (a && !b) c();"), [
    "if (a || !b) c();",
    "if (a) c();",
    "if (!b) c();",
    "if (true) c();",
    "if (false) c();",
    "if (a && b) c();",
    "if (a && !b) ;",
  ]);
});

test("a change inside of an operation keeps to itself", () => {
  assertEquals(linesOf("const x = (a + b) * c;"), [
    "const x = (a + b) / c;",
    "const x = (a - b) * c;",
  ]);
  assertEquals(linesOf("const x = a && b && c;"), [
    "const x = a && b || c;",
    "const x = a && b;",
    "const x = c;",
    "const x = (a || b) && c;",
    "const x = a && c;",
    "const x = b && c;",
  ]);
});

test("elements, texts, steps, early ends and rounding are changed", () => {
  assertEquals(linesOf('const x = ["a", b];'), [
    "const x = [b];",
    'const x = ["a"];',
    'const x = ["", b];',
  ]);
  assertEquals(linesOf("for (;;) { i++; break; }"), [
    "for (;;) { ; break; }",
    "for (;;) { i--; break; }",
    "for (;;) { i++; ; }",
  ]);
  assertEquals(linesOf("const x = Math.floor(y ?? z);"), [
    "const x = Math.ceil(y ?? z);",
    "const x = Math.floor(y);",
    "const x = Math.floor(z);",
  ]);
});

test("types, names, modules, what errors say and what is left out stay", () => {
  const text = `
import { a } from "a";
type A = "b" | 1;
interface B { "c": 1 }
function wrong(): RangeError { return new RangeError("d" + 2); }
function f(x: 1 = y): 2 { throw wrong("e", 3 + 4); }
const words = { "g": z, h: 6 };
`;
  assertEquals(linesOf(text, ["h"]), []);
});

test("a mutation is told by its place and its line; the second of two alike has a number", () => {
  const text = `class A {
  read(): void {
    if (a) return;
    if (
      b
    ) return;
    if (a) return;
  }
}`;
  const named = mutationsOf("a.ts", text)
    .filter(({ after }) => after === "if (true) return;" || after.includes("( false )"))
    .map(({ file, place, before, after }) => [file, place, before, after]);
  assertEquals(named, [
    ["a.ts", "read", "if (a) return;", "if (true) return;"],
    ["a.ts", "read (2)", "if (a) return;", "if (true) return;"],
  ]);
  const start = text.indexOf("b\n");
  const [, broken] = mutationsOf("a.ts", text).filter((m) => m.start === start);
  assertEquals([broken.before, broken.after], ["b", "false"]);
});
