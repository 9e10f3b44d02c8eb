let room = new Uint8Array(0);

/** Bytes; files of the suite have a tenth. */
const MOST = 64 * 1024 * 1024;

/**
 * Zeros for a mapped-ram file, in the same memory at each call: of its megabytes, almost all padding, new ones each time
 * cost more than all else a sender does. Throws a RangeError where a faulty sender wants far more than any file has.
 */
export function fileRoom(length: number): Uint8Array {
  if (length > MOST) throw new RangeError(`a mapped-ram file of ${length} bytes`);
  if (room.length < length) room = new Uint8Array(length);
  return room.subarray(0, length).fill(0);
}
