/**
 * The catalogue: what a conforming implementation does. Ids are stable.
 * Documentation and reports are generated from it; a test holds it against the checks.
 */
import type { Level, Role } from "../reports/model.ts";
import type { ProfileName } from "./profiles.ts";

/**
 * A rule of the catalogue.
 *
 * @example
 * ```ts
 * import { type Requirement, REQUIREMENTS } from "@multifd/conformance";
 * const musts: Requirement[] = REQUIREMENTS.filter(({ level }) => level === "MUST");
 * ```
 */
export interface Requirement {
  /** Stable: `LAY-`, `SND-` or `RCV-` and two digits. */
  id: string;
  /** Level where no profile says otherwise. */
  level: Level;
  /** Whom it binds. */
  roles: readonly Role[];
  /** The rule, for people. */
  text: string;
  /** `patch`, `base` (the code under the patch), `design` (what a safe receiver needs), or releases. */
  source: string;
  /** Levels that differ for an implementation; `off` where the rule does not apply to it. */
  levels?: Partial<Record<ProfileName, Level | "off">>;
}

/** The level of a requirement under a profile; `off` when it does not apply. */
export function levelOf(requirement: Requirement, profile: ProfileName): Level | "off" {
  return requirement.levels?.[profile] ?? requirement.level;
}

/** The requirement with this id. Throws a RangeError on an id that is not in the catalogue. */
export function requirement(id: string): Requirement {
  const found = BY_ID.get(id);
  if (!found) throw new RangeError(`no requirement ${id} in the catalogue`);
  return found;
}

const S: readonly Role[] = ["sender"];
const R: readonly Role[] = ["receiver"];
const BOTH: readonly Role[] = ["sender", "receiver"];
/** The layout before the patch has no zero_pages: rules about zero pages do not apply. */
const NOT_BEFORE_PATCH = { "qemu-7.2": "off" } as const;
/** QEMU 7.2 is known to do otherwise and every receiver takes it. */
const SEEN_ON_7_2 = { "qemu-7.2": "INFO" } as const;
const SINCE_9_2 = { "qemu-10.0": "SHOULD", "qemu-11.1": "SHOULD" } as const;

const LAYOUT: readonly Requirement[] = [
  {
    id: "LAY-01",
    level: "MUST",
    roles: BOTH,
    source: "patch",
    text: "Fields stand at the offsets, with the sizes and in the byte order of the layout table.",
  },
  {
    id: "LAY-02",
    level: "MUST",
    roles: BOTH,
    source: "patch",
    text: "A packet takes 320 + 8 × page_count bytes, however few offsets it uses.",
  },
  {
    id: "LAY-03",
    level: "SHOULD",
    roles: S,
    source: "patch",
    text: "Reserved bytes are zero when sent.",
  },
  {
    id: "LAY-04",
    level: "MUST",
    roles: R,
    source: "patch",
    text: "Reserved bytes are ignored when received.",
  },
  {
    id: "LAY-05",
    level: "MUST",
    roles: S,
    source: "patch",
    text: "A sent block name ends with a NUL within its 256 bytes.",
  },
  {
    id: "LAY-06",
    level: "MUST",
    roles: BOTH,
    source: "patch",
    text: "offset[] lists the normal pages first and the zero pages behind them.",
  },
  {
    id: "LAY-07",
    level: "INFO",
    roles: S,
    source: "≥ 9.2; INFO before",
    text: "Entries of offset[] behind the used ones are zero.",
    levels: SINCE_9_2,
  },
  {
    id: "LAY-08",
    level: "MUST",
    roles: S,
    source: "base",
    text:
      "Every channel begins with a 64-byte greeting: magic, version, uuid (zero when none is set), id, reserved bytes.",
  },
];

