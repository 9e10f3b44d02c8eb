import { assert, assertEquals } from "@std/assert";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { openScratch } from "../../process/scratch.ts";
import { Connection } from "./connection.ts";

test("what is written before a connection is there is pending, and comes when it is", async () => {
  await withServer({}, async (path, taken) => {
    const connection = new Connection({ path });
    connection.write(new Uint8Array(100));
    assertEquals(connection.pending, 100);
    await connection.handedOver();
    assertEquals(connection.pending, 0);
    const [bytes] = await once(await taken, "data");
    assertEquals(bytes.length, 100);
    await connection.destroy();
  });
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
  await withServer({ pauseOnConnect: true }, async (path, taken) => {
    const connection = new Connection({ path });
    connection.write(new Uint8Array(10_000_000));
    await connection.handedOver();
    assert(connection.pending > 0);
    (await taken).resume();
    for (let wait = 0; connection.pending > 0 && wait < 10_000; wait++) {
      await connection.handedOver();
    }
    assertEquals(connection.pending, 0);
    await connection.destroy();
  });
});

/** `taken`: the first connection to `path`. */
async function withServer(
  options: { pauseOnConnect?: boolean },
  work: (path: string, taken: Promise<Socket>) => Promise<void>,
): Promise<void> {
  const scratch = openScratch();
  const server = createServer(options);
  try {
    const path = join(scratch.path, "socket");
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const taken = once(server, "connection").then(([socket]): Socket => socket);
    await work(path, taken);
  } finally {
    server.close();
    scratch.remove();
  }
}
