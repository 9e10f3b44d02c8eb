/** Arrows between folders go one way: protocol ← generators ← conformance → reports. */
import { assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

/** What each folder may import; packages by their names. */
const MAY: Record<string, readonly RegExp[]> = {
  protocol: [/^protocol\//, /^@std\//, /^node:/, /^minizlib$/],
  generators: [/^generators\//, /^protocol\//, /^fast-check$/, /^node:/],
  conformance: [
    /^conformance\//,
    /^generators\//,
    /^protocol\//,
    /^reports\//,
    /^@std\//,
    /^node:/,
    /^(fast-check|commander|ajv\/dist\/2020\.js)$/,
  ],
  reports: [/^reports\//, /^node:/, /^(ajv\/dist\/2020.js|fast-xml-builder|hono\/html|yaml)$/],
  std: [/^node:/],
};
/** Tests may use these as well. */
const IN_TESTS = [
  /^@std\//,
  /^node:/,
  /^(fast-check|ajv|ajv\/.*|libxml2-wasm|minizlib|puppeteer-core|axe-core|tap-parser|markdown-it|wabt)$/,
];

for (const [room, allowed] of Object.entries(MAY)) {
  test(`${room}/ imports only what it may`, () => {
    const wrong: string[] = [];
    let seen = 0;
    for (const file of sourcesIn(room)) {
      const inTest = /_test\.ts$|\/testing[./]/.test(file);
      for (const target of importsOf(file)) {
        seen++;
        const may = inTest ? [...allowed, ...IN_TESTS] : allowed;
        if (!may.some((pattern) => pattern.test(target))) wrong.push(`${file}: ${target}`);
      }
    }
    assertEquals(wrong, []);
    assertEquals(seen > 0, true);
  });
}

function sourcesIn(room: string): string[] {
  return readdirSync(join(ROOT, room), { recursive: true })
    .map((name) => join(room, String(name)))
    .filter((name) => name.endsWith(".ts"));
}

/** Targets of imports; files as paths from the root. */
function importsOf(file: string): string[] {
  const text = readFileSync(join(ROOT, file), "utf8").replace(/\/\*\*[\s\S]*?\*\//g, "");
  const found = text.matchAll(
    /(?:^|\n)(?:import|export)\b[^"';]*?from "([^"]+)"|import\("([^"]+)"\)|(?:^|\n)import "([^"]+)"/g,
  );
  return [...found].map(([, a, b, c]) => {
    const target = a ?? b ?? c;
    return target.startsWith(".") ? relative(ROOT, join(ROOT, dirname(file), target)) : target;
  });
}
