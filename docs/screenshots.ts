/** Takes the README's pictures: `docs/screenshots.ts REPORT.html FAILURE`, where FAILURE is the fragment of a failure's page. */
import { readFileSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { withPage } from "../reports/html/testing/chromium.ts";

const [report, failure] = process.argv.slice(2);
await withPage(readFileSync(report, "utf8"), async (page, url) => {
  await page.setViewport({ width: 1200, height: 900 });
  await page.screenshot({ path: picture("front.png") });
  await page.goto(`${url}#${failure}`);
  await page.screenshot({ path: picture("failure.png") });
});

function picture(name: string): `${string}.png` {
  return fileURLToPath(new URL(`images/${name}`, import.meta.url)) as `${string}.png`;
}
