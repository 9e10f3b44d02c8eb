import { assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const ROOT = new URL("./", import.meta.url);

test("every public export has a docstring with an example", () => {
  const exports = publicExports();
  assertEquals(exports.length > 100, true);
  const bare = exports.filter(({ name, file }) => !hasExample(readText(file), name));
  assertEquals(bare.map(({ name, file }) => `${file}: ${name}`), []);
});

/** Names that `mod.ts` exports, and the files that it takes them from. */
function publicExports(): { name: string; file: string }[] {
  const statements = readText("mod.ts").matchAll(
    /^export (?:type )?\{(.*?)\} from "\.\/(.*?)";/gms,
  );
  return [...statements].flatMap(([, names, file]) =>
    names.split(",").map((name) => name.replace(/\btype\b/, "").trim()).filter((name) => name)
      .map((name) => ({ name, file: homeOf(name, file) }))
  );
}

/** The file of the declaration, where `file` only passes it on. */
function homeOf(name: string, file: string): string {
  const passed = readText(file).matchAll(/^export (?:type )?\{(.*?)\}(?: from "(.*?)")?;/gms);
  const imported = readText(file).matchAll(/^import (?:type )?\{(.*?)\} from "(.*?)";/gms);
  for (const [, names, from] of [...passed, ...imported]) {
    if (from?.startsWith(".") && new RegExp(`\\b${name}\\b`).test(names)) {
      const path = new URL(from, new URL(file, ROOT)).pathname;
      return homeOf(name, path.slice(ROOT.pathname.length));
    }
  }
  return file;
}

function hasExample(text: string, name: string): boolean {
  const declaration = new RegExp(
    `/\\*\\*(?:(?!\\*/).)*\\*/\\nexport (?:async )?(?:abstract )?(?:function|class|const|type|interface) ${name}\\b`,
    "s",
  );
  return /@example\n \* ```ts/.test(declaration.exec(text)?.[0] ?? "");
}

function readText(file: string): string {
  return readFileSync(new URL(file, ROOT), "utf8");
}
