import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { concat } from "@std/bytes";
import { emptyPacket, encodePacket } from "../../protocol/packet.ts";
import { ChannelFault, readChannel } from "./read-channel.ts";
import { GREETING } from "./testing/greeting.ts";

const SETTINGS = { pageSize: 4096, layout: "patch" } as const;
const PACKET = encodePacket({ ...emptyPacket(128), normalPages: 1 });
const CHANNEL = concat([GREETING, PACKET, new Uint8Array(4096), PACKET, new Uint8Array(4096)]);

/** Each piece is gone when the next one is asked for. */
async function* inPieces(bytes: Uint8Array, size: number) {
  for (let at = 0; at < bytes.length; at += size) {
    const piece = bytes.slice(at, at + size);
    yield piece;
    piece.fill(0xee);
  }
}

test("the pieces a channel comes in make no difference", async () => {
  const whole = await Array.fromAsync(readChannel(inPieces(CHANNEL, CHANNEL.length), SETTINGS));
  assertEquals(whole.map(({ kind }) => kind), ["greeting", "packet", "packet"]);
  for (const size of [1, 7, 63, 64, 65, 1343, 1344, 1345, 5000]) {
    const items = await Array.fromAsync(readChannel(inPieces(CHANNEL, size), SETTINGS));
    assertEquals(items, whole);
  }
});

test("a packet comes before its payload has", async () => {
  let given = 0;
  async function* slow() {
    for await (const piece of inPieces(CHANNEL, 64)) {
      given += piece.length;
      yield piece;
    }
  }
  for await (const item of readChannel(slow(), SETTINGS)) if (item.kind === "packet") break;
  assertEquals(given, 64 + 1344 + 64);
});

test("the channel is closed when nobody wants more of it, and when it is damaged", async () => {
  for (const bytes of [CHANNEL, CHANNEL.slice().fill(0xff, 0, 4)]) {
    let closed = false;
    const source = async function* () {
      try {
        yield* inPieces(bytes, 100);
      } finally {
        closed = true;
      }
    };
    try {
      for await (const _ of readChannel(source(), SETTINGS)) break;
    } catch (error) {
      assert(error instanceof ChannelFault);
    }
    assert(closed);
  }
});

test("a failure between two packets is no clean end", async () => {
  async function* failing() {
    yield CHANNEL.subarray(0, 64 + 1344 + 4096);
    throw new Error("unplugged");
  }
  const items = [];
  try {
    for await (const item of readChannel(failing(), SETTINGS)) items.push(item);
  } catch (error) {
    assert(error instanceof ChannelFault);
    assertEquals(error.byteOffset, 5504);
    assertEquals(error.message, "byte 5504: unplugged; the packet has 0 bytes of 1344");
    assertEquals(items.length, 2);
    return;
  }
  throw new Error("no fault");
});
