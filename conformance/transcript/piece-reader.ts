import { concat } from "@std/bytes";

/** Bytes of a stream, and which of the observation's writes they are. */
export interface Piece {
  data: Uint8Array;
  position: number;
}

/** Reads a stream from front to back where its pieces stand: only what lies in several of them is copied. */
export class PieceReader {
  readonly #pieces: readonly Piece[];
  /** Of the piece that is read, and how much of it was. */
  #index = 0;
  #used = 0;
  /** Bytes in all. */
  readonly length: number;
  /** How many have been read. */
  at = 0;

  constructor(pieces: readonly Piece[]) {
    this.#pieces = pieces;
    let length = 0;
    for (const { data } of pieces) length += data.length;
    this.length = length;
  }

  get left(): number {
    return this.length - this.at;
  }

  /** Which write brought the last byte that was read. */
  get position(): number {
    return this.#pieces[this.#index]?.position ?? 0;
  }

  /** The next `length` bytes, or as many as there are. */
  take(length: number): Uint8Array {
    const wanted = Math.min(length, this.left);
    this.at += wanted;
    const first = this.#some(wanted);
    if (first.length === wanted) return first;
    const parts = [first];
    for (let missing = wanted - first.length; missing > 0;) {
      const part = this.#some(missing);
      parts.push(part);
      missing -= part.length;
    }
    return concat(parts);
  }

  /** Up to `wanted` bytes of one piece. */
  #some(wanted: number): Uint8Array {
    if (wanted === 0) return NOTHING;
    while (this.#used === this.#pieces[this.#index].data.length) {
      this.#index++;
      this.#used = 0;
    }
    const { data } = this.#pieces[this.#index];
    const part = data.subarray(this.#used, this.#used + wanted);
    this.#used += part.length;
    return part;
  }
}

const NOTHING = new Uint8Array(0);
