/** Whether `bytes` end with `tail`. */
export function endsWith(bytes: Uint8Array, tail: Uint8Array): boolean {
  const start = bytes.length - tail.length;
  return start >= 0 && tail.every((byte, i) => bytes[start + i] === byte);
}
