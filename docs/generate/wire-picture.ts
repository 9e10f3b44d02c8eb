/** `wire.svg`: greeting and packet as rows of 16 bytes. */
import { type Field, GREETING_LAYOUT, PACKET_LAYOUT } from "../../protocol/layout.ts";

const BYTE = 44;
const ROW = 34;
const LEFT = 50;
const PER_ROW = 16;
/** Fields longer than this are one row. */
const LONG = 64;

/** The picture. */
export function wirePicture(): string {
  const greeting = drawing("Greeting (MultiFDInit_t)", GREETING_LAYOUT, 0);
  const packet = drawing("Packet (MultiFDPacket_t)", PACKET_LAYOUT, greeting.height + 16);
  const width = LEFT + PER_ROW * BYTE + 10;
  const height = greeting.height + packet.height + 20;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" \
aria-label="Bytes of the greeting and of the packet">
<style>
text { font: 12px system-ui, sans-serif; fill: #1b1f24; text-anchor: middle }
.title { font-weight: 600; text-anchor: start }
.at { fill: #59636e; text-anchor: end }
rect { fill: #eef3fb; stroke: #4a6fa5 }
.reserved { fill: #f3f3f3 }
</style>
<rect width="100%" height="100%" style="fill: #fff; stroke: none"/>
${[...greeting.lines, ...packet.lines].join("\n")}
</svg>
`;
}

function drawing(title: string, layout: readonly Field[], top: number) {
  const lines = [`<text class="title" x="${LEFT}" y="${top + 20}">${title}</text>`];
  let y = top + 30;
  const rows = rowsOf(layout);
  for (const { at, pieces } of rows) {
    lines.push(`<text class="at" x="${LEFT - 8}" y="${y + 21}">${at}</text>`);
    for (const { field, column, bytes, label } of pieces) {
      const x = LEFT + column * BYTE;
      const kind = field.note === "reserved" ? ' class="reserved"' : "";
      lines.push(`<rect${kind} x="${x}" y="${y}" width="${bytes * BYTE}" height="${ROW}"/>`);
      lines.push(`<text x="${x + (bytes * BYTE) / 2}" y="${y + 21}">${label}</text>`);
    }
    y += ROW;
  }
  return { lines, height: y - top };
}

interface Piece {
  field: Field;
  column: number;
  bytes: number;
  label: string;
}

/** A field may go over several rows; its name stands in the longest piece. */
function rowsOf(layout: readonly Field[]): { at: number; pieces: Piece[] }[] {
  const rows = new Map<number, Piece[]>();
  for (const field of layout) {
    for (const piece of piecesOf(field)) {
      const at = piece.at - (piece.at % PER_ROW);
      rows.set(at, [...rows.get(at) ?? [], { field, ...piece, column: piece.at % PER_ROW }]);
    }
  }
  return [...rows].map(([at, pieces]) => ({ at, pieces }));
}

function piecesOf({ offset, size, wire }: Field): { at: number; bytes: number; label: string }[] {
  if (size === 0) return [{ at: offset, bytes: PER_ROW, label: `${wire}[page_count], u64 each` }];
  if (size > LONG) return [{ at: offset, bytes: PER_ROW, label: `${wire}[${size}]` }];
  const pieces: { at: number; bytes: number; label: string }[] = [];
  for (let at = offset; at < offset + size;) {
    const bytes = Math.min(PER_ROW - (at % PER_ROW), offset + size - at);
    pieces.push({ at, bytes, label: "" });
    at += bytes;
  }
  const longest = pieces.reduce((best, piece) => piece.bytes > best.bytes ? piece : best);
  longest.label = wire;
  return pieces;
}
