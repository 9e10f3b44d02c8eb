import { Buffer } from "node:buffer";
import { NativeStream } from "./native-stream.ts";
import type { StreamFormat } from "./stream-format.ts";

const answers = new Map<StreamFormat, boolean>();

/** Whether a stream that was reset is as good as new. Tried once a format: Bun's zstd forgets its parameters. */
export function resets(format: StreamFormat): boolean {
  let answer = answers.get(format);
  if (answer === undefined) answers.set(format, answer = tryOut(format));
  return answer;
}

const PAGE = Uint8Array.from({ length: 4096 }, (_, i) => (i * i) >> 3);

/** The same bytes from a compressor as before; a decompressor goes on, and goes on refusing what its options forbid. */
function tryOut(format: StreamFormat): boolean {
  const compressor = new NativeStream(format.compress, format.compressOptions(1));
  const decompressor = new NativeStream(format.decompress, format.decompressOptions);
  try {
    const { packet } = format.flush;
    const first = outputOf(compressor, packet, PAGE);
    compressor.reset();
    const same = Buffer.compare(first, outputOf(compressor, packet, PAGE)) === 0;
    let refused = 0;
    for (let i = 0; i < 2; i++) {
      try {
        outputOf(decompressor, packet, format.forbidden);
      } catch {
        refused++;
      }
      decompressor.reset();
    }
    return same && refused === 2 &&
      Buffer.compare(PAGE, outputOf(decompressor, packet, first)) === 0;
  } catch {
    return false;
  } finally {
    compressor.close();
    decompressor.close();
  }
}

function outputOf(stream: NativeStream, flush: number, input: Uint8Array): Uint8Array {
  const output = new Uint8Array(2 * PAGE.length);
  stream.step(flush, input, 0, input.length, output, 0, output.length);
  return output.subarray(0, output.length - stream.unwritten);
}
