/// <reference lib="dom" />
/** The HTML report in a real Chromium. */
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import axe from "axe-core";
import { test } from "node:test";
import type { Page } from "puppeteer-core";
import { htmlReport } from "./html.ts";
import { chromiumOptions, withPage } from "./html/testing/chromium.ts";
import { everyTextIs, sampleReport } from "./testing/sample-report.ts";

const options = chromiumOptions();
const FAILURE = "#patch-v6-RCV-05-none";
const SCREENS = [{ width: 1280, height: 900 }, { width: 360, height: 700 }];

/** What a person sees: the page's heading. */
function heading(page: Page): Promise<string> {
  return page.$$eval("h1", (all) => {
    const shown = all.filter((h) => h.checkVisibility()).map((h) => h.textContent);
    return shown.map((text) => text.replace(/\s+/g, " ").trim()).join(" | ");
  });
}

function visible(page: Page, selector: string): Promise<string[]> {
  return page.$$eval(
    selector,
    (all) => all.filter((e) => e.checkVisibility()).map((e) => e.textContent.trim()),
  );
}

test(
  "the front page shows the matrix, asks for nothing outside and logs nothing",
  options,
  async () => {
    await withPage(await htmlReport(sampleReport()), async (page, _, seen) => {
      assertEquals(await heading(page), "Does not conform");
      assertEquals((await visible(page, ".matrix thead th")).slice(1), ["reference", "patch-v6"]);
      assertEquals((await visible(page, ".matrix tr[data-rule]")).length, 8);
      assertEquals(await visible(page, ".matrix td.fail"), ["✗ fail"]);
      assertEquals(seen, { messages: [], requests: [] });
    });
  },
);

test("nothing but tables scrolls sideways, however many targets there are", options, async () => {
  const report = sampleReport();
  report.targets = Array.from({ length: 12 }, (_, i) => {
    return { ...report.targets[i % 2], name: `exec:/a/folder/program-number-${i}` };
  });
  await withPage(await htmlReport(report), async (page, url) => {
    for (const screen of SCREENS) {
      await page.setViewport(screen);
      for (const hash of ["", "#RCV-05", "#coverage", "#program-number-1-RCV-05-none"]) {
        await page.goto(`${url}${hash}`);
        const width = await page.evaluate(() => document.documentElement.scrollWidth);
        assertEquals(width, screen.width, hash);
      }
    }
  });
});

test("a filter narrows matrix and failures down, and says how far", options, async () => {
  await withPage(await htmlReport(sampleReport()), async (page) => {
    const choose = async (name: string, word: string) => {
      const value = await page.$eval(
        `select[name=${name}]`,
        (select, word) =>
          [...(select as HTMLSelectElement).options].find((o) => o.text === word)!.value,
        word,
      );
      await page.select(`select[name=${name}]`, value);
    };
    const rules = () =>
      visible(page, ".matrix tr[data-rule] a[href^='#RCV'], .matrix tr[data-rule] th a");
    const failures = () => visible(page, "#failures li b:first-of-type");

    await choose("role", "sender");
    assertEquals(await rules(), ["SND-08", "SND-21"]);
    assertEquals(await failures(), ["SND-21"]);
    await choose("role", "receiver");
    await choose("method", "zlib");
    assertEquals(await rules(), ["RCV-05"]);
    assertEquals(await visible(page, ".matrix td.v"), ["✗ fail"]);
    assertEquals(await visible(page, "#failures a"), ["zlib"]);
    assertEquals(await visible(page, "output"), ["1 of 8 requirements, 1 results"]);
    await page.click("button[type=reset]");
    await choose("verdict", "error");
    assertEquals(await rules(), ["RCV-38"]);
    await page.click("button[type=reset]");
    await choose("level", "SHOULD");
    assertEquals(await rules(), ["RCV-43"]);
    await page.click("button[type=reset]");
    await page.waitForFunction(() =>
      document.querySelectorAll(".matrix tr[data-rule]:not([hidden])").length === 8
    );
    assertEquals(await visible(page, "output"), [""]);
  });
});

test(
  "a failure's page is reached by its cell and by its address, and marks the field",
  options,
  async () => {
    await withPage(await htmlReport(sampleReport()), async (page, url, seen) => {
      await page.click(".matrix td.fail a");
      assertEquals(await heading(page), "✗ fail RCV-05 on patch-v6, none");
      assertMatch(await page.title(), /RCV-05 on patch-v6/);
      assertEquals(await page.evaluate(() => document.activeElement?.tagName), "H1");
      const [fault, beyond, ...rest] = await visible(page, ".hex .wrong");
      assertMatch(fault, /^3200 00 00 01zeroPages.*at fault$/);
      assertMatch(beyond, /^328.*offsets\[1\].*out of bounds$/);
      assertEquals(rest, []);
      await page.goBack();
      assertEquals(await heading(page), "Does not conform");

      await page.goto(`${url}${FAILURE}`);
      assertEquals(await heading(page), "✗ fail RCV-05 on patch-v6, none");
      await page.goto(`${url}#failures`);
      assertEquals(await heading(page), "Does not conform");
      assertEquals(seen, { messages: [], requests: [] });
    });
  },
);

