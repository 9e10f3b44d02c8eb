import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { setImmediate as immediate } from "node:timers/promises";
import { Receiver } from "../protocol/receiver.ts";
import { Sender, type SenderParameters } from "../protocol/sender.ts";
import { CHECKS } from "./checks/mod.ts";
import { type InProcess, inProcessTarget, type ReceiverLike } from "./in-process.ts";
import { run } from "./runner.ts";
import type { ReceiverSession, ReceiverSettings } from "./target.ts";

const SESSION: ReceiverSession = {
  pageSize: 4096,
  channels: 1,
  method: "none",
  blocks: [{ name: "ram", usedLength: 4096, bytes: new Uint8Array(4096) }],
  events: [{ kind: "bytes", channel: 0, data: new Uint8Array(64) }, { kind: "eof", channel: 0 }],
};

/** What becomes of a receiver whose `feed` is this. */
async function outcomeOf(
  feed: ReceiverLike["feed"],
  more: Partial<NonNullable<InProcess["receiver"]>> = {},
): Promise<string> {
  const receiver = { open: () => ({ feed, end() {} }), ...more };
  const target = inProcessTarget({ name: "test", receiver });
  const { outcome, text } = await target.receiver!.receive(SESSION);
  return text === undefined ? outcome : `${outcome}: ${text}`;
}

test("a receiver refuses by throwing, now or later", async () => {
  const refusal = new Error("no magic");
  assertEquals(await outcomeOf(() => {}), "accepted");
  assertEquals(
    await outcomeOf(() => {
      throw refusal;
    }),
    "rejected: Error: no magic",
  );
  assertEquals(await outcomeOf(() => Promise.reject(refusal)), "rejected: Error: no magic");
});

test("a receiver refuses by its fault", async () => {
  const open = () => ({ feed() {}, end() {}, fault: new Error("no magic") });
  assertEquals(await outcomeOf(() => {}, { open }), "rejected: no magic");
});

test("a slip that the engine finds is a crash, unless it is said to be a refusal", async () => {
  const slip = () => void new DataView(new ArrayBuffer(1)).getUint32(0);
  assertEquals((await outcomeOf(slip)).split(":")[0], "crashed");
  const refuses = (thrown: unknown) => thrown instanceof RangeError;
  assertEquals((await outcomeOf(slip, { refuses })).split(":")[0], "rejected");
});

test("a receiver that never answers hangs", async () => {
  const [outcome] = (await outcomeOf(() => new Promise<void>(() => {}))).split(":");
  assertEquals(outcome, "hung");
});

test("a receiver that offers main and has no barrier is an error, not a failure", async () => {
  const target = inProcessTarget({
    name: "test",
    receiver: {
      open: () => ({ feed() {}, end() {} }),
      offer: { methods: ["none"], shows: new Set(["ram", "main"]) },
    },
  });
  const report = await run([target], { seed: 1, runs: 1, only: ["RCV-19"], methods: ["none"] });
  const [{ verdict, reason }] = report.targets[0].results;
  assertEquals(verdict, "error");
  assertEquals(reason, "TargetError: the receiver offers main, and has no method barrier");
});

test("runs that are under way together judge as they do alone", async () => {
  const runOn = async (name: string, seed: number) => {
    const late = inProcessTarget({ name, receiver: { open: (s) => lateReceiver(s) } });
    const only = ["RCV-2*"];
    const { summary } = (await run([late], { seed, runs: 20, only, methods: ["none"] })).targets[0];
    return summary;
  };
  const together = await Promise.all([runOn("one", 1), runOn("other", 2)]);
  assertEquals(together, [await runOn("one", 1), await runOn("other", 2)]);
  assertEquals(together.map(({ pass, fail }) => [pass > 5, fail]), [[true, 0], [true, 0]]);
});

/** The reference, each piece a turn later. */
function lateReceiver(settings: ReceiverSettings): ReceiverLike {
  const receiver = new Receiver(settings);
  return {
    async feed(channel, bytes) {
      await immediate();
      receiver.feed(channel, bytes);
    },
    end: (channel) => receiver.end(channel),
    finish: () => receiver.finish(),
    close: () => receiver.close(),
    get fault() {
      return receiver.fault;
    },
  };
}

test("a sender that answers late is judged as one that does not", async () => {
  const target = inProcessTarget({ name: "late", sender: { open: (s) => new Late(s) } });
  const checks = CHECKS.filter((check) => check.role === "sender");
  const report = await run([target], { seed: 1, runs: 2, only: [], methods: ["none"], checks });
  const { pass, fail, warn, error } = report.targets[0].summary;
  assertEquals([pass > 20, fail, warn, error], [true, 0, 0, 0]);
});

class Late {
  readonly #sender: Sender;
  constructor(settings: object) {
    this.#sender = new Sender(settings as SenderParameters);
  }
  async start() {
    await Promise.resolve();
    this.#sender.start();
  }
  async queue(page: Parameters<Sender["queue"]>[0]) {
    await Promise.resolve();
    this.#sender.queue(page);
  }
  async sync() {
    await Promise.resolve();
    this.#sender.sync();
  }
  async finish() {
    await Promise.resolve();
    this.#sender.finish();
  }
}
