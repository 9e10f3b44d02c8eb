/** Legal sessions with something changed. */
import type { Dice } from "../../generators/dice.ts";
import type { WireEvent } from "../../generators/wire.ts";
import { packetLayout } from "../../protocol/layout.ts";
import { fillRandom } from "./random-bytes.ts";
import type { World } from "./world.ts";

const WORDS = [0, 1, 2, 3, 4, 5, 127, 128, 129, 512, 2 ** 20, 2 ** 20 + 1, 2 ** 31, 2 ** 32 - 1];
/** Bytes that one change may add. */
const GROWTH = 4096;

/** A session with one to four changes in its bytes or its events. Changed bytes are in `room`, which is large enough. */
export function mutation(dice: Dice, world: World, room: Uint8Array): WireEvent[] {
  const events = [...dice.pick(world.sessions)];
  let used = 0;
  for (let changes = 1 + dice.below(4); changes > 0; changes--) {
    // Greetings come first: they are changed now and then.
    const at = dice.once(16)
      ? dice.below(events.length)
      : dice.between(world.channels, events.length);
    const event = events[at];
    if (event?.kind !== "bytes" || dice.once(8)) {
      changeEvents(dice, world, events, at);
      continue;
    }
    const space = room.subarray(used, used + event.data.length + GROWTH);
    space.set(event.data);
    const data = space.subarray(0, changeBytes(dice, world, space, event.data.length));
    used += space.length;
    events[at] = { kind: "bytes", channel: event.channel, data };
  }
  return events;
}

/** Most bytes that the changes of one case need. */
export function roomFor(world: World): number {
  const lengths = world.sessions.flat().map((e) => e.kind === "bytes" ? e.data.length : 0);
  return 4 * (Math.max(...lengths) + 4 * GROWTH);
}

/** Something is lost, comes twice, too early, or out of place. */
function changeEvents(dice: Dice, world: World, events: WireEvent[], at: number): void {
  const channel = dice.below(world.channels + 1);
  const other = dice.below(events.length + 1);
  const event = events[at];
  switch (dice.below(7)) {
    case 0:
      events.splice(at, 1);
      break;
    case 1:
      if (event) events.splice(other, 0, event);
      break;
    case 2:
      if (event) events.splice(other, 0, ...events.splice(at, 1));
      break;
    case 3:
      events.splice(at, 0, { kind: "barrier" });
      break;
    case 4:
      events.splice(at, 0, { kind: "eof", channel });
      break;
    case 5:
      events.splice(at, 0, {
        kind: "zero",
        ramblock: dice.pick(["ram", "rom", ""]),
        offset: u64(dice),
      });
      break;
    case 6:
      if (event?.kind === "bytes") events[at] = { ...event, channel };
      break;
  }
}

/** Changes the first `length` bytes and returns how many they are then. */
function changeBytes(dice: Dice, world: World, bytes: Uint8Array, length: number): number {
  if (length === 0) return 0;
  const at = dice.below(length);
  const count = Math.min(1 + dice.below(dice.once(4) ? GROWTH : 16), length - at);
  switch (dice.below(10)) {
    case 0:
      bytes[at] ^= 1 << dice.below(8);
      return length;
    case 1:
      bytes[at] = dice.below(256);
      return length;
    case 2:
      bytes.fill(dice.pick([0, 0xff]), at, at + count);
      return length;
    case 3:
      fillRandom(dice, bytes.subarray(at, at + count));
      return length;
    case 4:
      return at;
    case 5:
      bytes.copyWithin(at, at + count, length);
      return length - count;
    case 6:
      bytes.copyWithin(at + count, at, length);
      return length + count;
    case 7:
      changeOffset(dice, world, bytes, length);
      return length;
    default:
      changeField(dice, world, bytes, length);
      return length;
  }
}

/** A field of the table gets a value at one of the bounds. */
function changeField(dice: Dice, world: World, bytes: Uint8Array, length: number): void {
  const { offset, size } = dice.pick(packetLayout(world.layout));
  if (size < 4 || offset + size > length) return;
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(offset, dice.pick(WORDS));
}

function changeOffset(dice: Dice, world: World, bytes: Uint8Array, length: number): void {
  if (length < world.packetLength) return;
  const entry = dice.below(dice.once(4) ? world.pageCount : Math.min(world.pageCount, 4));
  new DataView(bytes.buffer, bytes.byteOffset).setBigUint64(320 + 8 * entry, u64(dice));
}

function u64(dice: Dice): bigint {
  const high = BigInt(dice.pick([0, 0, 0, 1, 2 ** 21, 2 ** 31, 2 ** 32 - 1]));
  return (high << 32n) + BigInt(dice.once(2) ? 1024 * dice.below(300) : dice.u32());
}
