import { NativeCompressor } from "./native-compressor.ts";
import { NativeDecompressor } from "./native-decompressor.ts";
import type { StreamFormat } from "./stream-format.ts";

const answers = new Map<StreamFormat, boolean>();

/** Whether `node:zlib`'s engine behaves as `NativeStream` needs. Tried once a format, when first asked. */
export function nativeWorks(format: StreamFormat): boolean {
  let answer = answers.get(format);
  if (answer === undefined) {
    answer = tryOut(format);
    answers.set(format, answer);
  }
  return answer;
}

const PAGE = 4096;

/** Two packets of one stream there and back; garbage, a short payload and a long one refused. */
function tryOut(format: StreamFormat): boolean {
  try {
    const page = Uint8Array.from({ length: PAGE }, (_, i) => (i * i) >> 3);
    const other = new Uint8Array(PAGE);
    const compressor = new NativeCompressor(format, 1);
    const first = compressor.compress([page, other]);
    const second = compressor.compress([other, page]);
    const last = compressor.end([page]);
    compressor.close();

    const decompressor = new NativeDecompressor(format);
    const pages = [new Uint8Array(PAGE), new Uint8Array(PAGE).fill(1)];
    const gives = (payload: Uint8Array, a: Uint8Array, b: Uint8Array) => {
      decompressor.decompress(payload, pages);
      return same(pages[0], a) && same(pages[1], b);
    };
    const right = gives(first, page, other) && gives(second, other, page);
    const ends = format.endsOnce === refuses(decompressor, last, 1);
    decompressor.close();
    return right && ends &&
      refuses(new NativeDecompressor(format), page, 1) &&
      refuses(new NativeDecompressor(format), first.subarray(0, first.length >> 1), 2) &&
      refuses(new NativeDecompressor(format), first, 1);
  } catch {
    return false;
  }
}

function refuses(decompressor: NativeDecompressor, payload: Uint8Array, count: number): boolean {
  const pages = Array.from({ length: count }, () => new Uint8Array(PAGE));
  try {
    decompressor.decompress(payload, pages);
    return false;
  } catch (error) {
    return error instanceof Error && error.name === "ProtocolError";
  } finally {
    decompressor.close();
  }
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
