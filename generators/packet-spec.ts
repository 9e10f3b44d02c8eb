import type { Arbitrary } from "./arbitrary.ts";
import { pageCountOf } from "../protocol/layout.ts";
import type { RamBlockInfo } from "../protocol/ram.ts";
import type { FieldOverrides, PacketSpec } from "./case.ts";
import type { Dice } from "./dice.ts";
import { arbitraryOfValues, withoutSome } from "./drawing.ts";
import { drawData, ONES, ZERO } from "./page-fill.ts";
import { drawStale } from "./offset.ts";

/**
 * Constraints of `packetSpec`.
 *
 * @example
 * ```ts
 * import type { PacketSpecConstraints } from "@multifd/conformance";
 * const constraints: PacketSpecConstraints = { pageSize: 65536, zeroPages: false };
 * ```
 */
export interface PacketSpecConstraints {
  /** Bytes. Default 4096. */
  pageSize?: number;
  /** The block it may name. Default: `ram` with 16 pages. */
  block?: RamBlockInfo;
  /** False: no zero pages, as before the patch. Default true. */
  zeroPages?: boolean;
  /**
   * `even`: each number of normal pages, and of zero pages, up to half of what there is room for is as likely as any
   * other. Default `few`: mostly few, and as many as there is room for now and then.
   */
  sizes?: "few" | "even";
}

/**
 * Legal packets: with normal pages, zero pages, both, or none; full ones; pages_alloc below
 * page_count, reserved bytes set, stale offsets behind the used ones. No page twice. Shrinks to
 * packet 0 without pages.
 *
 * @example
 * ```ts
 * import fc from "fast-check";
 * import { packetSpec } from "@multifd/conformance";
 * fc.assert(fc.property(packetSpec(), ({ normal, zero }) => normal.length + zero.length <= 16));
 * ```
 */
export function packetSpec(constraints: PacketSpecConstraints = {}): Arbitrary<PacketSpec> {
  const { pageSize = 4096, block, zeroPages = true, sizes = "few" } = constraints;
  const within = block ?? { name: "ram", usedLength: 16 * pageSize };
  if (within.usedLength < pageSize) {
    throw new RangeError(`block: ${within.usedLength} bytes are less than a page of ${pageSize}`);
  }
  return arbitraryOfValues({
    draw: (dice) => {
      const packet = drawPacket(dice, within, pageSize, zeroPages, sizes);
      packet.packetNum = drawNumber(dice);
      return packet;
    },
    *smaller(packet) {
      yield* smallerPacket(packet);
      if (packet.packetNum > 0n) yield { ...packet, packetNum: 0n };
    },
  });
}

/** A packet without its number. */
export function drawPacket(
  dice: Dice,
  block: RamBlockInfo,
  pageSize: number,
  zeroPages: boolean,
  sizes: PacketSpecConstraints["sizes"] = "few",
): PacketSpec {
  const pageCount = pageCountOf(pageSize);
  const pages = Math.floor(block.usedLength / pageSize);
  const room = Math.min(pageCount, pages);
  const [normals, zeros] = sizes === "few"
    ? drawFew(dice, room, zeroPages)
    : drawEven(dice, room, zeroPages);
  const count = normals + zeros;
  const order = pageOrder(dice, count, pages);
  const packet: PacketSpec = {
    ramblock: block.name,
    packetNum: 0n,
    normal: [],
    zero: [],
  };
  for (let i = 0; i < normals; i++) {
    const fill = dice.once(16) ? ZERO : drawData(dice, pageSize);
    packet.normal.push({ offset: BigInt(order[i] * pageSize), fill });
  }
  for (let i = normals; i < count; i++) packet.zero.push(BigInt(order[i] * pageSize));
  if (dice.once(3)) dress(dice, packet, count, pageCount, pageSize);
  return packet;
}

export function* smallerPacket(packet: PacketSpec): Iterable<PacketSpec> {
  const { fields, stale, payload: _, ...plain } = packet;
  if (fields || stale) yield plain;
  yield* withFewerPages(packet);
  if (packet.normal.some((n) => n.fill !== ONES)) {
    yield { ...packet, normal: packet.normal.map(({ offset }) => ({ offset, fill: ONES })) };
  }
}

/** The packet with some of its pages left out. */
export function* withFewerPages(packet: PacketSpec): Iterable<PacketSpec> {
  if (packet.normal.length > 0 && packet.zero.length > 0) {
    yield { ...packet, normal: [] };
    yield { ...packet, zero: [] };
  }
  for (const normal of withoutSome(packet.normal)) yield { ...packet, normal };
  for (const zero of withoutSome(packet.zero)) yield { ...packet, zero };
}

/** Numbers of normal and of zero pages. */
type Sizes = [normals: number, zeros: number];

function drawEven(dice: Dice, room: number, zeroPages: boolean): Sizes {
  if (!zeroPages) return [dice.between(0, room), 0];
  return [dice.between(0, room >> 1), dice.between(0, room >> 1)];
}

function drawFew(dice: Dice, room: number, zeroPages: boolean): Sizes {
  const count = drawCount(dice, room);
  const normals = zeroPages ? drawNormals(dice, count) : count;
  return [normals, count - normals];
}

function drawCount(dice: Dice, room: number): number {
  switch (dice.below(20)) {
    case 0:
      return 0;
    case 1:
    case 2:
    case 3:
    case 4:
      return 1;
    case 5:
    case 6:
    case 7:
      return room;
    case 8:
      return dice.between(1, room);
    default:
      return dice.between(1, Math.min(room, 8));
  }
}

function drawNormals(dice: Dice, count: number): number {
  switch (dice.below(8)) {
    case 0:
    case 1:
      return 0;
    case 2:
    case 3:
      return count;
    default:
      return dice.between(0, count);
  }
}

/** Pages in rising, falling or any order: what matters is where each page's data goes. */
function pageOrder(dice: Dice, count: number, pages: number): ArrayLike<number> {
  const drawn = dice.distinct(count, pages);
  const kind = dice.below(4);
  // A typed array is sorted without a call for every two numbers.
  const order = kind < 2 ? new Int32Array(drawn).sort() : drawn;
  if (kind === 1) order.reverse();
  // The last page is where bounds are.
  if (count > 0 && dice.once(4) && !order.includes(pages - 1)) order[dice.below(count)] = pages - 1;
  return order;
}

/** What a receiver must not mind. */
function dress(
  dice: Dice,
  packet: PacketSpec,
  count: number,
  pageCount: number,
  pageSize: number,
): void {
  const fields: FieldOverrides = {};
  if (dice.once(2)) fields.pagesAlloc = dice.once(2) ? count : dice.between(count, pageCount);
  if (dice.once(2)) fields.reserved = drawReserved(dice);
  if (dice.once(2) && count < pageCount) {
    packet.stale = drawStale(dice, Math.min(pageCount - count, dice.pick([1, 2, 8])), pageSize);
  }
  if (Object.keys(fields).length > 0) packet.fields = fields;
}

function drawNumber(dice: Dice): bigint {
  return dice.once(8) ? dice.pick([0n, 2n ** 64n - 1n]) : dice.u64();
}

function drawReserved(dice: Dice): string {
  if (dice.once(3)) return "ff".repeat(28);
  let hex = "";
  for (let word = 0; word < 7; word++) hex += dice.u32().toString(16).padStart(8, "0");
  return hex;
}
