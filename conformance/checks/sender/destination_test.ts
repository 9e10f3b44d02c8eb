import { assertEquals, assertStringIncludes } from "@std/assert";
import { test } from "node:test";
import { ONES, ZERO } from "../../../generators/page-fill.ts";
import type { ReceiverObservation, SenderTarget } from "../../target.ts";
import { observeJobs } from "../../sender-run.ts";
import { openReferenceTarget } from "../../targets/reference.ts";
import { jobOf } from "../../testing/cases.ts";
import { DESTINATION_CHECKS } from "./destination.ts";

const JOB = jobOf([ONES, ZERO]);

/** The reference sender with a destination that ends as it is told. */
async function judge(
  destination: ReceiverObservation & { layout: "patch" | "before-patch" },
  job = JOB,
): Promise<(string | undefined)[]> {
  const sender = openReferenceTarget().sender!;
  const pair: SenderTarget = {
    ...sender,
    send: async (session) => ({ ...await sender.send(session), destination }),
  };
  const [run] = await observeJobs(pair, [job]);
  return DESTINATION_CHECKS.map((check) =>
    check.concerns!(run) ? check.judge(run)?.observed ?? "fine" : undefined
  );
}

function ramWith(first: number, second: number) {
  const bytes = new Uint8Array(2 * 4096).fill(first, 0, 4096).fill(second, 4096);
  return [{ name: "ram", usedLength: bytes.length, bytes }];
}

test("a destination with the sender's RAM is fine", async () => {
  const seen = { outcome: "accepted", ram: ramWith(1, 0) } as const;
  assertEquals(await judge({ ...seen, layout: "patch" }), ["fine", undefined]);
});

test("a destination with other RAM is not", async () => {
  const seen = { outcome: "accepted", ram: ramWith(1, 2) } as const;
  const [problem, lost] = await judge({ ...seen, layout: "patch" });
  assertStringIncludes(problem!, "0202");
  assertEquals(lost, undefined);
});

test("a destination that rejects or hangs says so", async () => {
  const seen = { outcome: "rejected", text: "no such section", layout: "patch" } as const;
  assertEquals(await judge(seen), ["rejected: no such section", undefined]);
  assertEquals(await judge({ outcome: "hung", layout: "patch" }), ["hung", undefined]);
});

test("zero pages that a destination from before the patch loses are RCV-33's", async () => {
  const seen = { outcome: "accepted", ram: ramWith(1, 2), layout: "before-patch" } as const;
  const [problem, lost] = await judge(seen);
  assertEquals(problem, undefined);
  assertStringIncludes(lost!, "0202");
  const [withoutZero] = await judge(seen, { ...JOB, detection: "none" });
  assertStringIncludes(withoutZero!, "0202");
});
