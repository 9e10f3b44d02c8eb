import { once } from "node:events";
import { createInterface } from "node:readline";
import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { concat } from "@std/bytes";
import { emptyPacket, encodePacket } from "../../protocol/packet.ts";
import { GREETING } from "./testing/greeting.ts";
import { inspectProgram } from "./testing/inspect-program.ts";

const PACKET = concat([
  encodePacket({ ...emptyPacket(128), normalPages: 128 }),
  new Uint8Array(128 * 4096),
]);

test("a packet's line is out before the rest of its payload is there", async () => {
  const { input, output, code } = inspectProgram("--json");
  const lines = createInterface({ input: output })[Symbol.asyncIterator]();
  const begins = 1344 + 64;
  input.write(concat([GREETING, PACKET.subarray(0, begins)]));
  for (let packet = 0; packet < 3; packet++) {
    assertEquals(JSON.parse((await lines.next()).value!).packet, packet);
    input.write(concat([PACKET.subarray(begins), PACKET.subarray(0, begins)]));
  }
  assertEquals(JSON.parse((await lines.next()).value!).packet, 3);
  input.end(PACKET.subarray(begins));
  assertEquals([(await lines.next()).done, await code], [true, 0]);
});

test("when nobody reads the lines any more it ends in peace", async () => {
  const { input, output, code } = inspectProgram();
  let open = true;
  input.on("error", () => {});
  input.once("close", () => open = false);
  input.write(concat([GREETING, PACKET]));
  await once(output, "data");
  output.destroy();
  while (open && await new Promise((resolve) => input.write(PACKET, (error) => resolve(!error))));
  assertEquals(await code, 0);
});
