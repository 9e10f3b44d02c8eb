/**
 * Frames of a pcap or pcapng file, as they come. No package on npm that reads both is kept, so this is ours: as much of the
 * formats as a migration needs.
 */
import { ByteSource } from "./byte-source.ts";

export interface Frame {
  /** LINKTYPE_… of tcpdump's list: 1 is Ethernet. */
  linkType: number;
  data: Uint8Array;
}

/** Where a capture file cannot be read any further, and why. */
export class CaptureFault extends Error {
  override readonly name = "CaptureFault";

  constructor(byteOffset: number, reason: string) {
    super(`byte ${byteOffset} of the capture: ${reason}`);
  }
}

/** True for the first bytes of a pcap or pcapng file; four are enough. */
export function isCapture(head: Uint8Array): boolean {
  if (head.length < 4) return false;
  const magic = viewOf(head).getUint32(0);
  return magic === SECTION || MAGICS.has(magic);
}

/** @throws {CaptureFault} A file that is cut counts as ended where its last whole frame ends. */
export async function* captureFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const source = new ByteSource(chunks);
  try {
    const head = await source.read(4);
    const magic = viewOf(head).getUint32(0);
    yield* magic === SECTION ? pcapng(source) : pcap(source, MAGICS.get(magic)!);
    if (source.failure) throw new CaptureFault(source.at, source.failure.message);
  } finally {
    await source.close();
  }
}

/** Section header block; the same in both byte orders. */
const SECTION = 0x0a0d0d0a;
const BYTE_ORDER = 0x1a2b3c4d;
/** First word of a pcap file, of micro- or nanoseconds: true when it is little-endian. */
const MAGICS = new Map([
  [0xa1b2c3d4, false],
  [0xa1b23c4d, false],
  [0xd4c3b2a1, true],
  [0x4d3cb2a1, true],
]);
/** libpcap's own limit is 256 KiB. */
const LONGEST_FRAME = 1024 * 1024;

async function* pcap(source: ByteSource, little: boolean): AsyncGenerator<Frame> {
  const header = await source.read(20);
  if (header.length < 20) return;
  const linkType = viewOf(header).getUint32(16, little) & 0xffff;
  for (;;) {
    const at = source.at;
    const record = await source.read(16);
    if (record.length < 16) return;
    const length = viewOf(record).getUint32(8, little);
    if (length > LONGEST_FRAME) throw new CaptureFault(at + 8, `a frame of ${length} bytes`);
    const data = await source.read(length);
    if (data.length < length) return;
    yield { linkType, data };
  }
}

/** Enhanced and simple packet blocks of all sections; everything else is passed over. */
async function* pcapng(source: ByteSource): AsyncGenerator<Frame> {
  let little = false;
  let links: number[] = [];
  let type = SECTION;
  for (;;) {
    const at = source.at - 4;
    const head = await source.read(type === SECTION ? 8 : 4);
    if (head.length < (type === SECTION ? 8 : 4)) return;
    if (type === SECTION) {
      little = viewOf(head).getUint32(4, true) === BYTE_ORDER;
      if (!little && viewOf(head).getUint32(4) !== BYTE_ORDER) {
        throw new CaptureFault(at + 8, "no byte-order magic");
      }
      links = [];
    }
    const total = viewOf(head).getUint32(0, little);
    const left = total - 4 - head.length;
    if (left < 4) throw new CaptureFault(at + 4, `a block of ${total} bytes`);
    if (!KEPT.has(type)) {
      if (await source.skip(left) < left) return;
    } else {
      if (total > LONGEST_FRAME) {
        throw new CaptureFault(at + 4, `a frame's block of ${total} bytes`);
      }
      const body = await source.read(left);
      if (body.length < left) return;
      if (type === INTERFACE) links.push(viewOf(body).getUint16(0, little));
      else {
        const frame = frameOf(type, body.subarray(0, left - 4), links, little);
        if (!frame) throw new CaptureFault(at, "a frame longer than its block, or of no interface");
        yield frame;
      }
    }
    const next = await source.read(4);
    if (next.length < 4) return;
    type = viewOf(next).getUint32(0, little);
  }
}

const INTERFACE = 1;
const SIMPLE = 3;
const ENHANCED = 6;
const KEPT = new Set([INTERFACE, SIMPLE, ENHANCED]);

function frameOf(
  type: number,
  body: Uint8Array,
  links: readonly number[],
  little: boolean,
): Frame | undefined {
  const start = type === ENHANCED ? 20 : 4;
  if (body.length < start) return undefined;
  const view = viewOf(body);
  const linkType = links[type === ENHANCED ? view.getUint32(0, little) : 0];
  // A simple block may be cut at the interface's limit; its own length says where.
  const length = type === ENHANCED
    ? view.getUint32(12, little)
    : Math.min(view.getUint32(0, little), body.length - start);
  if (linkType === undefined || length > body.length - start) return undefined;
  return { linkType, data: body.subarray(start, start + length) };
}

function viewOf({ buffer, byteOffset, length }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, length);
}
