/** Receivers that hold offsets against the wrong bound. */
import { FLAG } from "../../../protocol/flags.ts";
import type { Packet } from "../../../protocol/packet.ts";
import type { PacketWork } from "../../../protocol/receiver/connection.ts";
import { Receiver } from "../../../protocol/receiver.ts";
import { pageOffsets } from "../../../protocol/validate.ts";
import { type Mutant, receiver } from "../mutant.ts";
import { seeingOffsets, withBlocks } from "./make.ts";

export const OFFSETS: readonly Mutant[] = [
  receiver(
    "normal-offset-unchecked",
    "Does not check normal offsets.",
    ["RCV-07"],
    seeingOffsets("normal", () => 0n),
  ),
  receiver(
    "zero-offset-unchecked",
    "Checks normal offsets only.",
    ["RCV-08"],
    seeingOffsets("zero", () => 0n),
  ),
  receiver(
    "normal-offset-one-page-too-far",
    "Takes normal offsets up to used_length.",
    ["RCV-07"],
    seeingOffsets("normal", (o, _, pageSize) => max(o - BigInt(pageSize))),
  ),
  receiver(
    "zero-offset-one-page-too-far",
    "Takes zero offsets up to used_length.",
    ["RCV-08"],
    seeingOffsets("zero", (o, _, pageSize) => max(o - BigInt(pageSize))),
  ),
  receiver(
    "normal-page-may-overhang",
    "Takes a normal page whose first byte is in the block.",
    ["RCV-07"],
    seeingOffsets("normal", (o, _, pageSize) => max(o - BigInt(pageSize - 1))),
  ),
  receiver(
    "zero-page-may-overhang",
    "Takes a zero page whose first byte is in the block.",
    ["RCV-08"],
    seeingOffsets("zero", (o, _, pageSize) => max(o - BigInt(pageSize - 1))),
  ),
  receiver(
    "normal-offset-off-by-one",
    "Takes a normal page that ends one byte behind the block.",
    ["RCV-07"],
    seeingOffsets("normal", (o) => max(o - 1n)),
  ),
  receiver(
    "zero-offset-off-by-one",
    "Takes a zero page that ends one byte behind the block.",
    ["RCV-08"],
    seeingOffsets("zero", (o) => max(o - 1n)),
  ),
  receiver(
    "normal-offset-in-32-bits",
    "Compares normal offsets in 32 bits.",
    ["RCV-07"],
    seeingOffsets("normal", (o) => o & 0xffff_ffffn),
  ),
  receiver(
    "zero-offset-in-32-bits",
    "Compares zero offsets in 32 bits.",
    ["RCV-08"],
    seeingOffsets("zero", (o) => o & 0xffff_ffffn),
  ),
  receiver(
    "normal-offset-signed",
    "Compares normal offsets as signed numbers.",
    ["RCV-07"],
    seeingOffsets("normal", (o) => max(BigInt.asIntN(64, o))),
  ),
  receiver(
    "zero-offset-signed",
    "Compares zero offsets as signed numbers.",
    ["RCV-08"],
    seeingOffsets("zero", (o) => max(BigInt.asIntN(64, o))),
  ),
  receiver(
    "normal-end-wraps",
    "Adds the page size to a normal offset in 64 bits before it compares.",
    ["RCV-07"],
    seeingOffsets("normal", (o, _, pageSize) => endWraps(o, pageSize)),
  ),
  receiver(
    "zero-end-wraps",
    "Adds the page size to a zero offset in 64 bits before it compares.",
    ["RCV-08"],
    seeingOffsets("zero", (o, _, pageSize) => endWraps(o, pageSize)),
  ),
  receiver(
    "first-normal-offset-checked",
    "Checks the first normal offset only.",
    ["RCV-07"],
    seeingOffsets("normal", (o, i) => i === 0 ? o : 0n),
  ),
  receiver(
    "first-normal-offset-skipped",
    "Checks normal offsets from the second on.",
    ["RCV-07"],
    seeingOffsets("normal", (o, i) => i === 0 ? 0n : o),
  ),
  receiver(
    "first-zero-offset-checked",
    "Checks the first zero offset only.",
    ["RCV-08"],
    seeingOffsets("zero", (o, i) => i === 0 ? o : 0n),
  ),
  receiver(
    "first-zero-offset-skipped",
    "Checks zero offsets from the second on.",
    ["RCV-08"],
    seeingOffsets("zero", (o, i) => i === 0 ? 0n : o),
  ),
  receiver(
    "offsets-of-sync-packets-unchecked",
    "Does not check the offsets of a SYNC packet.",
    ["RCV-07", "RCV-08"],
    class extends Receiver {
      protected override validate(packet: Packet): PacketWork {
        if (!(packet.flags & FLAG.SYNC)) return super.validate(packet);
        const seen = { ...packet, offsets: packet.offsets.map(() => 0n) };
        return { ...super.validate(seen), ...pageOffsets(packet) };
      }

      protected override pageTarget(work: PacketWork, index: number): Uint8Array {
        const target = super.pageTarget(work, index);
        if (target.length < this.pageSize) throw new Error("SIGSEGV");
        return target;
      }
    },
  ),
  receiver(
    "last-normal-page-refused",
    "Refuses a normal offset equal to the bound: >= for >.",
    ["RCV-09"],
    seeingOffsets("normal", (o) => o + 1n),
  ),
  receiver(
    "last-zero-page-refused",
    "Refuses a zero offset equal to the bound: >= for >.",
    ["RCV-09"],
    seeingOffsets("zero", (o) => o + 1n),
  ),
  receiver(
    "last-page-of-every-block-refused",
    "Holds offsets against used_length − 2 × page size.",
    ["RCV-09"],
    withBlocks((b, pageSize) => ({
      ...b,
      usedLength: Math.max(pageSize, b.usedLength - pageSize),
    })),
  ),
];

function max(offset: bigint): bigint {
  return offset > 0n ? offset : 0n;
}

function endWraps(offset: bigint, pageSize: number): bigint {
  return BigInt.asUintN(64, offset + BigInt(pageSize)) < BigInt(pageSize) ? 0n : offset;
}
