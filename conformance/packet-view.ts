/** A packet's bytes as people look at them, field by field of the table; for counterexamples and `inspect`. */
import { hexOf } from "../generators/wire/hex.ts";
import { blockNameText } from "../protocol/block-name.ts";
import { flagNames } from "../protocol/flags.ts";
import { type Field, HEADER_LENGTH, type LayoutName, packetLayout } from "../protocol/layout.ts";
import type { PacketView } from "../reports/model.ts";

/** Used entries of `offset[]` that get a line of their own, and those behind that are not zero. */
const ENTRIES_SHOWN = 16;
const STALE_SHOWN = 4;
/** Bytes of the payload. */
const PAYLOAD_SHOWN = 64;

/** What there is of a packet, and where it stood. */
export interface PacketBytes {
  channel: number;
  /** Index on its channel. */
  packet: number;
  /** From the start of the channel. */
  byteOffset: number;
  /** Header and offsets; may be cut anywhere. */
  bytes: Uint8Array;
  layout: LayoutName;
  /** Entries of `offset[]`. */
  pageCount: number;
  payload?: Uint8Array;
}

/**
 * Every field of which there are bytes. `offsets` is said as a whole, then entry by entry: `offsets[0]` and so on, as
 * far as the counts claim and a few more where something stands behind those.
 */
export function packetView(given: PacketBytes): PacketView {
  const { channel, packet, byteOffset, layout, pageCount, payload } = given;
  const bytes = given.bytes.subarray(0, HEADER_LENGTH + 8 * pageCount);
  const fields: PacketView["fields"] = [];
  for (const field of packetLayout(layout)) {
    if (field.offset >= bytes.length) continue;
    if (field.type === "u64[]") fields.push(...offsetFields(bytes, layout));
    else fields.push(fieldView(field, bytes));
  }
  const last = fields.at(-1);
  const shown = Math.max(HEADER_LENGTH, last ? last.offset + last.size : 0);
  return {
    channel,
    packet,
    byteOffset,
    hex: hexOf(bytes.subarray(0, shown)),
    length: bytes.length,
    fields,
    ...(payload && payload.length > 0 && {
      payload: { length: payload.length, hex: hexOf(payload.subarray(0, PAYLOAD_SHOWN)) },
    }),
  };
}

function fieldView({ name, offset, size, type }: Field, bytes: Uint8Array) {
  const here = bytes.subarray(offset, offset + size);
  const value = here.length < size
    ? `cut: ${here.length} of ${size} bytes`
    : type === "string"
    ? nameText(here)
    : type === "bytes"
    ? here.every((byte) => byte === 0) ? "zero" : "not zero"
    : numberText(name, BigInt("0x" + hexOf(here)));
  return { name, offset, size: here.length, value };
}

function numberText(name: string, value: bigint): string {
  if (name === "magic") return hexText(value);
  if (name === "flags") return `${flagNames(Number(value))} (${hexText(value)})`;
  return value.toString();
}

/** Quoted; says so where no NUL ends it (RCV-24). */
function nameText(field: Uint8Array): string {
  const text = JSON.stringify(blockNameText(field));
  return field.includes(0) ? text : `${text}, no NUL`;
}

function offsetFields(bytes: Uint8Array, layout: LayoutName): PacketView["fields"] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const entries = Math.floor((bytes.length - HEADER_LENGTH) / 8);
  const entry = (i: number) => view.getBigUint64(HEADER_LENGTH + 8 * i);
  const normal = Math.min(view.getUint32(16), entries);
  const zero = layout === "patch" ? Math.min(view.getUint32(32), entries - normal) : 0;
  const used = normal + zero;
  const stale: number[] = [];
  for (let i = used; i < entries; i++) if (entry(i) !== 0n) stale.push(i);
  const shown = [
    ...Array.from({ length: Math.min(used, ENTRIES_SHOWN) }, (_, i) => i),
    ...stale.slice(0, STALE_SHOWN),
  ];
  const partAt = (i: number) => i < normal ? "normal" : i < used ? "zero" : "unused";
  return [
    {
      name: "offsets",
      offset: HEADER_LENGTH,
      size: Math.min(8 * Math.max(used, 1), bytes.length - HEADER_LENGTH),
      value: `${normal} normal, ${zero} zero, ${entries - used} unused` +
        (stale.length > 0 ? `, ${stale.length} of them not zero` : ""),
    },
    ...shown.map((i) => ({
      name: `offsets[${i}]`,
      offset: HEADER_LENGTH + 8 * i,
      size: 8,
      value: `${hexText(entry(i))} ${partAt(i)}`,
    })),
  ];
}

function hexText(value: bigint): string {
  return "0x" + value.toString(16);
}
