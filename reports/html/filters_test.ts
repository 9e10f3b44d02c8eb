import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { sampleReport } from "../testing/sample-report.ts";
import { filterData, filters } from "./filters.ts";
import { siteOf } from "./site.ts";

const site = siteOf(sampleReport(), false);

test("a result's row has places in the lists that the form offers", () => {
  const options = [...String(filters(site)).matchAll(/<select name="(\w+)">(.*?)<\/select>/g)]
    .map(([, name, list]) => [name, [...list.matchAll(/value="\d+">(\w+)/g)].map((m) => m[1])]);
  const words = Object.fromEntries(options) as Record<string, string[]>;
  const { results } = dataOf(String(filterData(site)));
  for (const [i, { target, rules, result, page }] of site.results.entries()) {
    const [t, r, role, method, verdict, level, p] = results[i];
    assertEquals([t, r, p], [target, rules, page ?? 0]);
    assertEquals(
      [words.role[role], words.method[method], words.verdict[verdict], words.level[level]],
      [result.role, result.method, result.verdict, result.level],
    );
  }
});

test("no address can end the script that holds the data", () => {
  const hostile = { ...site, results: [{ ...site.results[0], page: "</script>" }] };
  const html = String(filterData(hostile));
  assertEquals(html.split("</script>").length, 2);
  assertEquals(dataOf(html).results[0][6], "</script>");
});

function dataOf(html: string) {
  return JSON.parse(/<script[^>]*>(.*)<\/script>$/s.exec(html)![1]);
}
