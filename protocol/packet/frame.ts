/** A packet's arrays as one, where they lie in memory as they do on the wire: one copy in place of three. */
import type { Packet } from "../packet.ts";

type Arrays = Pick<Packet, "reserved" | "ramblock" | "offsets">;

/** Reserved bytes, name and offsets of a packet as `emptyPacket` and `parsePacket` make it; undefined of another. */
export function frameOf({ reserved, ramblock, offsets }: Arrays): Uint8Array | undefined {
  if (
    offsets !== latest.offsets || ramblock !== latest.ramblock || reserved !== latest.reserved
  ) {
    latest = { reserved, ramblock, offsets, frame: framed(reserved, ramblock, offsets) };
  }
  return latest.frame;
}

let latest: Partial<Arrays> & { frame?: Uint8Array } = {};

function framed(
  reserved: Uint8Array,
  ramblock: Uint8Array,
  offsets: BigUint64Array,
): Uint8Array | undefined {
  const { buffer, byteOffset } = reserved;
  const nameAt = byteOffset + reserved.length, offsetsAt = nameAt + ramblock.length;
  if (ramblock.buffer !== buffer || ramblock.byteOffset !== nameAt) return undefined;
  if (offsets.buffer !== buffer || offsets.byteOffset !== offsetsAt) return undefined;
  return new Uint8Array(buffer, byteOffset, offsetsAt + offsets.byteLength - byteOffset);
}
