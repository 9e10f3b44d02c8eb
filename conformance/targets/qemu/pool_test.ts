import { assertEquals, assertRejects } from "@std/assert";
import { test } from "node:test";
import { openPool } from "./pool.ts";
import type { Qemu } from "./process.ts";

function counted() {
  const killed: number[] = [];
  let started = 0;
  const start = () => {
    const pid = ++started;
    return Promise.resolve(
      { pid, kill: () => Promise.resolve(void killed.push(pid)) } as unknown as Qemu,
    );
  };
  return { start, killed, started: () => started };
}

test("a pool has its QEMUs started before they are taken, and each is taken once", async () => {
  const { start, started } = counted();
  const pool = openPool(2, start);
  assertEquals(started(), 2);
  assertEquals((await pool.take()).pid, 1);
  assertEquals((await pool.take()).pid, 2);
  assertEquals(started(), 4);
  await pool.close();
});

test("closing a pool kills what nobody has taken", async () => {
  const { start, killed } = counted();
  const pool = openPool(2, start);
  await pool.take();
  await pool.close();
  assertEquals(killed.sort(), [2, 3]);
});

test("a QEMU that does not start fails whoever takes it, and the next one gets another", async () => {
  const { start } = counted();
  let first = true;
  const pool = openPool(1, () => {
    const fails = first;
    first = false;
    return fails ? Promise.reject(new Error("no KVM")) : start();
  });
  await assertRejects(() => pool.take(), Error, "no KVM");
  assertEquals((await pool.take()).pid, 1);
  await pool.close();
});
