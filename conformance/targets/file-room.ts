let room = new Uint8Array(0);

/**
 * Zeros for a mapped-ram file, in the same memory at each call: of its megabytes, almost all padding, new ones each time
 * cost more than all else a sender does.
 */
export function fileRoom(length: number): Uint8Array {
  if (room.length < length) room = new Uint8Array(length);
  return room.subarray(0, length).fill(0);
}
