import { test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import { whenReady } from "./when-ready.ts";

/** As the file system fails. */
function failure(code: string): Error {
  return Object.assign(new Error(code), { code });
}

test("what would have to wait is tried until it need not", async () => {
  let tries = 0;
  const act = () => {
    if (++tries < 4) throw failure("EAGAIN");
    return 7;
  };
  assertEquals([await whenReady(act), tries], [7, 4]);
});

test("any other failure comes at once", () => {
  assertThrows(
    () =>
      whenReady(() => {
        throw failure("EPIPE");
      }),
    Error,
    "EPIPE",
  );
});
