import { assertEquals } from "@std/assert";
import { Buffer } from "node:buffer";
import { createConnection } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { encodeGreeting } from "../../../../protocol/greeting.ts";
import { MAGIC, VERSION } from "../../../../protocol/layout.ts";
import { withFolder } from "../../../process/testing/folder.ts";
import { openRecorder, type Place } from "./recorder.ts";

function greeting(id: number, magic = MAGIC): Uint8Array {
  const uuid = new Uint8Array(16);
  return encodeGreeting({ magic, version: VERSION, uuid, id, reserved: new Uint8Array(39) });
}

/** Sends each stream over a connection of its own, in this order. */
async function record(place: Place, streams: Uint8Array[]) {
  const recorder = await openRecorder(place);
  try {
    const [, host, port] = /^tcp:(.*):(\d+)$/.exec(recorder.uri) ?? [];
    const address = host
      ? { host, port: Number(port) }
      : { path: recorder.uri.slice("unix:".length) };
    for (const bytes of streams) {
      const socket = createConnection(address);
      await new Promise<void>((resolve) => {
        socket.on("close", () => resolve());
        socket.resume().end(bytes);
      });
    }
    return await recorder.streams();
  } finally {
    recorder.close();
  }
}

const MAIN = new Uint8Array(Buffer.from("QEVM, and so on"));

for (const transport of ["unix", "tcp"] as const) {
  test(`streams that come in any order are told apart, over ${transport}`, async () => {
    await withFolder(async (folder) => {
      const place = { transport, path: join(folder, "socket") };
      const { main, channels } = await record(place, [greeting(1), MAIN, greeting(0)]);
      assertEquals(main, MAIN);
      assertEquals(channels, [greeting(0), greeting(1)]);
    });
  });
}

test("a channel with a wrong magic or an id taken before is a stream of its own", async () => {
  await withFolder(async (folder) => {
    const place = { transport: "unix", path: join(folder, "socket") } as const;
    const odd = [greeting(0), greeting(0, 1), Uint8Array.of(1, 2)];
    const { main, channels } = await record(place, odd);
    assertEquals(main.length, 0);
    assertEquals(channels.map((c) => c.length).sort(), [2, 64, 64]);
  });
});
