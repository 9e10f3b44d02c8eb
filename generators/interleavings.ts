import type { PacketSpec, PageFill, ReceiverCase, Step } from "./case.ts";
import { emptySpec, packetStep } from "./family.ts";
import { fixedCase, plainPacket } from "./fixed-case.ts";
import { ONES } from "./page-fill.ts";
import { plainScene, usableBlocks } from "./scene.ts";
import type { Shape } from "./shape.ts";
import { wireEvents } from "./wire.ts";
import { streamOf } from "./wire/deliver.ts";

/**
 * The case once for every order in which the pieces of its streams can arrive; the main channel is
 * a stream too. Throws a RangeError when there are more than `limit` orders.
 */
export function interleavings(c: ReceiverCase, limit = 5000): ReceiverCase[] {
  const counts = new Array<number>(c.channels + 1).fill(0);
  for (const event of wireEvents({ ...c, delivery: { kind: "in-order" } })) {
    counts[streamOf(event, c.channels)]++;
  }
  const total = ordersOf(counts);
  if (total > limit) throw new RangeError(`limit: ${total} orders are more than ${limit}`);
  const classes = [...c.classes.filter((name) => !name.startsWith("delivery-")), "delivery-listed"];
  return [...orders(counts)].map((streams) => ({
    ...c,
    delivery: { kind: "listed", streams },
    classes,
  }));
}

/**
 * Small sessions that are worth every order: two channels that share a page across a SYNC point,
 * and one with zero words on the main channel.
 */
export function smallSessions(shape: Shape): ReceiverCase[] {
  const one = plainScene(shape, 2, 1);
  const ramblock = one.blocks[usableBlocks(one)[0]].name;
  const sessions: ReceiverCase[] = [];
  const sync: Step = { kind: "sync" };
  const second = BigInt(one.pageSize);
  // A zero word that comes too early leaves the first page's data, one too late clears the second.
  sessions.push(fixedCase(one, [
    packetStep(0, page(ramblock, ONES)),
    sync,
    { kind: "zero", ramblock, offset: 0n },
    { kind: "zero", ramblock, offset: second },
    sync,
    packetStep(0, page(ramblock, TWOS, second)),
  ], ["every-order"]));
  if (shape.maxChannels < 2) return sessions;
  const two = plainScene(shape, 2, 2);
  sessions.push(fixedCase(two, [
    packetStep(0, page(ramblock, ONES)),
    sync,
    packetStep(1, page(ramblock, TWOS)),
  ], ["every-order"]));
  sessions.push(fixedCase(two, [
    packetStep(0, { ...page(ramblock, ONES), sync: true }),
    packetStep(1, { ...emptySpec(), sync: true }),
    { kind: "barrier" },
    packetStep(1, two.zeroPages ? plainPacket(ramblock, { zero: [0n] }) : page(ramblock, TWOS)),
  ], ["every-order"]));
  return sessions;
}

const TWOS: PageFill = Object.freeze({ kind: "repeat", value: 2 });

function page(ramblock: string, fill: PageFill, offset = 0n): PacketSpec {
  return plainPacket(ramblock, { normal: [{ offset, fill }] });
}

/** The multinomial coefficient. */
function ordersOf(counts: readonly number[]): number {
  let orders = 1;
  let placed = 0;
  for (const count of counts) {
    for (let i = 1; i <= count; i++) orders = orders * ++placed / i;
  }
  return Math.round(orders);
}

function* orders(counts: readonly number[]): Iterable<number[]> {
  if (counts.every((n) => n === 0)) {
    yield [];
    return;
  }
  for (const [stream, count] of counts.entries()) {
    if (count === 0) continue;
    for (const rest of orders(counts.with(stream, count - 1))) yield [stream, ...rest];
  }
}
