import { zeros } from "../slab.ts";
import { gather, lengthOf, scatter } from "./pages.ts";
import { payloadShort, payloadSurplus } from "./payload-error.ts";

/** The payload is the pages themselves (SND-07). */
export class NoneCompressor {
  compress(pages: readonly Uint8Array[]): Uint8Array {
    return gather(pages, zeros(lengthOf(pages)));
  }

  end(pages: readonly Uint8Array[]): Uint8Array {
    return this.compress(pages);
  }

  close(): void {}
}

export class NoneDecompressor {
  decompress(payload: Uint8Array, pages: readonly Uint8Array[]): void {
    const total = lengthOf(pages);
    if (payload.length < total) throw payloadShort(payload.length, payload.length, total);
    if (payload.length > total) throw payloadSurplus(total, total);
    scatter(payload, pages);
  }

  close(): void {}
}
