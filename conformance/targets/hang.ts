/** Thrown where a faulty implementation would wait for ever; the outcome is `hung`. */
export class Hang extends Error {
  override readonly name = "Hang";
}
