/** Lines out of pieces of a stream, in bounded memory. */
import { Buffer } from "node:buffer";

const NEWLINE = 10;

/** Keeps at most one unfinished line of `most` bytes. */
export class Lines {
  readonly #most: number;
  #pieces: Uint8Array[] = [];
  #length = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** The beginning of the line that is not ended yet. */
  get rest(): Uint8Array {
    return this.#pieces[0] ?? new Uint8Array();
  }

  /** The lines that end in `piece`, without their ends; undefined when one is too long. */
  add(piece: Uint8Array): Uint8Array[] | undefined {
    const lines: Uint8Array[] = [];
    let from = 0;
    for (let end; (end = piece.indexOf(NEWLINE, from)) >= 0; from = end + 1) {
      this.#keep(piece.subarray(from, end));
      if (this.#length > this.#most) return undefined;
      lines.push(this.#pieces.length === 1 ? this.#pieces[0] : Buffer.concat(this.#pieces));
      this.#pieces = [];
      this.#length = 0;
    }
    this.#keep(piece.subarray(from));
    return this.#length > this.#most ? undefined : lines;
  }

  #keep(piece: Uint8Array): void {
    if (piece.length === 0) return;
    this.#pieces.push(piece);
    this.#length += piece.length;
  }
}
