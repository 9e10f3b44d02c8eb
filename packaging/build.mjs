// Makes dist/: the sources as JavaScript with declarations, and what they read, for npm. No runtime strips types in node_modules.
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DIST = join(ROOT, "dist");
const COMMAND = join(DIST, "conformance/cli.js");

rmSync(DIST, { recursive: true, force: true });
compile();
for (const name of readdirSync(DIST, { recursive: true })) {
  if (/\.(js|d\.ts)$/.test(name)) rewrite(join(DIST, name));
}
writeFileSync(COMMAND, `#!/usr/bin/env node\n${readFileSync(COMMAND, "utf8")}`);
chmodSync(COMMAND, 0o755);
cpSync(join(ROOT, "captures"), join(DIST, "captures"), { recursive: true });
cpSync(join(ROOT, "conformance/expectations"), join(DIST, "conformance/expectations"), {
  recursive: true,
});

function compile() {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const { status } = spawnSync(process.execPath, [tsc, "-p", join(ROOT, "packaging")], {
    stdio: "inherit",
  });
  if (status !== 0) process.exit(1);
}

/** `@std/…` becomes the stand-in, as the import maps have it; text that is imported, which Node cannot, becomes a string. */
function rewrite(file) {
  const before = readFileSync(file, "utf8");
  const after = before
    .replace(/(from ")@std\/(\w+)"/g, (_, from, name) => {
      const path = relative(dirname(file), join(DIST, `std/${name}.js`));
      return `${from}${path.startsWith(".") ? path : `./${path}`}"`;
    })
    .replace(/^import (\w+) from "(.*)" with \{ type: "text" \};$/gm, (_, name, path) => {
      const source = join(ROOT, relative(DIST, dirname(file)), path);
      return `const ${name} = ${JSON.stringify(readFileSync(source, "utf8"))};`;
    });
  if (after !== before) writeFileSync(file, after);
}
