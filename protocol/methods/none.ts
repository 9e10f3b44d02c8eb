import { lengthOf, payloadShort, payloadSurplus } from "./payload-error.ts";

/** The payload is the pages themselves (SND-07). */
export class NoneCompressor {
  compress(pages: readonly Uint8Array[]): Uint8Array {
    const payload = new Uint8Array(lengthOf(pages));
    let at = 0;
    for (const page of pages) {
      payload.set(page, at);
      at += page.length;
    }
    return payload;
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
    let at = 0;
    for (const page of pages) {
      page.set(payload.subarray(at, at + page.length));
      at += page.length;
    }
  }

  close(): void {}
}