const SENDER: readonly Requirement[] = [
  {
    id: "SND-01",
    level: "MUST",
    roles: S,
    source: "patch",
    text:
      "magic and version are constant, pages_alloc is page_count (or 0 in a SYNC packet without pages, as QEMU ≥ 9.2 sends it).",
  },
  {
    id: "SND-02",
    level: "MUST",
    roles: S,
    source: "patch",
    text:
      "normal_pages + zero_pages is the number of pages queued for the packet and at most pages_alloc.",
  },
  {
    id: "SND-03",
    level: "MUST",
    roles: S,
    source: "patch",
    text: "The offsets sent are those queued: none lost, doubled or made up.",
    levels: SEEN_ON_7_2,
  },
  {
    id: "SND-04",
    level: "MUST",
    roles: S,
    source: "patch",
    text: "With detection multifd a page is in the zero part exactly when all its bytes are zero.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "SND-05",
    level: "MUST",
    roles: S,
    source: "patch",
    text:
      "With detection none or legacy zero_pages is 0, and every page in a packet is a normal one.",
  },
  {
    id: "SND-06",
    level: "INFO",
    roles: S,
    source: "patch",
    text: "Offsets are in the order the patch's two-pointer partition leaves.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "SND-07",
    level: "MUST",
    roles: S,
    source: "patch",
    text:
      "Without compression next_packet_size is normal_pages × page size, and the payload is those pages in the order of their offsets.",
  },
  {
    id: "SND-08",
    level: "MUST",
    roles: S,
    source: "9.1.3, 9.2.1, 10.0 (the patch loses it for zlib and zstd)",
    text:
      "A packet of zero pages only is sent, without payload and with next_packet_size 0, whatever the method.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "SND-09",
    level: "MUST",
    roles: S,
    source: "patch",
    text: "Every packet with pages has its method's flag, also when it has no normal page.",
  },
  {
    id: "SND-10",
    level: "MUST",
    roles: S,
    source: "patch",
    text:
      "A compressed payload goes on with the channel's one stream, is flushed at the packet's end, and gives exactly the normal pages.",
  },
  {
    id: "SND-11",
    level: "MUST",
    roles: S,
    source: "patch; 7.2 repeats and skips",
    text: "Packet numbers rise within a channel and over all channels are 0 to N − 1, each once.",
    levels: SEEN_ON_7_2,
  },
  {
    id: "SND-12",
    level: "MUST",
    roles: S,
    source: "patch",
    text: "All offsets of a packet belong to the RAM block it names.",
  },
  {
    id: "SND-13",
    level: "MUST",
    roles: S,
    source: "patch",
    text: "Offsets are multiples of the page size and at most used_length − page size.",
  },
  {
    id: "SND-14",
    level: "MUST",
    roles: S,
    source: "base",
    text: "A SYNC point puts exactly one SYNC packet on every channel.",
  },
  {
    id: "SND-15",
    level: "SHOULD",
    roles: S,
    source: "base (9.0); 7.2 does",
    text: "A SYNC packet carries no pages.",
    levels: SEEN_ON_7_2,
  },
  {
    id: "SND-16",
    level: "SHOULD",
    roles: S,
    source: "patch; 7.2 leaves it stale",
    text: "next_packet_size is 0 where no page data follows.",
    levels: SEEN_ON_7_2,
  },
  {
    id: "SND-17",
    level: "MUST",
    roles: S,
    source: "patch (which counts pages it never sent: SND-08)",
    text:
      "Counters of normal and zero pages (statistics, channel totals, trace lines) equal what was sent; zero pages on the main channel count too.",
    levels: SEEN_ON_7_2,
  },
  {
    id: "SND-18",
    level: "MUST",
    roles: S,
    source: "patch: pages_reset",
    text:
      "Nothing that a packet uses (counts, flags, used offsets, name) is left over from the packet before it.",
  },
  {
    id: "SND-19",
    level: "MUST",
    roles: S,
    source: "patch",
    text: "Everything sent, replayed, gives the source's RAM exactly.",
  },
  {
    id: "SND-20",
    level: "MUST",
    roles: S,
    source: "patch",
    text:
      "mapped-ram: each normal page stands at pages_offset + offset with its bit set, and no packet is sent.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "SND-21",
    level: "MUST",
    roles: S,
    source: "9.0-rc1 (the patch's loop never runs)",
    text: "mapped-ram: the bit of a zero page is clear, also when an earlier pass had set it.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "SND-22",
    level: "MUST",
    roles: S,
    source: "patch, QAPI text",
    text: "Detection multifd acts as legacy when the multifd capability is off.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "SND-23",
    level: "MUST",
    roles: S,
    source: "base",
    text: "A page is sent again only behind a SYNC point.",
    levels: SEEN_ON_7_2,
  },
  {
    id: "SND-24",
    level: "SHOULD",
    roles: S,
    source: "base; 7.2 breaks it",
    text: "A packet without SYNC has at least one page.",
    levels: SEEN_ON_7_2,
  },
  {
    id: "SND-25",
    level: "MUST",
    roles: S,
    source: "≥ 8.1",
    text:
      "Every SYNC point has one MULTIFD_FLUSH word on the main channel, behind its SYNC packets.",
    levels: { "qemu-7.2": "off" },
  },
  {
    id: "SND-26",
    level: "MUST",
    roles: S,
    source: "9.0",
    text: "mapped-ram: no greeting is sent.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "SND-27",
    level: "MUST",
    roles: S,
    source: "base",
    text:
      "A compressed next_packet_size is at most compressBound(512 KiB), so it fits any receiver's buffer.",
  },
  {
    id: "SND-28",
    level: "MUST",
    roles: S,
    source: "patch",
    text: "The detection setting takes none, legacy and multifd, and nothing else.",
    levels: NOT_BEFORE_PATCH,
  },
];

