/** multifd_send_state, the MultiFDSendParams of each channel and the migration's statistics. */
import type { MethodName } from "../../../protocol/flags.ts";
import { pageCountOf } from "../../../protocol/layout.ts";
import { type Compressor, createCompressor } from "../../../protocol/method.ts";
import { emptyPacket, type Packet } from "../../../protocol/packet.ts";
import type { RamBlock } from "../../../protocol/ram.ts";
import { FileImage } from "../../../protocol/sender/file-image.ts";
import type { SenderSession, SenderWrite } from "../../target.ts";
import { fileRoom } from "../file-room.ts";

/** MultiFDPages_t: pages of one block on their way to a channel. */
export interface Pages {
  block: RamBlock;
  offsets: number[];
  /** How many of them, from the front, are normal; 0 until a channel has looked. */
  normalNum: number;
}

export class SendParams {
  readonly id: number;
  /** One buffer for all packets of the channel, never cleared: what is not written stays as it was (LAY-07). */
  readonly packet: Packet;
  readonly compressor: Compressor;
  flags = 0;
  nextPacketSize = 0;
  packetsSent = 0;
  totalNormalPages = 0;
  totalZeroPages = 0;

  constructor(id: number, pageCount: number, compressor: Compressor) {
    this.id = id;
    this.packet = emptyPacket(pageCount);
    this.compressor = compressor;
  }
}

export class SendState {
  readonly pageSize: number;
  readonly pageCount: number;
  readonly method: MethodName;
  readonly detection: string;
  readonly blocks: readonly RamBlock[];
  /** None when the multifd capability is off. */
  readonly params: readonly SendParams[];
  /** The pages being gathered. */
  pages?: Pages;
  nextChannel = 0;
  packetNum = 0n;
  /** The mapped-ram file, where there is one. */
  readonly file?: FileImage;
  readonly stats = { normalPages: 0, zeroPages: 0 };
  readonly writes: SenderWrite[] = [];
  readonly trace: string[] = [];

  constructor(session: SenderSession) {
    const { pageSize, channels, method, level, detection, multifd, mappedRam, blocks } = session;
    this.pageSize = pageSize;
    this.pageCount = pageCountOf(pageSize);
    this.method = method;
    this.detection = detection;
    this.blocks = blocks;
    this.params = Array.from(
      { length: multifd ? channels : 0 },
      (_, id) => new SendParams(id, this.pageCount, createCompressor(method, level)),
    );
    if (mappedRam) this.file = new FileImage(this.blocks, pageSize, fileRoom);
  }

  pageAt(block: RamBlock, offset: number): Uint8Array {
    return block.bytes.subarray(offset, offset + this.pageSize);
  }
}
