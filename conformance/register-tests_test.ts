import {
  assert,
  assertEquals,
  assertRejects,
  assertStringIncludes,
  assertThrows,
} from "@std/assert";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Receiver } from "../protocol/receiver.ts";
import { CHECKS } from "./checks/mod.ts";
import { inProcessTarget, type ReceiverLike } from "./in-process.ts";
import { plan, type Planned } from "./plan.ts";
import { type RegisterOptions, registerTests } from "./register-tests.ts";
import type { ReceiverSettings, Target } from "./target.ts";
import { openReferenceTarget } from "./targets/reference.ts";
import { UsageError } from "./usage-error.ts";

type Body = () => void | Promise<void>;

/** What a runner would be given. */
function registered(target: Target, options: RegisterOptions) {
  const tests = new Map<string, Body>();
  const skipped: string[] = [];
  const register = (name: string, body: Body) => {
    assert(!tests.has(name), `twice: ${name}`);
    tests.set(name, body);
  };
  const skip = (name: string) => void skipped.push(name);
  registerTests(target, { ...options, test: Object.assign(register, { skip }) });
  return { tests, skipped };
}

/** One method, and only a receiver. */
function plain(open: (settings: ReceiverSettings) => ReceiverLike): Target {
  return inProcessTarget({ name: "plain", receiver: { open, offer: { methods: ["none"] } } });
}

/** The only test of `id` that runs. */
function bodyOf(tests: Map<string, Body>, id: string): () => Promise<void> {
  const [found, ...others] = [...tests].filter(([name]) => name.startsWith(`${id} `));
  assert(found && others.length === 0, `${id} among ${[...tests.keys()].join("; ")}`);
  return async () => await found[1]();
}

/** Lets one page too many in. */
class OffByOne extends Receiver {
  constructor(settings: ReceiverSettings) {
    const blocks = settings.blocks.map(({ name, usedLength, bytes }) => {
      const longer = new Uint8Array(usedLength + settings.pageSize);
      longer.set(bytes);
      return { name, usedLength: longer.length, bytes: longer };
    });
    super({ ...settings, blocks });
  }
}

test("every check that applies is a test, by method and detection, and the others are skipped", () => {
  const target = openReferenceTarget();
  const { tests, skipped } = registered(target, {});
  const planned = plan(CHECKS, target, "patch", { only: [] });
  const all = planned.groups.flatMap((g): Planned[] => g.checks);
  assertEquals(tests.size, all.filter((p) => p.level !== "INFO").length);
  assertEquals(tests.size + skipped.length, all.length + planned.skipped.length);
  const names = [...tests.keys()].join("\n");
  assertStringIncludes(names, "\nRCV-05/wrap receiver zstd: ");
  assertStringIncludes(names, "\nSND-04 sender zlib/multifd: ");
});

test("checks of a side that the target does not have are left out", () => {
  const { tests, skipped } = registered(plain((s) => new Receiver(s)), {});
  assert(tests.size > 30);
  assertEquals([...tests.keys(), ...skipped].filter((name) => name.includes(" sender ")), []);
});

test("a skipped check has the reason in its name", () => {
  const { skipped } = registered(plain((s) => new Receiver(s)), {
    only: ["RCV-31", "RCV-05"],
  });
  const reasons = skipped.map((name) => `${name.split(" ")[0]} ${/\(.*\)$/.exec(name)}`);
  assert(reasons.includes("RCV-31 (the target does not show or take: counters)"), skipped.join());
  assert(reasons.includes("RCV-05 (the target does not speak zlib)"), skipped.join());
});

test("a failure has the shrunk case, its bytes, its seed and the call that runs it again", async () => {
  const { tests } = registered(plain((s) => new OffByOne(s)), { only: ["RCV-07"], seed: 5 });
  const { message } = await assertRejects(bodyOf(tests, "RCV-07"));
  assertStringIncludes(message, "expected  rejected: offset");
  assertStringIncludes(message, "observed  accepted");
  assertStringIncludes(message, "11 22 33 44");
  assert(/seed \d+, path .*, 1 page,/.test(message), message);
  const again = /registerTests\(…, (\{.*\})\)/.exec(message)?.[1];
  assertEquals(JSON.parse(again!), {
    seed: 5,
    only: ["RCV-07"],
    role: "receiver",
    methods: ["none"],
  });
  await assertRejects(
    bodyOf(registered(plain((s) => new OffByOne(s)), JSON.parse(again!)).tests, "RCV-07"),
    Error,
    message,
  );
});

test("checks of one group share its cases, which run when the first of their tests does", async () => {
  let opened = 0;
  const target = plain((settings) => {
    opened++;
    return new Receiver(settings);
  });
  const { tests } = registered(target, { runs: 3 });
  const { groups } = plan(CHECKS, target, "patch", { only: [] });
  const shared = groups.map((g) =>
    g.checks.filter((p) => p.level !== "INFO").map((p) => p.check.id)
  )
    .find((ids) => ids.length > 1)!;
  assertEquals(opened, 0);
  await bodyOf(tests, shared[0])();
  const once = opened;
  assert(once > 0);
  for (const id of shared) await bodyOf(tests, id)();
  assertEquals(opened, once);
});

test("what is expected to fail passes, and fails when it passes", async () => {
  const expectations = "RCV-07 none fail # one page too many";
  const faulty = registered(plain((s) => new OffByOne(s)), { expectations, only: ["RCV-07"] });
  await bodyOf(faulty.tests, "RCV-07")();
  const right = registered(plain((s) => new Receiver(s)), { expectations, only: ["RCV-07"] });
  await assertRejects(bodyOf(right.tests, "RCV-07"), Error, "xpass: listed as fail on line 1");
});

test("a broken SHOULD fails where that is asked for", async () => {
  const target = inProcessTarget({
    name: "writes zero pages",
    receiver: {
      open: (settings) => new Rewriting(settings),
      offer: { methods: ["none"], shows: new Set(["ram", "prefill", "blocks", "main", "writes"]) },
    },
  });
  const strict = registered(target, { only: ["RCV-15"], strict: true });
  await assertRejects(bodyOf(strict.tests, "RCV-15"), Error, "warn: ");
  const told: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => void told.push(text);
  try {
    await bodyOf(registered(target, { only: ["RCV-15"] }).tests, "RCV-15")();
  } finally {
    console.warn = warn;
  }
  assertEquals(told.length, 1);
  assertStringIncludes(told[0], "RCV-15 receiver none: ");
});

test("runners that say ignore for skip are served as well", () => {
  const ignored: string[] = [];
  const test = Object.assign(() => {}, { ignore: (name: string) => void ignored.push(name) });
  registerTests(plain((s) => new Receiver(s)), { test, only: ["RCV-31"] });
  assert(ignored.length > 0);
});

test("an id that no check has is refused", () => {
  const target = plain((s) => new Receiver(s));
  assertThrows(() => registerTests(target, { only: ["RCV-99"] }), UsageError, "RCV-99");
});

test("the README's test file is the one in examples/", () => {
  const root = new URL("../", import.meta.url);
  const readme = readFileSync(new URL("README.md", root), "utf8");
  const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code);
  const shown = blocks.filter((code) => code.includes("registerTests"));
  const file = readFileSync(new URL("examples/in-process/receiver_test.ts", root), "utf8");
  assertEquals(shown.filter((code) => code !== file), []);
});

class Rewriting extends Receiver {
  protected override applyZeroPage(block: ReceiverSettings["blocks"][number], offset: number) {
    block.bytes.fill(0, offset, offset + this.pageSize);
    this.writes.push({ ramblock: block.name, offset });
  }
}
