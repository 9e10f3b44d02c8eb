/** Ways to make a faulty receiver that several mutants share. */
import { type ErrorCode, ProtocolError } from "../../../protocol/errors.ts";
import type { MethodName } from "../../../protocol/flags.ts";
import type { Packet } from "../../../protocol/packet.ts";
import type { RamBlock } from "../../../protocol/ram.ts";
import type { Connection, PacketWork } from "../../../protocol/receiver/connection.ts";
import { Receiver } from "../../../protocol/receiver.ts";
import { pageOffsets, validatePacket } from "../../../protocol/validate.ts";
import type { ReceiverClass } from "../mutant.ts";

/** What a receiver knows when it judges a packet. */
export interface Own {
  pageSize: number;
  pageCount: number;
  method: MethodName;
  blocks: readonly RamBlock[];
}

/** Judges and applies another packet than the one that came. */
export function judging(change: (packet: Packet, own: Own) => Packet): ReceiverClass {
  return class extends Receiver {
    protected override validate(packet: Packet): PacketWork {
      const { pageSize, pageCount, method, blocks } = this;
      return super.validate(change(packet, { pageSize, pageCount, method, blocks }));
    }
  };
}

/** Refuses more than it should. */
export function refusing(refuses: (packet: Packet, own: Own) => boolean): ReceiverClass {
  return judging((packet, own) => {
    if (refuses(packet, own)) throw refusal("refused without need");
    return packet;
  });
}

/** Dies on some packets. */
export function dyingOn(fatal: (packet: Packet, own: Own) => boolean, how: string): ReceiverClass {
  return judging((packet, own) => {
    if (fatal(packet, own)) throw new Error(how);
    return packet;
  });
}

/** Judges offsets of one part as `see` has them, applies the true ones, and dies outside of the block. */
export function seeingOffsets(
  part: "normal" | "zero",
  see: (offset: bigint, index: number, pageSize: number) => bigint,
): ReceiverClass {
  return class extends Receiver {
    protected override validate(packet: Packet): PacketWork {
      const { normalPages, zeroPages, offsets } = packet;
      const from = part === "normal" ? 0 : normalPages;
      const end = part === "normal" ? normalPages : normalPages + zeroPages;
      const seen = offsets.map((offset, i) =>
        i >= from && i < end ? see(offset, i - from, this.pageSize) : offset
      );
      return { ...super.validate({ ...packet, offsets: seen }), ...pageOffsets(packet) };
    }

    protected override pageTarget(work: PacketWork, index: number): Uint8Array {
      const target = super.pageTarget(work, index);
      if (target.length < this.pageSize) throw new Error("SIGSEGV");
      return target;
    }
  };
}

/** Judges packets against other blocks than there are. */
export function withBlocks(
  change: (block: RamBlock, pageSize: number) => RamBlock,
): ReceiverClass {
  return class extends Receiver {
    protected override validate(packet: Packet): PacketWork {
      const { pageSize, pageCount, method } = this;
      const blocks = this.blocks.map((block) => change(block, pageSize));
      const limits = { pageSize, pageCount, method, blocks };
      return { ...validatePacket(packet, limits), ...pageOffsets(packet), received: 0 };
    }
  };
}

/** Takes faulty payloads: errors of these codes are dropped. */
export function deafTo(...codes: ErrorCode[]): ReceiverClass {
  return class extends Receiver {
    protected override decompress(
      connection: Connection,
      payload: Uint8Array,
      pages: Uint8Array[],
    ): void {
      try {
        super.decompress(connection, payload, pages);
      } catch (error) {
        if (!(error instanceof ProtocolError && codes.includes(error.detail.code))) throw error;
      }
    }
  };
}

export function hasPages({ normalPages, zeroPages }: Packet): boolean {
  return normalPages > 0 || zeroPages > 0;
}

/** A refusal that no rule asks for. */
export function refusal(why: string): ProtocolError {
  return new ProtocolError(
    { code: "main-channel", requirement: "", field: "", byteOffset: 0, value: "", bound: "" },
    why,
  );
}
