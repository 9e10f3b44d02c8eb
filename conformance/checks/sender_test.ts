import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import { METHODS } from "../../protocol/flags.ts";
import { Sender } from "../../protocol/sender.ts";
import type { Result } from "../../reports/model.ts";
import { run } from "../runner.ts";
import { openReferenceTarget } from "../targets/reference.ts";
import { REQUIREMENTS } from "../requirements.ts";
import { SENDER_CHECKS } from "./sender.ts";
import { FAULTS } from "./sender/testing/faults.ts";

/** Shrinking over zstd's streams takes long: fixed jobs are enough for it. */
const RUNS = { none: 20, zlib: 20, zstd: 0 };

for (const method of METHODS) {
  test(`the reference sender breaks no rule and shows all of them, ${method}`, async () => {
    const results = await judge(Sender, { method });
    for (const { id, verdict, reason, detection } of results) {
      const fine = verdict === "pass" || (verdict === "info" && reason === "as the rule says");
      assert(fine, `${id} ${detection}: ${verdict} ${reason}`);
    }
    assert(results.length > 80, `${results.length} results`);
  });
}

test("every requirement of a sender has a check, and every check a sender that it catches", () => {
  const checked = new Set(SENDER_CHECKS.flatMap((c) => c.requirements));
  const required = REQUIREMENTS.filter((r) => r.roles.includes("sender")).map((r) => r.id);
  assertEquals(required.filter((id) => !checked.has(id)), []);
  const caught = new Set(FAULTS.map((f) => f.check));
  assertEquals(SENDER_CHECKS.map((c) => c.id).filter((id) => !caught.has(id)), []);
});

for (const { check, what, Sender, method, detection, pages } of FAULTS) {
  test(`${check} catches a sender that ${what}, with ${pages} pages`, async () => {
    const results = await judge(Sender, { method, only: check });
    const result = results.find((r) => r.id === check && r.detection === detection)!;
    if (result.level === "INFO") {
      assert(result.reason?.includes("(the rule: "), result.reason);
      return;
    }
    assertEquals(result.verdict, result.level === "MUST" ? "fail" : "warn");
    assert(
      result.counterexample!.pages <= pages,
      `${result.counterexample!.pages} pages: ${result.counterexample!.observed}`,
    );
  });
}

async function judge(
  Implementation: typeof Sender,
  { method, only }: { method: typeof METHODS[number]; only?: string },
): Promise<Result[]> {
  const target = openReferenceTarget({ name: "a sender", Sender: Implementation });
  const report = await run([target], {
    seed: 1,
    runs: RUNS[method],
    only: [],
    role: "sender",
    methods: [method],
    checks: SENDER_CHECKS.filter((c) => only === undefined || c.id === only),
  });
  return report.targets[0].results;
}
