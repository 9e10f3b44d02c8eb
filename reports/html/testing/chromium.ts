/** A page in a real Chromium, for the tests of the HTML report. */
import { accessSync, constants, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import puppeteer, { type Page } from "puppeteer-core";

const NAMES = ["chromium", "chromium-browser", "google-chrome"];
/** After this the browser is killed, whatever a test waits for. */
const LIMIT_MS = 60_000;

export interface Options {
  skip?: string;
  timeout: number;
}

/** What a test with `withPage` must have: skipped where there is no Chromium, but not under CI. */
export function chromiumOptions(): Options {
  const timeout = LIMIT_MS + 5_000;
  if (chromium() || process.env.CI === "true") return { timeout };
  const skip = "no Chromium on the PATH: Debian's package is called chromium";
  console.log(`skipped: ${skip}`);
  return { timeout, skip };
}

/** What a page did besides what it was asked for. */
export interface Seen {
  /** Console messages and uncaught errors. */
  messages: string[];
  /** Addresses outside of the file. */
  requests: string[];
}

/** Opens a text as a file in a browser without a network, and leaves no process and no file behind. */
export async function withPage(
  html: string,
  body: (page: Page, url: string, seen: Seen) => Promise<void>,
): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "multifd-chromium-"));
  const file = join(folder, "report.html");
  writeFileSync(file, html);
  const browser = await puppeteer.launch({
    executablePath: chromium() ?? "chromium",
    args: ["--no-sandbox", "--disable-gpu"],
    userDataDir: join(folder, "profile"),
    pipe: true,
    timeout: LIMIT_MS,
  });
  const kill = () => browser.process()?.kill("SIGKILL");
  const limit = setTimeout(kill, LIMIT_MS);
  try {
    const page = await browser.newPage();
    const url = pathToFileURL(file).href;
    const seen = watch(page, url);
    await page.setOfflineMode(true);
    await page.goto(url);
    await body(page, url, seen);
  } finally {
    await browser.close().catch(kill);
    clearTimeout(limit);
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function watch(page: Page, url: string): Seen {
  const seen: Seen = { messages: [], requests: [] };
  page.on("console", (message) => seen.messages.push(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => seen.messages.push(String(error)));
  page.on("dialog", (dialog) => {
    seen.messages.push(`dialog: ${dialog.message()}`);
    dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(url) && !request.url().startsWith("data:")) {
      seen.requests.push(request.url());
    }
  });
  return seen;
}

function chromium(): string | undefined {
  const folders = (process.env.PATH ?? "").split(delimiter);
  return NAMES.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
