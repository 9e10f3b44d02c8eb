/** What stands in the trace lines of each name, over all versions of QEMU. */

export type FieldName =
  | "channel"
  | "packetNum"
  | "packets"
  | "normalPages"
  | "zeroPages"
  | "flags"
  | "nextPacketSize";

/** A number behind its label. */
export interface Part {
  field: FieldName;
  label: RegExp;
  digits: RegExp;
  /** What BigInt wants before the digits. */
  prefix?: "0x";
  /** The largest that its type holds. */
  most: bigint;
  /** Some version's line does not have it. */
  optional?: boolean;
}

const DECIMAL = /^\d+/;
const U32 = 2n ** 32n - 1n;
const COUNT = BigInt(Number.MAX_SAFE_INTEGER);

const CHANNEL: Part = { field: "channel", label: /^ channel /, digits: DECIMAL, most: 255n };
const NUMBER: Part = {
  field: "packetNum",
  label: /^ packet_num /,
  digits: DECIMAL,
  most: 2n ** 64n - 1n,
};
const PACKETS: Part = { field: "packets", label: /^ packets /, digits: DECIMAL, most: COUNT };
/** The receiving side of QEMU 8.2 and older says `pages` alone. */
const NORMAL: Part = {
  field: "normalPages",
  label: /^ (?:normal )?pages /,
  digits: DECIMAL,
  most: COUNT,
};
const ZERO: Part = { field: "zeroPages", label: /^ zero pages /, digits: DECIMAL, most: COUNT };
const FLAGS: Part = {
  field: "flags",
  label: /^ flags 0x/,
  digits: /^[0-9a-f]+/,
  prefix: "0x",
  most: U32,
};
const SIZE: Part = {
  field: "nextPacketSize",
  label: /^ next packet size /,
  digits: DECIMAL,
  most: U32,
};

const optional = (part: Part): Part => ({ ...part, optional: true });

const PACKET = [CHANNEL, NUMBER, NORMAL, optional(ZERO), FLAGS, SIZE];
/** From QEMU 9.2 on. */
const PACKET_WITHOUT_COUNTS = [CHANNEL, NUMBER, FLAGS, SIZE];
const END = [CHANNEL, PACKETS, optional(NORMAL), optional(ZERO)];

/** A line: its name, then its parts. */
export interface Form {
  parts: readonly Part[];
  /** All of it; its groups are the digits of the parts. */
  whole: RegExp;
}

const LINES: [name: string, parts: readonly Part[]][] = [
  ["multifd_send", PACKET],
  ["multifd_recv", PACKET],
  ["multifd_send_ram_fill", [CHANNEL, NORMAL, ZERO]],
  ["multifd_send_fill", PACKET_WITHOUT_COUNTS],
  ["multifd_recv_unfill", PACKET_WITHOUT_COUNTS],
  ["multifd_send_thread_end", END],
  ["multifd_recv_thread_end", END],
];

export const FORMS: ReadonlyMap<string, Form> = new Map(
  LINES.map(([name, parts]) => [name, { parts, whole: wholeOf(name, parts) }]),
);

function wholeOf(name: string, parts: readonly Part[]): RegExp {
  const pieces = parts.map(({ label, digits, optional }) => {
    const piece = `${label.source.slice(1)}(${digits.source.slice(1)})`;
    return optional ? `(?:${piece})?` : piece;
  });
  return new RegExp(`^${name}${pieces.join("")}\\s*$`);
}
