import { assertEquals } from "@std/assert";
import { test } from "node:test";
import { ReturnPath } from "./return-path.ts";

const pong = (number: number) => [0, 2, 0, 4, 0, 0, 0, number];
const SHUT = [0, 1, 0, 4, 0, 0, 0, 0];

test("the first ping opens the way back, later ones do not", () => {
  const sent: number[][] = [];
  const path = new ReturnPath((bytes) => sent.push([...bytes]));
  void path.ping();
  void path.ping();
  const ping = (number: number) => [8, 0, 2, 0, 4, 0, 0, 0, number];
  assertEquals(sent, [[8, 0, 1, 0, 0, ...ping(1)], ping(2)]);
});

test("a ping resolves when the last one is answered, whatever the pieces of the answers and what stands between", async () => {
  const answers = Uint8Array.from([...pong(1), ...SHUT, ...pong(2)]);
  for (let size = 1; size <= answers.length; size++) {
    const path = new ReturnPath(() => {});
    const answered = [path.ping(), path.ping()];
    for (let at = 0; at < answers.length; at += size) {
      assertEquals(path.isQuiet, false);
      path.take(answers.subarray(at, at + size));
    }
    assertEquals(path.isQuiet, true);
    await Promise.all(answered);
  }
});
