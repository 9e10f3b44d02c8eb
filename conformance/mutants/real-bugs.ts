/** Bugs of released QEMUs, or of the patch as it was posted: each has at least one mutant. */
export const REAL_BUGS = {
  1: "The patch, and QEMU up to 9.2.0: with zlib or zstd a packet of zero pages only is counted but never sent.",
  2: "The patch: the loop that should clear the bits of zero pages in a mapped-ram file never runs.",
  3: "The patch, and QEMU up to 10.0.2: zero pages that come with announced payload and no normal page are an assertion, not an error.",
  4: "QEMU from 9.1 on takes RAM for fresh and does not clear a page the first time it comes as zero; two methods forgot to note the normal pages that came before.",
  5: "QEMU up to 10.0: a channel id equal to the number of channels passes the check and is used as an index.",
  6: "QEMU: a packet that comes before loading is set up is a SIGSEGV.",
  7: "QEMU: used_length − page size wraps around for a block shorter than a page.",
  8: "QEMU up to 10.0.2: the size of a compressed payload is not held against the buffer it is read into.",
  9: "QEMU: a barrier waits for ever for a channel that was rejected or closed before its SYNC.",
  10: "QEMU: compressed payload that holds more than its pages is taken without a word.",
  11:
    "QEMU up to 9.1: the packet buffer is not cleared, so offsets, names and sizes of earlier packets are sent again.",
  12:
    "QEMU 7.2: SYNC packets with page data, packets with neither, packet numbers repeated and skipped.",
  13: "QEMU 9.2.0: the pages of a SYNC packet are dropped.",
} as const;

export type RealBug = keyof typeof REAL_BUGS;
