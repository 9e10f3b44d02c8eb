/** Random bytes, some of them behind so much sense that they are read far. */
import type { Dice } from "../../generators/dice.ts";
import type { WireEvent } from "../../generators/wire.ts";
import { methodFlag } from "../../protocol/flags.ts";
import { GREETING_LENGTH, MAGIC, VERSION } from "../../protocol/layout.ts";
import type { World } from "./world.ts";

/** Bytes behind the last packet's header and offsets. */
const TAIL = 4096;

/** Fills the front of `room` and returns it as the events of one channel. */
export function randomBytes(dice: Dice, world: World, room: Uint8Array): WireEvent[] {
  const depth = dice.below(6);
  const packets = dice.between(1, 2);
  const most = GREETING_LENGTH + packets * (world.packetLength + TAIL);
  const length = dice.once(2) ? dice.below(most) : dice.below(GREETING_LENGTH + world.packetLength);
  const bytes = room.subarray(0, length);
  fillRandom(dice, bytes);
  const view = new DataView(room.buffer, room.byteOffset);
  if (depth >= 1) greet(bytes, view);
  if (depth >= 2) {
    for (let at = GREETING_LENGTH, i = 0; i < packets; i++, at += world.packetLength) {
      if (at + world.packetLength <= length) makeSense(dice, world, view, at, depth);
    }
  }
  return [{ kind: "bytes", channel: 0, data: bytes }];
}

export function fillRandom(dice: Dice, bytes: Uint8Array): void {
  const words = bytes.length >> 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < words; i++) view.setUint32(4 * i, dice.u32(), true);
  for (let i = 4 * words; i < bytes.length; i++) bytes[i] = dice.below(256);
}

function greet(bytes: Uint8Array, view: DataView): void {
  if (bytes.length < GREETING_LENGTH) return;
  bytes.fill(0, 0, 25);
  view.setUint32(0, MAGIC);
  view.setUint32(4, VERSION);
}

/** The deeper, the more fields are as they should be. */
function makeSense(dice: Dice, world: World, view: DataView, at: number, depth: number): void {
  const { pageSize, pageCount, blocks, layout } = world;
  view.setUint32(at, MAGIC);
  view.setUint32(at + 4, VERSION);
  if (depth < 3) return;
  const block = dice.pick(blocks);
  const normal = dice.below(4), zero = layout === "patch" ? dice.below(4) : 0;
  view.setUint32(at + 8, methodFlag(world.method) | dice.below(2));
  view.setUint32(at + 12, dice.between(normal + zero, Math.max(pageCount, normal + zero)));
  view.setUint32(at + 16, normal);
  view.setUint32(at + 20, normal === 0 ? 0 : dice.below(TAIL));
  if (layout === "patch") view.setUint32(at + 32, zero);
  if (depth < 4) return;
  for (let i = 0; i <= block.name.length; i++) {
    view.setUint8(at + 64 + i, block.name.charCodeAt(i) || 0);
  }
  if (depth < 5) return;
  for (let i = 0; i < normal + zero; i++) {
    const pages = Math.floor(block.usedLength / pageSize);
    view.setBigUint64(at + 320 + 8 * i, BigInt(dice.below(pages) * pageSize));
  }
}
