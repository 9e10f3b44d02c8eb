/** The `ramblock` field: a NUL-terminated name in 256 bytes. */

/** Bytes of the field. */
export const NAME_FIELD_LENGTH = 256;

/**
 * The field for a name, padded with zeros (LAY-05). Throws a RangeError when the name takes more than 255 bytes or
 * has a NUL in it.
 */
export function blockNameField(name: string): Uint8Array {
  const bytes = ENCODER.encode(name);
  if (bytes.length >= NAME_FIELD_LENGTH) {
    throw new RangeError(`ramblock: ${bytes.length} bytes, at most ${NAME_FIELD_LENGTH - 1} fit`);
  }
  if (bytes.includes(0)) throw new RangeError("ramblock: a NUL inside the name");
  const field = new Uint8Array(NAME_FIELD_LENGTH);
  field.set(bytes);
  return field;
}

/** The name's bytes: up to the first NUL, at most 255 (RCV-24). A view. */
export function blockNameBytes(field: Uint8Array): Uint8Array {
  const end = field.indexOf(0);
  return field.subarray(0, end < 0 ? NAME_FIELD_LENGTH - 1 : end);
}

/** The name as people read it; bytes that are no UTF-8 become U+FFFD, so it may not be the name of any block. */
export function blockNameText(field: Uint8Array): string {
  return LOSSY.decode(blockNameBytes(field));
}

/** The block with exactly the field's name, or undefined; names that are no UTF-8 match none. */
export function findBlock<Block extends { name: string }>(
  blocks: readonly Block[],
  field: Uint8Array,
): Block | undefined {
  for (const block of blocks) if (isName(block.name, field)) return block;
  return undefined;
}

/** ASCII is compared where it stands. */
function isName(name: string, field: Uint8Array): boolean {
  const { length } = name;
  for (let i = 0; i < length; i++) {
    const code = name.charCodeAt(i);
    if (code > 0x7f) return name === strictText(field);
    if (code !== field[i] || code === 0) return false;
  }
  return length < NAME_FIELD_LENGTH && (!field[length] || length === NAME_FIELD_LENGTH - 1);
}

function strictText(field: Uint8Array): string | undefined {
  try {
    return STRICT.decode(blockNameBytes(field));
  } catch {
    return undefined;
  }
}

const ENCODER = new TextEncoder();
const STRICT = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const LOSSY = new TextDecoder("utf-8", { ignoreBOM: true });
