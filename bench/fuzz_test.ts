import { test } from "node:test";
import { assert, assertEquals, assertThrows } from "@std/assert";
import { ProtocolError } from "../protocol/errors.ts";
import type { Packet } from "../protocol/packet.ts";
import { Receiver } from "../protocol/receiver.ts";
import { Fuzzer } from "./fuzz/fuzzer.ts";
import { fuzz } from "./fuzz/run.ts";

const CASES = 2000;

test("random byte strings end in a typed error or in success", () => {
  const fuzzer = new Fuzzer();
  for (let index = 0; index < CASES; index++) fuzzer.run("bytes", 1, index);
  const deep = [
    "magic",
    "pages-alloc",
    "ramblock",
    "normal-offset",
    "zero-offset",
    "payload-corrupt",
  ];
  for (const code of deep) assert(fuzzer.outcomes.has(code), `no case went as far as ${code}`);
});

test("changed sessions end in a typed error or in success", () => {
  const fuzzer = new Fuzzer();
  for (let index = 0; index < CASES; index++) fuzzer.run("mutations", 1, index);
  const accepted = fuzzer.outcomes.get("accepted")!;
  assert(accepted > CASES / 10 && accepted < CASES / 2, `${accepted} of ${CASES} were accepted`);
  assert(fuzzer.outcomes.size >= 17, [...fuzzer.outcomes.keys()].join(" "));
});

test("a case depends on its kind, seed and index alone", () => {
  const one = new Fuzzer(), other = new Fuzzer();
  for (let index = 0; index < 100; index++) one.run("mutations", 9, index);
  one.outcomes.clear();
  for (const fuzzer of [one, other]) fuzzer.run("mutations", 9, 101);
  assertEquals(one.outcomes, other.outcomes);
});

/** Believes a count. */
class Trusting extends Receiver {
  protected override parse(bytes: Uint8Array): Packet {
    const packet = super.parse(bytes);
    if (packet.normalPages > 0) packet.offsets[packet.normalPages - 1].toString();
    return packet;
  }
}

/** Does not say where. */
class Taciturn extends Receiver {
  protected override fail({ detail, message }: ProtocolError): void {
    super.fail(new ProtocolError({ ...detail, field: "" }, message));
  }
}

for (
  const [Faulty, words] of [[Trusting, "undefined"], [Taciturn, "without all its details"]] as const
) {
  test(`a receiver that is ${Faulty.name} is found, and found again by kind, seed and index`, () => {
    for (const kind of ["bytes", "mutations"] as const) {
      const found = firstFinding(new Fuzzer(Faulty), kind);
      assertThrows(() => new Fuzzer(Faulty).run(kind, 1, found), Error, words);
    }
  });
}

function firstFinding(fuzzer: Fuzzer, kind: "bytes" | "mutations"): number {
  for (let index = 0; index < CASES; index++) {
    try {
      fuzzer.run(kind, 1, index);
    } catch {
      return index;
    }
  }
  throw new Error(`nothing found in ${CASES} ${kind}`);
}

test("a worker runs every case, and tells how they ended and what memory it took", async () => {
  const { finding, outcomes, rss } = await fuzz({ kind: "bytes", seed: 1, cases: 300 });
  assertEquals(finding, undefined);
  assertEquals([...outcomes.values()].reduce((a, b) => a + b), 300);
  assert(rss.end > 0 && rss.most >= rss.end);
});

test("a case that never ends is a finding with its index", async () => {
  const worker = new URL("./fuzz/testing/hanging-worker.ts", import.meta.url);
  const { finding } = await fuzz({ kind: "bytes", seed: 1, cases: 9, worker, hang: 300 });
  assertEquals(finding, { index: 7, reason: "hangs for 300 ms" });
});
