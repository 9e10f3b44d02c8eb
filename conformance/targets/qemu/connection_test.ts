import { assert, assertEquals } from "@std/assert";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { openScratch } from "../../process/scratch.ts";
import { Connection } from "./connection.ts";

test("what is written before a connection is there is pending, and comes when it is", async () => {
  const scratch = openScratch();
  const server = createServer();
  try {
    const path = join(scratch.path, "socket");
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const taken = once(server, "connection") as Promise<[Socket]>;
    const connection = new Connection({ path });
    connection.write(new Uint8Array(100));
    assertEquals(connection.pending, 100);
    await connection.handedOver();
    assertEquals(connection.pending, 0);
    const [socket] = await taken;
    const [bytes] = await once(socket, "data");
    assertEquals(bytes.length, 100);
    connection.destroy();
  } finally {
    server.close();
    scratch.remove();
  }
});

test("where nobody listens a connection is closed, and nothing is pending", async () => {
  const scratch = openScratch();
  try {
    const connection = new Connection({ path: join(scratch.path, "nobody") });
    connection.write(new Uint8Array(100));
    await connection.handedOver();
    assert(connection.closed);
    assertEquals(connection.pending, 0);
  } finally {
    scratch.remove();
  }
});

test("what nobody reads is held up, and handed over when somebody does", async () => {
  const scratch = openScratch();
  const server = createServer({ pauseOnConnect: true });
  try {
    const path = join(scratch.path, "socket");
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const taken = once(server, "connection") as Promise<[Socket]>;
    const connection = new Connection({ path });
    connection.write(new Uint8Array(10_000_000));
    await connection.handedOver();
    assert(connection.pending > 0);
    const [socket] = await taken;
    socket.resume();
    for (let wait = 0; connection.pending > 0 && wait < 10_000; wait++) {
      await connection.handedOver();
    }
    assertEquals(connection.pending, 0);
    connection.destroy();
  } finally {
    server.close();
    scratch.remove();
  }
});
