import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { TargetError } from "../../target.ts";
import { patient } from "./patience.ts";

type Seen = { outcome: string } | TargetError;

/** Runs lists of sessions that are their own outcomes; what came back, and how many sessions there were. */
async function outcomes(smallest: string, ...lists: string[][]) {
  let runs = 0;
  const runAll = patient((sessions: string[]): Promise<Seen[]> => {
    runs += sessions.length;
    return Promise.resolve(
      sessions.map((s) => s === "error" ? new TargetError("no JSON") : { outcome: s }),
    );
  }, () => smallest);
  const seen: string[] = [];
  for (const list of lists) {
    for (const one of await runAll(list)) {
      seen.push(one instanceof TargetError ? one.message : one.outcome);
    }
  }
  return { seen, runs };
}

const HUNG = (count: number) => new Array<string>(count).fill("hung");

test("a program that hangs ten times in a row and with the smallest session is given up", async () => {
  const { seen, runs } = await outcomes("hung", HUNG(6), HUNG(4), ["accepted"]);
  assertEquals(seen, [...HUNG(10), "given up: the program answers nothing but hello"]);
  assertEquals(runs, 11);
});

test("a program that answers the smallest session goes on, however much else hangs", async () => {
  const { seen, runs } = await outcomes("accepted", HUNG(12), HUNG(12), ["accepted"]);
  assertEquals(seen, [...HUNG(24), "accepted"]);
  assertEquals(runs, 27);
});

test("hangs that are not in a row do not count, whatever comes between", async () => {
  for (const between of ["accepted", "crashed", "error"]) {
    const { runs } = await outcomes("hung", HUNG(9), [between, ...HUNG(9)], ["accepted"]);
    assertEquals(runs, 20);
  }
});
