import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import { METHODS } from "../../protocol/flags.ts";
import { Sender } from "../../protocol/sender.ts";
import type { Result } from "../../reports/model.ts";
import { run } from "../runner.ts";
import type {
  SenderObservation,
  SenderOffer,
  SenderSession,
  SenderTarget,
  SenderWrite,
} from "../target.ts";
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

test("pages on a main channel that is not shown are not missed, and no check passes by them", async () => {
  const results = await judge(Sender, { method: "none" }, (sender) => ({
    offer: { ...sender.offer, shows: new Set(["queue", "passes"]) },
    see: (seen) => ({ ...seen, writes: seen.writes.filter(({ stream }) => stream !== "main") }),
  }));
  assertEquals(results.filter(({ verdict }) => verdict === "fail"), []);
  const judged = results.filter((r) => r.detection === "legacy" && r.runs > 0).map(({ id }) => id);
  for (const id of ["SND-02/queued", "SND-03", "SND-19"]) assert(!judged.includes(id), id);
  assert(judged.includes("SND-09"));
});

for (
  const { name, sync, verdict } of [
    { name: "behind", sync: Sender.prototype.sync, verdict: "pass" },
    { name: "before", sync: syncTooLate, verdict: "fail" },
  ]
) {
  test(`sections that end ${name} the SYNC packets of their SYNC point: ${verdict}`, async () => {
    class PerSection extends Sender {
      override sync = sync;
    }
    const results = await judge(PerSection, { method: "none", only: "SND-25/order" }, (sender) => ({
      offer: sender.offer,
      see: (seen) => ({ ...seen, perSection: true, writes: seen.writes.flatMap(inSections) }),
    }));
    assertEquals(new Set(results.map((r) => r.verdict)), new Set([verdict]));
  });
}

function syncTooLate(this: Sender): void {
  this["closePacket"]();
  this["main"]?.syncPoint();
  this["sendSync"]();
  this["sent"].clear();
}

/** An end of a section in place of each flush word. */
function inSections(write: SenderWrite): SenderWrite[] {
  if (write.stream !== "main" || write.word.kind === "zero") return [write];
  return write.word.kind === "flush" ? [{ ...write, word: { kind: "eos" } }] : [];
}

interface Change {
  offer: SenderOffer;
  see(seen: SenderObservation): SenderObservation;
}

async function judge(
  Implementation: typeof Sender,
  { method, only }: { method: typeof METHODS[number]; only?: string },
  change?: (sender: SenderTarget) => Change,
): Promise<Result[]> {
  let target = openReferenceTarget({ name: "a sender", Sender: Implementation });
  if (change) {
    const { sender } = target;
    const { offer, see } = change(sender!);
    const send = async (session: SenderSession) => see(await sender!.send(session));
    target = { ...target, sender: { offer, send } };
  }
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
