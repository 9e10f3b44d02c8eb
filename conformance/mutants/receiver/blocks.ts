/** Receivers that find the wrong RAM block, or look for one where there is none. */
import { blockNameField, blockNameText } from "../../../protocol/block-name.ts";
import { FLAG } from "../../../protocol/flags.ts";
import type { Packet } from "../../../protocol/packet.ts";
import type { RamBlock } from "../../../protocol/ram.ts";
import { type Mutant, receiver, type ReceiverClass } from "../mutant.ts";
import { dyingOn, hasPages, judging, type Own, refusal, refusing, withBlocks } from "./make.ts";

export const BLOCKS: readonly Mutant[] = [
  receiver(
    "unknown-block-taken",
    "Uses the first block when it does not know the name.",
    ["RCV-06"],
    finding((name, blocks) => blocks.find((b) => b.name === name) ?? blocks[0]),
  ),
  receiver(
    "unknown-block-crashes",
    "Uses the block of an unknown name without looking whether there is one.",
    ["RCV-06"],
    dyingOn((p, { blocks }) => hasPages(p) && !blocks.some((b) => b.name === nameOf(p)), "SIGSEGV"),
  ),
  receiver(
    "unknown-block-of-sync-dropped",
    "Drops the pages of a SYNC packet whose block it does not know.",
    ["RCV-06"],
    judging((p, { blocks }) =>
      p.flags & FLAG.SYNC && !blocks.some((b) => b.name === nameOf(p))
        ? { ...p, normalPages: 0, zeroPages: 0 }
        : p
    ),
  ),
  receiver(
    "block-by-prefix",
    "Takes a name for a block's when it begins with it.",
    ["RCV-06"],
    finding((name, blocks) => blocks.find((b) => name.startsWith(b.name))),
  ),
  receiver(
    "block-by-shorter-prefix",
    "Takes a name for a block's when the block's begins with it.",
    ["RCV-06"],
    finding((name, blocks) => blocks.find((b) => b.name.startsWith(name))),
  ),
  receiver(
    "block-by-any-case",
    "Compares block names without regard to case.",
    ["RCV-06"],
    finding((name, blocks) => blocks.find((b) => b.name.toLowerCase() === name.toLowerCase())),
  ),
  receiver(
    "unknown-block-of-zero-pages",
    "Looks a block up for normal pages only: zero pages of an unknown block go nowhere.",
    ["RCV-06"],
    judging((p, { blocks }) =>
      p.normalPages > 0 || blocks.some((b) => b.name === nameOf(p)) ? p : { ...p, zeroPages: 0 }
    ),
  ),
  receiver(
    "block-remembered",
    "Keeps using the first block that a packet named.",
    ["RCV-13"],
    finding((_, blocks) => blocks[0]),
  ),
  receiver(
    "empty-packet-needs-block",
    "Refuses a packet without pages that names no block.",
    ["RCV-17"],
    refusing((p, { blocks }) => !hasPages(p) && !blocks.some((b) => b.name === nameOf(p))),
  ),
  receiver(
    "name-read-past",
    "Reads a name without NUL on into offset[].",
    ["RCV-24/255"],
    judging((p) => p.ramblock.includes(0) || !hasPages(p) ? p : { ...p, ramblock: NO_BLOCK }),
  ),
  receiver(
    "name-without-nul-crashes",
    "Dies of a name without NUL.",
    ["RCV-24"],
    dyingOn((p) => hasPages(p) && !p.ramblock.includes(0), "SIGSEGV"),
  ),
  receiver(
    "name-without-nul-by-prefix",
    "Compares as many bytes of a name without NUL as the block's name has.",
    ["RCV-24"],
    judging((p, { blocks }) => {
      if (p.ramblock.includes(0)) return p;
      const block = blocks.find((b) => nameOf(p).startsWith(b.name));
      return block ? { ...p, ramblock: blockNameField(block.name) } : p;
    }),
  ),
  receiver(
    "name-must-end",
    "Refuses a name without NUL, though its first 255 bytes are a block's.",
    ["RCV-24/255"],
    refusing((p) => hasPages(p) && !p.ramblock.includes(0)),
  ),
  receiver(
    "name-to-the-last-nul",
    "Takes the name to end at the field's last bytes that are not NUL.",
    ["RCV-24/junk"],
    judging((p) => {
      const first = p.ramblock.indexOf(0);
      return first >= 0 && p.ramblock.subarray(first).some((byte) => byte !== 0) && hasPages(p)
        ? { ...p, ramblock: NO_BLOCK }
        : p;
    }),
  ),
  receiver(
    "short-block-wraps",
    "Subtracts the page size from a shorter length and gets a huge bound.",
    ["RCV-10"],
    withBlocks((b, pageSize) => b.usedLength < pageSize ? { ...b, usedLength: 2 ** 53 - 1 } : b),
    { source: 7 },
  ),
  receiver(
    "short-block-is-one-page",
    "Takes a block shorter than a page for one page.",
    ["RCV-10"],
    withBlocks((b, pageSize) =>
      b.usedLength < pageSize && b.usedLength > 0 ? { ...b, usedLength: pageSize } : b
    ),
  ),
  receiver(
    "empty-block-unchecked",
    "Does not check offsets of an empty block.",
    ["RCV-10"],
    withBlocks((b) => b.usedLength === 0 ? { ...b, usedLength: 2 ** 53 - 1 } : b),
    { source: 7 },
  ),
];

const NO_BLOCK = new Uint8Array(256).fill(0x78);

/** Finds blocks in a way of its own. */
function finding(
  find: (name: string, blocks: readonly RamBlock[]) => RamBlock | undefined,
): ReceiverClass {
  return judging((packet: Packet, { blocks }: Own) => {
    if (!hasPages(packet)) return packet;
    const block = find(nameOf(packet), blocks);
    if (!block) throw refusal("no such block");
    return { ...packet, ramblock: blockNameField(block.name) };
  });
}

function nameOf({ ramblock }: Packet): string {
  return blockNameText(ramblock);
}
