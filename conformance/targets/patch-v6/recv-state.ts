/** multifd_recv_state and the MultiFDRecvParams of each channel. */
import type { MethodName } from "../../../protocol/flags.ts";
import { pageCountOf } from "../../../protocol/layout.ts";
import { emptyPacket, type Packet } from "../../../protocol/packet.ts";
import type { PageRef } from "../../../protocol/ram.ts";
import { isZeroPage } from "../../../protocol/zero-page.ts";
import type { ReceiverSession } from "../../target.ts";
import { GuestBlock } from "./guest-block.ts";
import type { PageReader } from "./page-readers.ts";
import type { Socket } from "./socket.ts";
import { Semaphore } from "./threads.ts";

export class RecvParams {
  readonly id: number;
  /** Absent until a greeting with this id came. */
  socket?: Socket;
  readonly semSync = new Semaphore();
  packetsRecved = 0;
  totalNormalPages = 0;
  totalZeroPages = 0;
  pageReader?: PageReader;
  readonly packet: Packet;

  // Of the packet at hand.
  flags = 0;
  nextPacketSize = 0;
  block?: GuestBlock;
  normal: BigUint64Array = NO_OFFSETS;
  zero: BigUint64Array = NO_OFFSETS;

  constructor(id: number, pageCount: number) {
    this.id = id;
    this.packet = emptyPacket(pageCount);
  }
}

export class RecvState {
  readonly pageSize: number;
  readonly pageCount: number;
  readonly method: MethodName;
  readonly blocks: readonly GuestBlock[];
  readonly params: readonly RecvParams[];
  /** Channels that have greeted. */
  count = 0;
  exiting = false;
  readonly semSync = new Semaphore();
  /** The migration's error: the first one stays. */
  error?: string;
  readonly trace: string[] = [];
  readonly writes: PageRef[] = [];

  constructor({ pageSize, channels, method, blocks }: ReceiverSession) {
    this.pageSize = pageSize;
    this.pageCount = pageCountOf(pageSize);
    this.method = method;
    this.blocks = blocks.map((block) => new GuestBlock(block, pageSize));
    this.params = Array.from({ length: channels }, (_, id) => new RecvParams(id, this.pageCount));
  }

  /** Writes zeros only where there is something else. */
  clear(block: GuestBlock, offset: bigint, page: Uint8Array): void {
    if (isZeroPage(page, 0, page.length)) return;
    page.fill(0);
    this.writes.push({ ramblock: block.name, offset: Number(offset) });
  }

  /** multifd_recv_terminate_threads: whoever waits for SYNC is let go, but not the main thread at its barrier. */
  terminateThreads(error?: string): void {
    if (this.exiting) return;
    this.exiting = true;
    this.error ??= error;
    for (const { semSync, socket } of this.params) {
      semSync.post();
      socket?.shutdown();
    }
  }
}

const NO_OFFSETS = new BigUint64Array(0);
