/** Ways to make a faulty sender that several mutants share. */
import type { MethodName } from "../../../protocol/flags.ts";
import type { Packet } from "../../../protocol/packet.ts";
import type { RamBlock } from "../../../protocol/ram.ts";
import { type PageBatch, Sender } from "../../../protocol/sender.ts";
import type { SenderClass } from "../mutant.ts";

/** Fills a packet with pages in a way of its own. */
export function filling(
  change: (packet: Packet, method: MethodName, pageSize: number) => unknown,
): SenderClass {
  return class extends Sender {
    protected override fillPacket(batch: PageBatch, payload: Uint8Array): Packet {
      const packet = super.fillPacket(batch, payload);
      change(packet, this.method, this.pageSize);
      return packet;
    }
  };
}

/** Finds other pages zero. */
export function findingZero(isZero: (page: Uint8Array) => boolean): SenderClass {
  return class extends Sender {
    protected override isZero(block: RamBlock, offset: number): boolean {
      return isZero(block.bytes.subarray(offset, offset + this.pageSize));
    }
  };
}
