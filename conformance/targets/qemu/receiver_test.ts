import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { Buffer } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import type { ReceiverCase } from "../../../generators/case.ts";
import { familyFixed } from "../../../generators/family-case.ts";
import { INVALID } from "../../../generators/invalid.ts";
import { LEGAL } from "../../../generators/legal.ts";
import { validSession } from "../../../generators/receiver-session.ts";
import type { MethodName } from "../../../protocol/flags.ts";
import { expectedRam } from "../../model.ts";
import { observeCases } from "../../receiver-run.ts";
import type { ReceiverObservation, ReceiverTarget } from "../../target.ts";
import { openScratch } from "../../process/scratch.ts";
import { countSessions } from "../../testing/counted-sessions.ts";
import { openQemu, type QemuTargetSettings } from "./open.ts";
import { probe } from "./program.ts";
import { openReceiver } from "./receiver.ts";
import { needsQemu } from "./testing/program.ts";
import { openWatch } from "./watch.ts";

const SETTINGS: QemuTargetSettings = { timeoutMs: 4000, jobs: 2, transport: "unix" };

async function withReceiver(
  program: string,
  check: (receiver: ReceiverTarget) => Promise<void>,
  settings: Partial<QemuTargetSettings> = {},
) {
  const target = await openQemu(`qemu=${program}`, { ...SETTINGS, ...settings });
  try {
    await check(target.receiver!);
  } finally {
    await target.close();
  }
}

function shapeOf({ offer }: ReceiverTarget, method: MethodName) {
  return { ...offer, method };
}

/** Cases of the families of a requirement, observed one by one. */
async function observe(
  receiver: ReceiverTarget,
  method: MethodName,
  requirement: string,
): Promise<{ testCase: ReceiverCase; variant: string; seen: ReceiverObservation }[]> {
  const families = [...INVALID, ...LEGAL].filter((f) => f.requirement === requirement);
  const cases = families.flatMap((family) => familyFixed(shapeOf(receiver, method), family));
  assert(cases.length > 0, `there are no cases of ${requirement}`);
  const seen = await observeCases(receiver, cases, false);
  return cases.map((testCase, i) => ({
    testCase,
    variant: testCase.classes.at(-1)!,
    seen: seen[i],
  }));
}

function assertRam(testCase: ReceiverCase, seen: ReceiverObservation): void {
  assertEquals([seen.outcome, seen.text], ["accepted", undefined]);
  const [want] = expectedRam(testCase);
  assertEquals(Buffer.compare(seen.ram![0].bytes, want.bytes), 0);
}

/** 7.2 says no more than that the migration failed. */
const WORDS = {
  "7.2": /load of migration failed/,
  "10.0.2": /version \d+, expected 1/,
  "11.1": /version \d+, expected 1/,
};