const RECEIVER: readonly Requirement[] = [
  { id: "RCV-01", level: "MUST", roles: R, source: "base", text: "A wrong magic is rejected." },
  { id: "RCV-02", level: "MUST", roles: R, source: "base", text: "A wrong version is rejected." },
  {
    id: "RCV-03",
    level: "MUST",
    roles: R,
    source: "base",
    text: "pages_alloc above the receiver's page_count is rejected.",
  },
  {
    id: "RCV-04",
    level: "MUST",
    roles: R,
    source: "patch",
    text: "normal_pages above pages_alloc is rejected.",
  },
  {
    id: "RCV-05",
    level: "MUST",
    roles: R,
    source: "patch",
    text:
      "zero_pages above pages_alloc − normal_pages is rejected, also where the sum only fits after wrapping in 32 bits.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "RCV-06",
    level: "MUST",
    roles: R,
    source: "base",
    text: "An unknown RAM block is rejected when the packet has pages.",
  },
  {
    id: "RCV-07",
    level: "MUST",
    roles: R,
    source: "patch",
    text: "A normal page's offset above used_length − page size is rejected.",
  },
  {
    id: "RCV-08",
    level: "MUST",
    roles: R,
    source: "patch",
    text: "A zero page's offset above used_length − page size is rejected.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "RCV-09",
    level: "MUST",
    roles: R,
    source: "patch",
    text: "An offset of exactly used_length − page size is accepted in both parts.",
  },
  {
    id: "RCV-10",
    level: "MUST",
    roles: R,
    source: "design; QEMU wraps; not reachable on -M none",
    text: "A block shorter than a page, an empty one too, rejects every offset.",
  },
  {
    id: "RCV-11",
    level: "INFO",
    roles: R,
    source: "QEMU accepts",
    text: "An offset that is in bounds but not a multiple of the page size.",
  },
  {
    id: "RCV-12",
    level: "MUST",
    roles: R,
    source: "patch",
    text: "A packet with pages and another method than the receiver's is rejected.",
  },
  {
    id: "RCV-13",
    level: "MUST",
    roles: R,
    source: "patch",
    text: "Each normal page lands at its offset, byte for byte, and nothing else changes.",
  },
  {
    id: "RCV-14",
    level: "MUST",
    roles: R,
    source: "patch; ≥ 9.1 assumes fresh RAM the first time",
    text: "A zero page is all zero afterwards, whatever it held.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "RCV-15",
    level: "SHOULD",
    roles: R,
    source: "patch; ≥ 9.1 writes on the second visit",
    text: "A zero page that is zero already is not written.",
    levels: { "qemu-7.2": "off", "qemu-9.1": "INFO", "qemu-10.0": "INFO", "qemu-11.1": "INFO" },
  },
  {
    id: "RCV-16",
    level: "MUST",
    roles: R,
    source: "patch",
    text:
      "A packet of zero pages only is applied, no payload is read for it, and the next packet starts right behind it.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "RCV-17",
    level: "MUST",
    roles: R,
    source: "patch",
    text:
      "A packet without pages is legal: its block name, method and next_packet_size are not looked at.",
  },
  {
    id: "RCV-18",
    level: "MUST",
    roles: R,
    source: "patch",
    text: "A packet has data when it has normal pages or zero pages.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "RCV-19",
    level: "MUST",
    roles: R,
    source: "base; 9.2.0 alone broke it",
    text: "A SYNC packet that carries pages is applied and then synchronised.",
  },
  {
    id: "RCV-20",
    level: "MUST",
    roles: R,
    source: "base",
    text:
      "A compressed payload that is structurally corrupt or gives too little for its pages is rejected.",
  },
  {
    id: "RCV-21",
    level: "MUST",
    roles: R,
    source: "10.0.13, 11.1 (the patch asserts)",
    text:
      "zlib, zstd: zero pages, no normal page and a next_packet_size above 0 is rejected by an error; the process lives on.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "RCV-22",
    level: "INFO",
    roles: R,
    source: "QEMU ignores the size",
    text: "The same without compression.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "RCV-23",
    level: "MUST",
    roles: R,
    source: "10.0.13, 11.1; 10.0.2 writes past its buffer",
    text:
      "zlib, zstd: a next_packet_size up to compressBound(512 KiB) is taken, one above 1 MiB is rejected before any of it is read.",
  },
  {
    id: "RCV-24",
    level: "MUST",
    roles: R,
    source: "base",
    text: "A block name without a NUL is cut at 255 bytes, never read past.",
  },
  {
    id: "RCV-25",
    level: "MUST",
    roles: R,
    source: "base",
    text:
      "The end of a stream between packets ends the channel; inside a greeting, a packet or its payload it is an error.",
  },
  {
    id: "RCV-26",
    level: "INFO",
    roles: R,
    source: "patch",
    text: "An offset both zero and normal in one packet ends with the normal page's data.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "RCV-27",
    level: "INFO",
    roles: R,
    source: "QEMU",
    text: "The same normal offset twice: the last one wins.",
  },
  {
    id: "RCV-28",
    level: "MUST",
    roles: R,
    source: "transport",
    text: "However the byte stream is cut into pieces, the result is the same.",
  },
  {
    id: "RCV-29",
    level: "MUST",
    roles: R,
    source: "patch",
    text: "A packet rejected for a header field, a count or an offset has changed nothing.",
  },
  {
    id: "RCV-30",
    level: "MUST",
    roles: R,
    source: "base; 10.0 is off by one (SIGSEGV), 11.1 is not",
    text:
      "The greeting's magic, version, uuid and id are checked; an id of channels or more, or one already taken, is rejected.",
  },
  {
    id: "RCV-31",
    level: "MUST",
    roles: R,
    source: "patch",
    text: "Counters of normal and zero pages equal what came in accepted packets.",
  },
  {
    id: "RCV-32",
    level: "MUST",
    roles: R,
    source: "patch",
    text: "Stale offsets behind the used ones change nothing.",
  },
  {
    id: "RCV-33",
    level: "INFO",
    roles: R,
    source: "compatibility",
    text:
      "An old sender's packets (zero_pages 0) work with a new receiver; an old receiver loses zero pages sent to it.",
  },
  {
    id: "RCV-34",
    level: "MUST",
    roles: R,
    source: "design",
    text: "A rejected channel takes no earlier data with it: the pages of earlier packets stay.",
  },
  {
    id: "RCV-35",
    level: "MUST",
    roles: R,
    source: "base",
    text:
      "A barrier holds: pages behind a SYNC point are applied after all pages before it, on every channel, however late bytes arrive.",
  },
  {
    id: "RCV-36",
    level: "MUST",
    roles: R,
    source: "base",
    text:
      "Channels greet in any order and interleave in any way between barriers, with the same final RAM.",
  },
  {
    id: "RCV-37",
    level: "MUST",
    roles: R,
    source: "base",
    text:
      "pages_alloc below page_count is accepted, 0 when there are no pages; the packet's length does not change.",
  },
  {
    id: "RCV-38",
    level: "MUST",
    roles: R,
    source: "design; 10.0.2, 10.0.13 and 11.1.3 hang",
    text:
      "A channel rejected or ended before its SYNC makes a pending or later barrier fail with an error, never hang.",
  },
  {
    id: "RCV-39",
    level: "INFO",
    roles: R,
    source: "QEMU ignores it",
    text: "A wrong next_packet_size of an uncompressed packet with normal pages.",
  },
  {
    id: "RCV-40",
    level: "INFO",
    roles: R,
    source: "QEMU",
    text:
      "Unknown flag bits from 0x80 on are ignored; 0x40 means a device-state packet from 10.0 on.",
  },
  {
    id: "RCV-41",
    level: "MUST",
    roles: R,
    source: "patch; ≥ 9.1's receive bitmap made it breakable",
    text:
      "A page that goes normal, zero, normal, zero over packets and passes ends right, with every method.",
    levels: NOT_BEFORE_PATCH,
  },
  {
    id: "RCV-42",
    level: "MUST",
    roles: R,
    source: "base",
    text:
      "Zero words on the main channel are ordered with barriers: behind pages before the last one, ahead of pages behind the next.",
  },
  {
    id: "RCV-43",
    level: "SHOULD",
    roles: R,
    source: "design; every QEMU seen accepts surplus output",
    text:
      "A compressed payload that holds more than its pages is rejected, and never by inflating it all.",
  },
];

/**
 * Every requirement, in the order of the catalogue.
 *
 * @example
 * ```ts
 * import { REQUIREMENTS } from "@multifd/conformance";
 * console.log(REQUIREMENTS.find(({ id }) => id === "RCV-05")?.text);
 * ```
 */
export const REQUIREMENTS: readonly Requirement[] = [...LAYOUT, ...SENDER, ...RECEIVER];

const BY_ID = new Map(REQUIREMENTS.map((r) => [r.id, r]));
