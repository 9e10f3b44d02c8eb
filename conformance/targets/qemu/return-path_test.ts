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

test("a ping resolves when it is answered, whatever the pieces of the answers and what stands between", async () => {
  const answers = Uint8Array.from([...pong(1), ...SHUT, ...pong(2)]);
  for (let size = 1; size <= answers.length; size++) {
    const path = new ReturnPath(() => {});
    let answered = 0;
    for (let pings = 0; pings < 2; pings++) void path.ping().then(() => answered++);
    for (let at = 0; at < answers.length; at += size) {
      path.take(answers.subarray(at, at + size));
      await Promise.resolve();
      const taken = Math.min(at + size, answers.length);
      assertEquals(answered, taken === answers.length ? 2 : taken >= pong(1).length ? 1 : 0);
    }
  }
});