test("without a script all pages can be read, only filters are missing", options, async () => {
  await withPage(await htmlReport(sampleReport()), async (page, url) => {
    await page.setJavaScriptEnabled(false);
    await page.reload();
    await page.goto(`${url}#SND-08`);
    assertEquals(await heading(page), "SND-08 MUST");
    await page.goto(`${url}${FAILURE}`);
    assertEquals(await heading(page), "✗ fail RCV-05 on patch-v6, none");
    await page.goto(`${url}#everything`);
    assertEquals((await heading(page)).split(" | ").length, 1 + 6 + 8 + 1);
    assertEquals(await visible(page, "form"), []);
  });
});

test("the time line draws a packet's shares and frames the one at fault", options, async () => {
  await withPage(await htmlReport(sampleReport()), async (page, url) => {
    await page.goto(`${url}#patch-v6-SND-08-zlib-multifd`);
    const boxes = await page.$eval("section:target svg.timeline", (svg) => {
      const size = (e: Element) =>
        (({ width, height }) => ({ width, height }))(e.getBoundingClientRect());
      return { use: size(svg.querySelector("use")!), frame: size(svg.querySelector("rect")!) };
    });
    assert(boxes.use.height > 50, "the shared drawing is drawn");
    assert(boxes.frame.height > 30);
    const cells = await visible(page, "section:target table:not(.hex) td");
    assertEquals(cells, [
      "2",
      "1",
      "3",
      "1",
      "25 %",
      "12.0 KiB",
      "2",
      "1",
      "0",
      "2",
      "100 %",
      "0 bytes",
    ]);
  });
});

test("the keyboard alone reaches filters, the matrix and a failure", options, async () => {
  await withPage(await htmlReport(sampleReport()), async (page) => {
    const reached: string[] = [];
    const where = () =>
      page.evaluate(() => {
        const e = document.activeElement as HTMLElement;
        return e.getAttribute("name") ?? e.getAttribute("href") ?? (e.id || e.tagName);
      });
    for (let i = 0; i < 60 && reached.at(-1) !== FAILURE; i++) {
      await page.keyboard.press("Tab");
      reached.push(await where());
    }
    for (const stop of ["#front", "role", "method", "verdict", "level", FAILURE]) {
      assert(reached.includes(stop), `${stop} in ${reached}`);
    }
    await page.keyboard.press("Enter");
    await page.waitForFunction(() => document.activeElement?.tagName === "H1");
    assertEquals(await heading(page), "✗ fail RCV-05 on patch-v6, none");
  });
});

test("axe finds nothing wrong on any kind of page, light or dark", options, async () => {
  await withPage(await htmlReport(sampleReport()), async (page, url) => {
    const hashes = ["", "#patch-v6-SND-08-zlib-multifd", FAILURE, "#RCV-05", "#coverage"];
    for (const [i, value] of ["light", "dark"].entries()) {
      await page.setViewport(SCREENS[i]);
      await page.emulateMediaFeatures([{ name: "prefers-color-scheme", value }]);
      for (const hash of hashes) {
        await page.goto(`${url}${hash}`);
        await page.evaluate(axe.source);
        const { violations, passes } = await page.evaluate(() =>
          (globalThis as unknown as { axe: typeof axe }).axe.run()
        );
        const found = violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.html).join(" ")}`);
        assertEquals(found, [], `${value} ${hash}`);
        assert(passes.some((p) => p.id === "color-contrast"), "contrast was looked at");
      }
    }
  });
});

test("what a testee says stays text", options, async () => {
  const evil =
    `</script></style>"'><script>alert(1)</script><img src=//x.invalid onerror=alert(2)>`;
  await withPage(await htmlReport(everyTextIs(evil)), async (page, url, seen) => {
    await page.goto(`${url}#everything`);
    assertEquals(await page.$$eval("img, iframe, object", (all) => all.length), 0);
    assertEquals(await page.$$eval("script", (all) => all.length), 2);
    assertStringIncludes(await page.$eval("#front .targets", (e) => e.textContent), evil);
    assertEquals(seen, { messages: [], requests: [] });
  });
});
