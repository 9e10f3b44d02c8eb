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
    const written = connection.write(new Uint8Array(100));
    assertEquals(connection.pending, 100);
    await connection.ready;
    await written;
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

test("where nobody listens a connection is ready, closed, and nothing is pending", async () => {
  const scratch = openScratch();
  try {
    const connection = new Connection({ path: join(scratch.path, "nobody") });
    void connection.write(new Uint8Array(100));
    await connection.ready;
    assert(connection.closed);
    assertEquals(connection.pending, 0);
  } finally {
    scratch.remove();
  }
});
