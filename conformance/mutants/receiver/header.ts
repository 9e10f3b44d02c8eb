/** Receivers that get the header's constants and counts wrong. */
import { FLAG } from "../../../protocol/flags.ts";
import { MAGIC, VERSION } from "../../../protocol/layout.ts";
import { type Mutant, receiver } from "../mutant.ts";
import { dyingOn, hasPages, judging, refusing } from "./make.ts";

export const HEADER: readonly Mutant[] = [
  receiver(
    "magic-of-empty-packets-unchecked",
    "Takes any magic in a packet without pages.",
    ["RCV-01"],
    judging((p) => hasPages(p) ? p : { ...p, magic: MAGIC }),
  ),
  receiver(
    "version-of-empty-packets-unchecked",
    "Takes any version in a packet without pages.",
    ["RCV-02"],
    judging((p) => hasPages(p) ? p : { ...p, version: VERSION }),
  ),
  receiver(
    "counts-of-sync-packets-unchecked",
    "Does not hold the counts of a SYNC packet against its pages_alloc.",
    ["RCV-04", "RCV-05"],
    judging((p, { pageCount }) =>
      p.flags & FLAG.SYNC && hasPages(p) ? { ...p, pagesAlloc: pageCount } : p
    ),
  ),
  receiver(
    "magic-unchecked",
    "Takes any magic.",
    ["RCV-01"],
    judging((packet) => ({ ...packet, magic: MAGIC })),
  ),
  receiver(
    "magic-half-checked",
    "Compares the low 16 bits of the magic alone.",
    ["RCV-01"],
    judging((p) => (p.magic & 0xffff) === (MAGIC & 0xffff) ? { ...p, magic: MAGIC } : p),
  ),
  receiver(
    "magic-either-order",
    "Takes the magic of a little-endian sender too.",
    ["RCV-01"],
    judging((p) => p.magic === 0x44332211 ? { ...p, magic: MAGIC } : p),
  ),
  receiver(
    "version-unchecked",
    "Takes any version.",
    ["RCV-02"],
    judging((packet) => ({ ...packet, version: VERSION })),
  ),
  receiver(
    "version-newer-taken",
    "Takes versions above its own.",
    ["RCV-02"],
    judging((p) => p.version > VERSION ? { ...p, version: VERSION } : p),
  ),
  receiver(
    "version-older-taken",
    "Takes version 0.",
    ["RCV-02"],
    judging((p) => p.version < VERSION ? { ...p, version: VERSION } : p),
  ),
  receiver(
    "alloc-unchecked",
    "Holds pages_alloc against nothing.",
    ["RCV-03"],
    judging((p, own) => ({ ...p, pagesAlloc: Math.min(p.pagesAlloc, own.pageCount) })),
  ),
  receiver(
    "alloc-off-by-one",
    "Takes pages_alloc one above page_count.",
    ["RCV-03"],
    judging((p, { pageCount }) =>
      p.pagesAlloc === pageCount + 1 ? { ...p, pagesAlloc: pageCount } : p
    ),
  ),
  receiver(
    "alloc-in-16-bits",
    "Looks at the low 16 bits of pages_alloc.",
    ["RCV-03"],
    judging((p) => ({ ...p, pagesAlloc: p.pagesAlloc & 0xffff })),
  ),
  receiver(
    "alloc-signed",
    "Compares pages_alloc as a signed number.",
    ["RCV-03"],
    judging((p, own) => p.pagesAlloc >= 2 ** 31 ? { ...p, pagesAlloc: own.pageCount } : p),
  ),
  receiver(
    "alloc-must-be-below",
    "Refuses pages_alloc equal to page_count: >= for >.",
    ["RCV-13"],
    refusing((p, own) => p.pagesAlloc >= own.pageCount),
  ),
  receiver(
    "alloc-must-be-exact",
    "Refuses pages_alloc below page_count.",
    ["RCV-37"],
    refusing((p, own) => p.pagesAlloc !== own.pageCount),
  ),
  receiver(
    "alloc-must-not-be-zero",
    "Refuses pages_alloc 0, as SYNC packets of QEMU 9.2 have it.",
    ["RCV-37"],
    refusing((p) => p.pagesAlloc === 0),
  ),
  receiver(
    "normal-unchecked",
    "Takes more normal pages than pages_alloc, as many as offset[] has.",
    ["RCV-04"],
    judging((p, own) => ({
      ...p,
      pagesAlloc: p.normalPages > p.pagesAlloc ? own.pageCount : p.pagesAlloc,
      normalPages: Math.min(p.normalPages, own.pageCount),
    })),
  ),
  receiver(
    "normal-off-by-one",
    "Takes one normal page more than pages_alloc.",
    ["RCV-04"],
    judging((p) => p.normalPages === p.pagesAlloc + 1 ? { ...p, pagesAlloc: p.normalPages } : p),
  ),
  receiver(
    "normal-against-count",
    "Holds normal_pages against page_count in place of pages_alloc.",
    ["RCV-04"],
    judging((p, own) =>
      p.pagesAlloc < p.normalPages && p.pagesAlloc <= own.pageCount
        ? { ...p, pagesAlloc: own.pageCount }
        : p
    ),
  ),
  receiver(
    "normal-signed",
    "Compares normal_pages as a signed number, and reads past offset[].",
    ["RCV-04"],
    dyingOn((p) => p.normalPages >= 2 ** 31, "SIGSEGV"),
  ),
  receiver(
    "normal-must-be-below",
    "Refuses normal_pages equal to pages_alloc: >= for >.",
    ["RCV-04/bound"],
    refusing((p) => p.normalPages > 0 && p.normalPages >= p.pagesAlloc),
  ),
  receiver(
    "zero-unchecked",
    "Takes any zero_pages, as many as offset[] has.",
    ["RCV-05"],
    judging((p, own) =>
      zeroPagesFit(p) ? p : {
        ...p,
        pagesAlloc: own.pageCount,
        zeroPages: Math.min(p.zeroPages, own.pageCount - p.normalPages),
      }
    ),
  ),
  receiver(
    "zero-off-by-one",
    "Takes one zero page more than pages_alloc leaves.",
    ["RCV-05"],
    judging((p) =>
      p.normalPages + p.zeroPages === p.pagesAlloc + 1 ? { ...p, pagesAlloc: p.pagesAlloc + 1 } : p
    ),
  ),
  receiver(
    "zero-against-alloc",
    "Holds zero_pages against pages_alloc alone, whatever normal_pages is.",
    ["RCV-05"],
    judging((p, own) =>
      !zeroPagesFit(p) && p.zeroPages <= p.pagesAlloc
        ? { ...p, zeroPages: own.pageCount - p.normalPages, pagesAlloc: own.pageCount }
        : p
    ),
  ),
  receiver(
    "zero-against-count",
    "Holds zero_pages against what page_count leaves in place of pages_alloc.",
    ["RCV-05"],
    judging((p, own) =>
      !zeroPagesFit(p) && p.normalPages + p.zeroPages <= own.pageCount
        ? { ...p, pagesAlloc: own.pageCount }
        : p
    ),
  ),
  receiver(
    "sum-wraps",
    "Adds normal_pages and zero_pages in 32 bits, and reads past offset[].",
    ["RCV-05/wrap"],
    dyingOn(
      (p) => !zeroPagesFit(p) && (p.normalPages + p.zeroPages) % 2 ** 32 <= p.pagesAlloc,
      "SIGSEGV",
    ),
  ),
  receiver(
    "zero-signed",
    "Compares zero_pages as a signed number, and finds a negative one small.",
    ["RCV-05", "RCV-05/wrap"],
    judging((p) => p.zeroPages >= 2 ** 31 ? { ...p, zeroPages: 0 } : p),
  ),
  receiver(
    "zero-must-be-below",
    "Refuses a packet whose zero pages fill it: >= for >.",
    ["RCV-04/bound"],
    refusing((p) => p.zeroPages > 0 && p.normalPages + p.zeroPages >= p.pagesAlloc),
  ),
];

function zeroPagesFit(p: { normalPages: number; zeroPages: number; pagesAlloc: number }): boolean {
  return p.normalPages > p.pagesAlloc || p.normalPages + p.zeroPages <= p.pagesAlloc;
}
