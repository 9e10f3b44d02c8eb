import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { emptyPacket, encodePacketInto, type Packet, parsePacketInto } from "../packet.ts";
import { frameOf } from "./frame.ts";

/** A packet whose arrays say which one it is. */
function filled(value: number): Packet {
  const packet = emptyPacket(8);
  packet.reserved.fill(value);
  packet.ramblock.fill(value);
  packet.offsets.fill(BigInt(value));
  return packet;
}

test("a frame is the three arrays' own memory, in their order", () => {
  const { reserved, ramblock, offsets } = filled(1);
  const frame = frameOf({ reserved, ramblock, offsets })!;
  assertEquals(frame.length, 28 + 256 + 64);
  reserved[27] = 7;
  ramblock[0] = 8;
  offsets[7] = 0x0909090909090909n;
  assertEquals([frame[26], frame[27], frame[28], frame[29]], [1, 7, 8, 1]);
  assertEquals([...frame.subarray(-9)], [0, ...new Array(8).fill(9)]);
});

test("arrays that do not follow each other in memory have none", () => {
  const packet = filled(1);
  const { reserved, ramblock, offsets } = packet;
  const wrong: Partial<Packet>[] = [
    { reserved: reserved.slice() },
    { ramblock: ramblock.slice() },
    { offsets: offsets.slice() },
    { reserved: reserved.subarray(0, 27) },
    { reserved: ramblock.subarray(0, 28) },
    { ramblock: reserved },
    { offsets: new BigUint64Array(offsets.buffer, offsets.byteOffset + 8, 7) },
  ];
  for (const arrays of wrong) assertEquals(frameOf({ ...packet, ...arrays }), undefined);
  assertEquals(frameOf({ ...packet, offsets: offsets.subarray(0, 3) })?.length, 28 + 256 + 24);
});

test("of packets in turn each has its own, also where they share some of their arrays", () => {
  const one = filled(1), two = filled(2);
  const mixed = [
    one,
    two,
    { ...one, reserved: two.reserved },
    { ...one, ramblock: two.ramblock },
    { ...one, offsets: two.offsets },
    one,
  ];
  for (const packet of mixed) {
    const bytes = new Uint8Array(384);
    encodePacketInto(bytes, packet);
    const { reserved, ramblock, offsets } = packet;
    assertEquals([bytes[36], bytes[64]], [reserved[0], ramblock[0]]);
    assertEquals(bytes[383], Number(offsets[7]));
  }
  const three = new Uint8Array(384);
  encodePacketInto(three, filled(3));
  parsePacketInto(one, three);
  assert([one.reserved[0], one.ramblock[255], Number(one.offsets[0])].every((n) => n === 3));
  assert([two.reserved[0], two.ramblock[255], Number(two.offsets[0])].every((n) => n === 2));
});
