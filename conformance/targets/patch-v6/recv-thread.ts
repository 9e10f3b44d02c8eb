/** One channel of the receiver, behind its greeting: multifd_recv_thread, step by step. */
import { blockNameText, findBlock } from "../../../protocol/block-name.ts";
import { FLAG, METHOD_MASK, methodFlag } from "../../../protocol/flags.ts";
import { MAGIC, packetLength, VERSION } from "../../../protocol/layout.ts";
import { parsePacketInto } from "../../../protocol/packet.ts";
import { traceLine } from "../../../protocol/trace.ts";
import { Crash, Refusal } from "./ends.ts";
import type { GuestBlock } from "./guest-block.ts";
import { ZlibPageReader, ZstdPageReader } from "./page-readers.ts";
import type { RecvParams, RecvState } from "./recv-state.ts";
import type { Socket } from "./socket.ts";
import type { Task } from "./threads.ts";

export function* recvThread(state: RecvState, p: RecvParams, socket: Socket): Task {
  try {
    yield* receivePackets(state, p, socket);
  } catch (thrown) {
    if (!(thrown instanceof Refusal)) throw thrown;
    state.terminateThreads(`multifd ${p.id}: ${thrown.message}`);
  }
  state.trace.push(traceLine({
    kind: "recv-end",
    channel: p.id,
    packets: p.packetsRecved,
    normalPages: p.totalNormalPages,
    zeroPages: p.totalZeroPages,
  }));
}

function* receivePackets(state: RecvState, p: RecvParams, socket: Socket): Task {
  const length = packetLength(state.pageCount);
  while (!state.exiting) {
    const bytes = yield* socket.takeUpTo(length);
    if (bytes.length === 0) return;
    if (bytes.length < length) {
      throw new Refusal(`the stream ended at byte ${bytes.length} of a packet`);
    }
    unfillPacket(state, p, bytes);
    const sync = (p.flags & FLAG.SYNC) !== 0;
    if (p.normal.length > 0 || p.zero.length > 0) yield* receivePages(state, p, socket);
    if (sync) {
      state.semSync.post();
      yield* p.semSync.wait();
    }
  }
}

/** multifd_recv_unfill_packet: counters and trace take the packet in before its block and offsets are looked at. */
function unfillPacket(state: RecvState, p: RecvParams, bytes: Uint8Array): void {
  const { packet } = p;
  parsePacketInto(packet, bytes);
  const { magic, version, pagesAlloc, normalPages, zeroPages, offsets } = packet;
  if (magic !== MAGIC) throw new Refusal(`magic is 0x${magic.toString(16)}`);
  if (version !== VERSION) throw new Refusal(`version is ${version}`);
  p.flags = packet.flags;
  if (pagesAlloc > state.pageCount) {
    throw new Refusal(`room for ${pagesAlloc} pages, at most ${state.pageCount} are expected`);
  }
  if (normalPages > pagesAlloc) {
    throw new Refusal(`${normalPages} normal pages, at most ${pagesAlloc} are expected`);
  }
  if (zeroPages > pagesAlloc - normalPages) {
    throw new Refusal(`${zeroPages} zero pages, at most ${pagesAlloc - normalPages} are expected`);
  }
  p.nextPacketSize = packet.nextPacketSize;
  p.packetsRecved++;
  p.totalNormalPages += normalPages;
  p.totalZeroPages += zeroPages;
  state.trace.push(traceLine({ ...packet, kind: "recv", channel: p.id }));
  p.normal = offsets.subarray(0, normalPages);
  p.zero = offsets.subarray(normalPages, normalPages + zeroPages);
  if (normalPages === 0 && zeroPages === 0) return;
  p.block = blockByName(state, packet.ramblock);
  checkOffsets(p.normal, p.block, state.pageSize);
  checkOffsets(p.zero, p.block, state.pageSize);
}

/** A NUL is put into the last byte, then C's string comparison decides. */
function blockByName(state: RecvState, field: Uint8Array): GuestBlock {
  const block = findBlock(state.blocks, field);
  if (!block) throw new Refusal(`no RAM block ${JSON.stringify(blockNameText(field))}`);
  return block;
}

/** The subtraction wraps around in 64 bits where the block is shorter than a page (RCV-10). */
function checkOffsets(offsets: BigUint64Array, { usedLength }: GuestBlock, pageSize: number): void {
  const last = BigInt.asUintN(64, BigInt(usedLength) - BigInt(pageSize));
  for (const offset of offsets) {
    if (offset > last) throw new Refusal(`offset ${offset} in a block of ${usedLength} bytes`);
  }
}

/** nocomp_recv, zlib_recv and zstd_recv. */
function* receivePages(state: RecvState, p: RecvParams, socket: Socket): Task {
  const flags = p.flags & METHOD_MASK;
  const expected = methodFlag(state.method);
  if (flags !== expected) throw new Refusal(`method bits are ${flags}, not ${expected}`);
  // multifd_recv_zero_page_process: before the payload is read.
  for (const offset of p.zero) state.clear(p.block!, offset, pageAt(p, offset));
  if (state.method === "none") yield* receiveUncompressed(p, socket);
  else yield* receiveCompressed(state, p, socket);
}

/** Straight into RAM, whatever next_packet_size says. It is the kernel that writes: a bad address is an error. */
function* receiveUncompressed(p: RecvParams, socket: Socket): Task {
  for (const offset of p.normal) {
    const page = p.block!.page(offset);
    if (!page) throw new Refusal(`bad address for the page at ${offset}`);
    yield* socket.read(page);
  }
}

/** The assertion of RCV-21, and a buffer of 1 MiB that takes what next_packet_size says (RCV-23). */
function* receiveCompressed(state: RecvState, p: RecvParams, socket: Socket): Task {
  const size = p.nextPacketSize;
  if (p.normal.length === 0) {
    if (size === 0) return;
    throw new Crash("SIGABRT", `${state.method}_recv: assertion in_size == 0 failed (${size})`);
  }
  const payload = yield* socket.take(Math.min(size, BUFFER_LENGTH));
  if (size > BUFFER_LENGTH) yield* overrunBuffer(state, size, socket);
  p.pageReader ??= state.method === "zlib" ? new ZlibPageReader() : new ZstdPageReader();
  p.pageReader.read(payload, p.normal.length, (index) => pageAt(p, p.normal[index]));
}

/** zbuff: twice MULTIFD_PACKET_SIZE. */
const BUFFER_LENGTH = 1024 * 1024;

/**
 * The first byte behind the buffer is somebody else's. A real process is then accepted, refused by the kernel or dead
 * (all three were seen); a model needs one of them. A claim alone harms nobody: the stream ends before.
 */
function* overrunBuffer(state: RecvState, size: number, socket: Socket): Task {
  yield* socket.take(1);
  throw new Crash(
    "SIGSEGV",
    `${state.method}_recv: ${size} bytes into a buffer of ${BUFFER_LENGTH}`,
  );
}

/** A pointer into the block. It is the process that writes: outside of its memory it dies. */
function pageAt({ block }: RecvParams, offset: bigint): Uint8Array {
  const page = block!.page(offset);
  if (!page) {
    throw new Crash("SIGSEGV", `no memory at ${offset} of block ${JSON.stringify(block!.name)}`);
  }
  return page;
}
