import { assert, assertEquals, assertThrows } from "@std/assert";
import { test } from "node:test";
import * as zlib from "node:zlib";
import { Buffer } from "node:buffer";
import { type ErrorCode, ProtocolError } from "../errors.ts";
import type { Decompressor } from "../method.ts";
import { IMPLEMENTATIONS, likeThese, noisePage, textPage } from "./testing.ts";

/** Refused with this code, and as the requirement that belongs to it. */
function refused(decompressor: Decompressor, payload: Uint8Array, count: number, code: ErrorCode) {
  const pages = Array.from({ length: count }, () => new Uint8Array(4096));
  const error = assertThrows(() => decompressor.decompress(payload, pages), ProtocolError);
  const { detail } = error;
  assertEquals(detail.code, code, error.message);
  assertEquals(detail.requirement, code === "payload-surplus" ? "RCV-43" : "RCV-20");
  assertEquals(detail.field, "payload");
  assert(detail.byteOffset >= 0 && detail.byteOffset <= payload.length);
  return detail;
}

for (const { name, format, compressor, decompressor } of IMPLEMENTATIONS) {
  const isMinizlib = name.endsWith("minizlib");
  const pages = [textPage(1), noisePage(2), textPage(3)];

  /** Payloads of a stream that goes on. */
  const payloads = (...packets: Uint8Array[][]) => {
    const stream = compressor();
    const made = packets.map((packet) => stream.compress(packet));
    stream.close();
    return made;
  };

  test(`${name}: state is kept from packet to packet, for pages beside each other and apart`, () => {
    const packets = [pages, [textPage(1)], pages.toReversed(), [noisePage(2)]];
    const reader = decompressor();
    payloads(...packets).forEach((payload, p) => {
      const apart = likeThese(packets[p]);
      const ram = new Uint8Array(packets[p].length * 4096);
      const beside = packets[p].map((_, i) => ram.subarray(i * 4096, (i + 1) * 4096));
      const back = p % 2 ? beside : apart;
      reader.decompress(payload, back);
      assertEquals(Buffer.compare(Buffer.concat(back), Buffer.concat(packets[p])), 0);
    });
    reader.close();
  });

  test(`${name}: every level is read`, () => {
    const [lowest, highest] = format.levels;
    for (let level = lowest; level <= highest; level++) {
      const stream = compressor(level);
      const reader = decompressor();
      for (let packet = 0; packet < 2; packet++) {
        const back = likeThese(pages);
        reader.decompress(stream.compress(pages), back);
        assertEquals(back, pages);
      }
      stream.close();
      reader.close();
    }
  });

  test(`${name}: nothing but the pages is written`, () => {
    const ram = new Uint8Array(5 * 4096).fill(0xa5);
    const reader = decompressor();
    const [payload] = payloads(pages);
    const back = [3, 1, 2].map((i) => ram.subarray(i * 4096, (i + 1) * 4096));
    reader.decompress(payload, back);
    reader.close();
    assertEquals(back, pages);
    for (const i of [0, 4]) {
      assert(ram.subarray(i * 4096, (i + 1) * 4096).every((byte) => byte === 0xa5));
    }
  });

  test(`${name}: a payload cut anywhere is short, but for a flush tail alone`, () => {
    const [payload] = payloads([textPage(1)]);
    const tail = format.method === "zlib" ? 5 : 0;
    for (let length = 0; length < payload.length - tail; length += length < 20 ? 1 : 37) {
      const reader = decompressor();
      refused(reader, payload.subarray(0, length), 1, "payload-short");
      reader.close();
    }
  });

  test(`${name}: one page fewer than the packet says is short, one more is surplus`, () => {
    const [payload] = payloads(pages);
    const short = decompressor();
    const detail = refused(short, payload, 4, "payload-short");
    assertEquals([detail.value, detail.bound], [3 * 4096, 4 * 4096]);
    const surplus = decompressor();
    refused(surplus, payload, 2, "payload-surplus");
    short.close();
    surplus.close();
  });

  test(`${name}: one byte too many is surplus, one too few is short`, () => {
    for (const [length, code] of [[4097, "payload-surplus"], [4095, "payload-short"]] as const) {
      for (const fill of [textPage, noisePage]) {
        const reader = decompressor();
        refused(reader, payloads([fill(1, length)])[0], 1, code);
        reader.close();
      }
    }
  });

  test(`${name}: a surplus of one page is seen in a later packet too`, () => {
    const [first, second] = payloads([textPage(1)], pages);
    const reader = decompressor();
    reader.decompress(first, [new Uint8Array(4096)]);
    refused(reader, second, 2, "payload-surplus");
    reader.close();
  });

  test(`${name}: bytes behind the payload are surplus`, () => {
    const [payload] = payloads(pages);
    const junks = ["dedede", "deadbeef".repeat(7), "ffffffffffff", "06"];
    // The beginnings of legal blocks: stored or raw ones of 5 and 12 bytes, without them.
    const begun = format.method === "zlib" ? ["00", "000500faff"] : ["00", "600000", "6000004142"];
    for (const junk of isMinizlib && format.method === "zlib" ? junks : [...junks, ...begun]) {
      const reader = decompressor();
      const long = new Uint8Array(Buffer.concat([payload, Buffer.from(junk, "hex")]));
      const error = assertThrows(() => reader.decompress(long, likeThese(pages)), ProtocolError);
      // minizlib drops what it had when an error comes, so it cannot tell where the error was.
      const codes = isMinizlib ? ["payload-surplus", "payload-corrupt"] : ["payload-surplus"];
      assert(codes.includes(error.detail.code), `${junk}: ${error.message}`);
      reader.close();
    }
  });

  test(`${name}: blocks without content behind the pages are not surplus`, () => {
    const block = format.method === "zlib" ? "000000ffff" : "000000";
    const [payload, next] = payloads(pages, [textPage(8)]);
    const reader = decompressor();
    const back = likeThese(pages);
    const padding = Buffer.from(block.repeat(20_000), "hex");
    reader.decompress(new Uint8Array(Buffer.concat([payload, padding])), back);
    assertEquals(back, pages);
    const page = new Uint8Array(4096);
    reader.decompress(next, [page]);
    assertEquals(page, textPage(8));
    reader.close();
  });

  test(`${name}: garbage is corrupt`, () => {
    for (const garbage of ["de".repeat(40), "00".repeat(40), "ff".repeat(40)]) {
      const reader = decompressor();
      const bytes = new Uint8Array(Buffer.from(garbage, "hex"));
      refused(reader, bytes, 1, "payload-corrupt");
      reader.close();
    }
  });

  test(`${name}: a damaged block of a stream that runs is corrupt`, () => {
    const [first, second] = payloads([textPage(1)], [noisePage(2)]);
    const reader = decompressor();
    reader.decompress(first, [new Uint8Array(4096)]);
    const damaged = second.slice();
    damaged[0] = 0x06;
    refused(reader, damaged, 1, "payload-corrupt");
    reader.close();
  });

  test(`${name}: a stream that restarts without having ended is corrupt`, () => {
    const [first] = payloads([noisePage(1)]);
    const [restarted] = payloads([noisePage(2)]);
    const reader = decompressor();
    reader.decompress(first, [new Uint8Array(4096)]);
    refused(reader, restarted, 1, "payload-corrupt");
    reader.close();
  });

  test(`${name}: after a refusal every later payload is refused`, () => {
    const [first, second] = payloads(pages, pages);
    const reader = decompressor();
    refused(reader, first, 2, "payload-surplus");
    refused(reader, second, 3, "payload-corrupt");
    reader.close();
  });

  test(`${name}: no pages take no bytes, and the stream is not touched`, () => {
    const reader = decompressor();
    reader.decompress(new Uint8Array(0), []);
    const [first, second] = payloads(pages, pages);
    reader.decompress(first, likeThese(pages));
    reader.decompress(new Uint8Array(0), []);
    const back = likeThese(pages);
    reader.decompress(second, back);
    assertEquals(back, pages);
    refused(reader, Uint8Array.of(1), 0, "payload-surplus");
    reader.close();
  });

  test(`${name}: it cannot be used when closed, and closes twice`, () => {
    const reader = decompressor();
    reader.close();
    reader.close();
    refused(reader, payloads(pages)[0], 3, "payload-corrupt");
  });

  test(`${name}: any bytes at all give a typed error or pages`, () => {
    const [payload] = payloads(pages);
    for (let round = 0; round < 300; round++) {
      const noise = noisePage(round + 1, 8);
      const bytes = payload.slice();
      for (let i = 0; i < 1 + round % 3; i++) {
        bytes[(noise[2 * i] * 256 + noise[2 * i + 1]) % (round % 2 ? 40 : bytes.length)] ^=
          noise[7];
      }
      const reader = decompressor();
      try {
        reader.decompress(bytes, likeThese(pages));
      } catch (error) {
        assert(error instanceof ProtocolError, String(error));
      }
      reader.close();
    }
  });

  const ended = () => {
    const stream = compressor();
    const made = [stream.end(pages), stream.compress([textPage(5)])];
    stream.close();
    return made;
  };

  if (format.method === "zlib") {
    test(`${name}: a stream that ends with its packet is corrupt`, () => {
      for (const count of [3, 4]) {
        const reader = decompressor();
        refused(reader, ended()[0], count, count === 3 ? "payload-corrupt" : "payload-short");
        reader.close();
      }
    });

    test(`${name}: bytes behind a stream's end are surplus, a stream that ended early is corrupt`, () => {
      const [payload] = ended();
      const long = new Uint8Array(Buffer.concat([payload, Buffer.from("0000ffff", "hex")]));
      const reader = decompressor();
      refused(reader, long, 3, "payload-surplus");
      reader.close();
      const other = decompressor();
      refused(other, long, 4, "payload-corrupt");
      other.close();
    });

    test(`${name}: a payload without its flush tail is taken when its pages are complete`, () => {
      for (const page of [textPage(1), noisePage(1)]) {
        for (let missing = 1; missing <= 5; missing++) {
          const [payload, next] = payloads([page], [textPage(2)]);
          const reader = decompressor();
          const back = likeThese([page]);
          reader.decompress(payload.subarray(0, payload.length - missing), back);
          assertEquals(back, [page]);
          if (missing < 3) refused(reader, next, 1, "payload-corrupt");
          reader.close();
        }
      }
    });
  } else {
    test(`${name}: a frame may end with its packet, and a new one begins`, () => {
      const [first, second] = ended();
      const reader = decompressor();
      const back = likeThese(pages);
      reader.decompress(first, back);
      assertEquals(back, pages);
      const page = new Uint8Array(4096);
      reader.decompress(second, [page]);
      assertEquals(page, textPage(5));
      reader.close();
    });

    test(`${name}: frames of any make are read, several in a payload, skippable ones between them`, () => {
      const skippable = Buffer.from("532a4d1803000000414243", "hex");
      const frames = [
        zstdSync(pages[0], { [constant("ZSTD_c_checksumFlag")]: 1 }),
        skippable,
        zstdSync(pages[1], { [constant("ZSTD_c_contentSizeFlag")]: 0 }),
        zstdSync(pages[2], {}),
      ];
      const reader = decompressor();
      for (let round = 0; round < 2; round++) {
        const back = likeThese(pages);
        reader.decompress(new Uint8Array(Buffer.concat(frames)), back);
        assertEquals(back, pages);
      }
      refused(
        reader,
        new Uint8Array(Buffer.concat([...frames, skippable.subarray(0, 9)])),
        3,
        "payload-surplus",
      );
      reader.close();
    });

    test(`${name}: a window of 32 MiB is taken, a larger one refused`, () => {
      // Magic, a header with a window and no content size, one raw block of one byte.
      const frame = (log: number) =>
        Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd, 0, log - 10 << 3, 8, 0, 0, 7);
      const reader = decompressor();
      const byte = new Uint8Array(1);
      reader.decompress(frame(25), [byte]);
      assertEquals(byte[0], 7);
      refused(reader, frame(26), 1, "payload-corrupt");
      reader.close();
    });
  }
}

function constant(name: string): number {
  return (zlib.constants as unknown as Record<string, number>)[name];
}

function zstdSync(bytes: Uint8Array, params: Record<number, number>): Uint8Array {
  const library = zlib as unknown as { zstdCompressSync(b: Uint8Array, o: unknown): Uint8Array };
  return library.zstdCompressSync(bytes, { params });
}
