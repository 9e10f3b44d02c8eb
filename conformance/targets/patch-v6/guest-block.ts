import type { RamBlock } from "../../../protocol/ram.ts";

/** A RAM block as the process has it: mapped in whole pages, at least one. */
export class GuestBlock {
  readonly name: string;
  readonly usedLength: number;
  readonly #pageSize: number;
  /** Offset of the last page that is all memory. */
  readonly #last: bigint;
  readonly #mapping: Uint8Array;

  constructor({ name, usedLength, bytes }: RamBlock, pageSize: number) {
    this.name = name;
    this.usedLength = usedLength;
    this.#pageSize = pageSize;
    const length = Math.max(1, Math.ceil(usedLength / pageSize)) * pageSize;
    this.#last = BigInt(length - pageSize);
    // Of a longer block nothing behind `usedLength` is ever read: the session's bytes will do.
    this.#mapping = usedLength < pageSize ? new Uint8Array(length) : bytes;
    if (this.#mapping !== bytes) this.#mapping.set(bytes);
  }

  /** The page at `offset`, where there is memory, as far as it shows; nobody looks at `usedLength` any more. */
  page(offset: bigint): Uint8Array | undefined {
    if (offset > this.#last) return undefined;
    return this.#mapping.subarray(Number(offset), Number(offset) + this.#pageSize);
  }

  contents(): RamBlock {
    const { name, usedLength } = this;
    return { name, usedLength, bytes: this.#mapping.subarray(0, usedLength) };
  }
}
