/** What is mutated: everything that the reference sender and receiver run, but for what no check can be about. */

export interface Scope {
  /** Path from the root of the project. */
  file: string;
  /** Declarations that are left as they are, and why. */
  without?: Record<string, string>;
}

const READS = "reads what a target has written: the harness's own";
const NAMES = "words for people";
const OWN = "for callers that keep their memory, which the reference does not";

export const SCOPE: readonly Scope[] = [
  { file: "protocol/sender.ts" },
  { file: "protocol/sender/file-image.ts" },
  { file: "protocol/sender/main-stream.ts" },
  { file: "protocol/sender/settings.ts" },
  { file: "protocol/receiver.ts" },
  { file: "protocol/receiver/adjoining.ts" },
  { file: "protocol/receiver/byte-queue.ts" },
  { file: "protocol/receiver/connection.ts" },
  { file: "protocol/receiver/streams.ts" },
  {
    file: "protocol/validate.ts",
    without: { requirement: NAMES, isNormal: NAMES, decodePacketInto: OWN },
  },
  {
    file: "protocol/packet.ts",
    without: { parsePacketInto: OWN, parseOn: OWN, encodePacketInto: OWN },
  },
  { file: "protocol/greeting.ts", without: { hex: NAMES } },
  { file: "protocol/zero-page.ts" },
  { file: "protocol/block-name.ts", without: { blockNameText: NAMES, LOSSY: NAMES } },
  {
    file: "protocol/flags.ts",
    without: {
      flagNames: NAMES,
      ...Object.fromEntries(
        ["QPL", "UADK", "QATZIP", "DEVICE_STATE"].map((
          flag,
        ) => [flag, "never sent, never looked at"]),
      ),
    },
  },
  {
    file: "protocol/layout.ts",
    without: Object.fromEntries(
      [
        "COMMON",
        "TAIL",
        "PACKET_LAYOUT",
        "PACKET_LAYOUT_BEFORE_PATCH",
        "GREETING_LAYOUT",
        "packetLayout",
      ].map((name) => [name, "errors and documents take a field's place from it, codecs do not"]),
    ),
  },
  { file: "protocol/ram.ts" },
  { file: "protocol/settings.ts" },
  {
    file: "protocol/trace.ts",
    without: Object.fromEntries(
      ["readTrace", "NO_PAGES", "packetEvent", "pagesOf", "wholeLine", "readFields"].map((
        name,
      ) => [name, READS]),
    ),
  },
  { file: "protocol/main-channel/format.ts", without: { FULL: READS, COMMAND: READS } },
  { file: "protocol/main-channel/fields.ts" },
  { file: "protocol/main-channel/writer.ts" },
  { file: "protocol/mapped-ram/header.ts", without: { readBlockHeader: READS } },
  { file: "protocol/method.ts" },
  { file: "protocol/methods/native-compressor.ts" },
  { file: "protocol/methods/native-decompressor.ts" },
  { file: "protocol/methods/pages.ts" },
  { file: "protocol/methods/zlib.ts" },
  { file: "protocol/methods/zstd.ts" },
  { file: "protocol/methods/zstd-inspector.ts" },
];

/** What sender and receiver import as well, unchanged in every mutant, and why. */
export const LEFT_OUT: Record<string, string> = {
  "protocol/errors.ts": NAMES,
  "protocol/sender/page-set.ts":
    "asked whether a page is queued twice in a pass, which the testee protocol rules out",
  "protocol/methods/payload-error.ts": NAMES,
  "protocol/trace/forms.ts": READS,
  "protocol/methods/minizlib-compressor.ts": "runs only where native-compressor.ts does not work",
  "protocol/methods/minizlib-decompressor.ts":
    "runs only where native-decompressor.ts does not work",
  "protocol/methods/native-stream.ts":
    "the runtime's own engine, tried out by native-works.ts at each start",
  "protocol/methods/native-works.ts":
    "would see that native-compressor.ts is broken and take the other",
  "protocol/methods/pools.ts": "which streams are kept, not what they do",
  "protocol/methods/stream-pool.ts": "whose stream it is, not what it does",
  "protocol/methods/resets.ts": "would see that streams cannot be used again, and none is",
  "protocol/packet/desk.ts":
    "how bytes are turned and compared: either way is held against a DataView",
  "protocol/packet/frame.ts": "whether a packet's arrays are copied in one piece or in three",
  "protocol/packet/kernel.ts": "a program in bytes",
  "protocol/slab.ts": "whose memory it is, not what it holds",
  "protocol/methods/none.ts": "sender and receiver copy pages themselves",
};
