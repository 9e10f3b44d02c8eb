/** Seeds: everything random comes from the run's one. */

/** A 31-bit seed for a part of the run, so that parts do not depend on which others run. */
export function seedOf(seed: number, ...parts: string[]): number {
  let hash = (seed ^ 0x811c9dc5) >>> 0;
  for (const char of parts.join("\0")) {
    hash = Math.imul(hash ^ char.codePointAt(0)!, 0x01000193) >>> 0;
  }
  return hash >>> 1;
}
