import { methodFlag } from "../../protocol/flags.ts";
import type { PacketSpec, ReceiverCase } from "../case.ts";

/**
 * Rules that a packet's header and offsets break, each looked at by itself. Written for tests,
 * apart from what draws the packets.
 */
export function brokenBy(c: ReceiverCase, packet: PacketSpec): string[] {
  const { fields = {}, normal, zero } = packet;
  const pageCount = 524288 / c.pageSize;
  const normalPages = fields.normalPages ?? normal.length;
  const zeroPages = fields.zeroPages ?? zero.length;
  const pages = normalPages + zeroPages > 0;
  const alloc = fields.pagesAlloc ?? (packet.sync && !pages ? 0 : pageCount);
  const broken: string[] = [];
  if ((fields.magic ?? 0x11223344) !== 0x11223344) broken.push("RCV-01");
  if ((fields.version ?? 1) !== 1) broken.push("RCV-02");
  if (alloc > pageCount) broken.push("RCV-03");
  if (normalPages > alloc) broken.push("RCV-04");
  else if (zeroPages > alloc - normalPages) broken.push("RCV-05");
  if (!pages) return broken;
  const flags = fields.flags ?? methodFlag(c.method);
  if ((flags & 0x0e) !== methodFlag(c.method)) broken.push("RCV-12");
  const block = blockNamed(c, packet);
  if (!block) return [...broken, fields.ramblock ? "RCV-24" : "RCV-06"];
  const outside = (o: bigint) => o + BigInt(c.pageSize) > BigInt(block.usedLength);
  if (block.usedLength < c.pageSize) return [...broken, "RCV-10"];
  if (normal.some((n) => outside(n.offset))) broken.push("RCV-07");
  if (zero.some(outside)) broken.push("RCV-08");
  if (c.method === "none") return broken;
  if (normalPages === 0 && packet.payload) broken.push("RCV-21");
  const size = packet.payload?.kind === "padded"
    ? packet.payload.bytes - 16
    : fields.nextPacketSize;
  if ((size ?? 0) > 2 ** 20 - 1) broken.push("RCV-23");
  return broken;
}

function blockNamed(c: ReceiverCase, { ramblock, fields }: PacketSpec) {
  if (!fields?.ramblock) return c.blocks.find((b) => b.name === ramblock);
  const bytes = Uint8Array.from(fields.ramblock.match(/../g)!, (hex) => parseInt(hex, 16));
  const end = bytes.indexOf(0);
  const name = new TextDecoder().decode(bytes.subarray(0, end < 0 || end > 255 ? 255 : end));
  return c.blocks.find((b) => b.name === name);
}