for (const version of ["7.2", "10.0.2", "11.1"] as const) {
  const { program, options } = needsQemu(version);

  test(
    `QEMU ${version} takes legal sessions, alone and many in one, and its RAM is right`,
    options,
    async () => {
      await withReceiver(program, async (receiver) => {
        for (const method of receiver.offer.methods) {
          const sessions = validSession(shapeOf(receiver, method), { prefill: "untouched" });
          const cases = fc.sample(sessions, { numRuns: 4, seed: 3 });
          for (const batch of [false, true]) {
            const seen = await observeCases(receiver, cases, batch);
            for (const [i, testCase] of cases.entries()) assertRam(testCase, seen[i]);
          }
        }
      });
    },
  );

  test(`QEMU ${version} takes sessions over TCP, many in one`, options, async () => {
    await withReceiver(program, async (receiver) => {
      const shape = { ...shapeOf(receiver, "none"), maxChannels: 1 };
      const cases = fc.sample(validSession(shape), { numRuns: 8, seed: 4 });
      const counted = countSessions(receiver);
      const seen = await observeCases(counted.target, cases, true);
      for (const [i, testCase] of cases.entries()) assertRam(testCase, seen[i]);
      assertEquals(counted.count(), 1, "none ran again alone");
      const [wrong] = await observe(receiver, "none", "RCV-02");
      assertEquals(wrong.seen.outcome, "rejected");
    }, { transport: "tcp" });
  });

  test(
    `QEMU ${version} rejects a wrong version of a packet in its own words`,
    options,
    async () => {
      await withReceiver(program, async (receiver) => {
        for (const { testCase, seen } of (await observe(receiver, "none", "RCV-02")).slice(0, 4)) {
          assertEquals(seen.outcome, "rejected");
          assertMatch(seen.text!, WORDS[version]);
          assertEquals(Buffer.compare(seen.ram![0].bytes, expectedRam(testCase)[0].bytes), 0);
        }
      });
    },
  );

  test(`QEMU ${version} holds bytes back at a barrier (RCV-35)`, options, async () => {
    await withReceiver(program, async (receiver) => {
      const [{ testCase }] = await observe(receiver, "none", "RCV-35");
      const late = [0, 1].map((channel): ReceiverCase => ({
        ...testCase,
        delivery: { kind: "hold", channel },
      }));
      const seen = await observeCases(receiver, late, false);
      for (const [i, c] of late.entries()) assertRam(c, seen[i]);
    });
  });

  test(
    `QEMU ${version} hangs at a barrier that a channel cannot reach (RCV-38)`,
    options,
    async () => {
      await withReceiver(program, async (receiver) => {
        for (const { seen, variant } of await observe(receiver, "none", "RCV-38")) {
          assertEquals([variant, seen.outcome], [variant, "hung"]);
        }
      });
    },
  );
}

const newest = needsQemu("11.1");
test("a QEMU is told over QMP what it does not have from the start", newest.options, async () => {
  const scratch = openScratch();
  const watch = await openWatch();
  const program = await probe(newest.program, scratch);
  assertEquals(program.multifdProperty, true);
  const bare = { ...program, multifdProperty: false, parameters: {} };
  const receiver = openReceiver({ ...SETTINGS, program: bare, scratch, watch });
  try {
    const [testCase] = fc.sample(validSession(shapeOf(receiver, "none")), { numRuns: 1, seed: 5 });
    const [seen] = await observeCases(receiver, [testCase], false);
    assertRam(testCase, seen);
  } finally {
    await receiver.close();
    watch.close();
    scratch.remove();
  }
});

for (const method of ["zlib", "zstd"] as const) {
  const old = needsQemu("10.0.2");
  test(
    `QEMU 10.0.2 aborts on a payload without pages, ${method} (RCV-21)`,
    old.options,
    async () => {
      await withReceiver(old.program, async (receiver) => {
        for (const { seen } of await observe(receiver, method, "RCV-21")) {
          assertEquals([seen.outcome, seen.signal], ["crashed", "SIGABRT"]);
          assertStringIncludes(seen.text!, "Assertion `in_size == 0' failed");
        }
      });
    },
  );

  const fixed = needsQemu("11.1");
  test(`QEMU 11.1 rejects a payload without pages, ${method} (RCV-21)`, fixed.options, async () => {
    await withReceiver(fixed.program, async (receiver) => {
      for (const { seen } of await observe(receiver, method, "RCV-21")) {
        assertEquals(seen.outcome, "rejected");
        assertStringIncludes(seen.text!, "expected empty packet");
      }
    });
  });
}

test(
  "QEMU 10.0.2 dies of a channel id equal to the number of channels, 11.1 does not (RCV-30)",
  needsQemu("10.0.2").options,
  async () => {
    const outcomes: unknown[] = [];
    for (const version of ["10.0.2", "11.1"]) {
      await withReceiver(needsQemu(version).program, async (receiver) => {
        const shape = shapeOf(receiver, "none");
        const cases = INVALID.filter((f) => f.name === "bad-greeting").flatMap((f) =>
          familyFixed(shape, f)
        );
        const [testCase] = cases.filter((c) => c.classes.includes("greeting-id=channels"));
        const [seen] = await observeCases(receiver, [testCase], false);
        outcomes.push([seen.outcome, seen.signal]);
      });
    }
    assertEquals(outcomes, [["crashed", "SIGSEGV"], ["rejected", undefined]]);
  },
);
