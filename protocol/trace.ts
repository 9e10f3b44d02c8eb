/** Trace lines of multifd: written as the patch has them, read in every form that QEMU has printed (SND-17, RCV-31). */
import { ProtocolError } from "./errors.ts";
import { type FieldName, type Form, FORMS, type Part } from "./trace/forms.ts";

/** A packet. Counts are absent where its line has none: zero pages before QEMU 9.0, both on `recv` from 9.2 on. */
export interface PacketTrace {
  kind: "send" | "recv";
  channel: number;
  packetNum: bigint;
  normalPages?: number;
  zeroPages?: number;
  flags: number;
  nextPacketSize: number;
}

/** A channel's totals at its end. Counts are absent where the line has none: zero pages before 9.0, both from 9.2 on. */
export interface EndTrace {
  kind: "send-end" | "recv-end";
  channel: number;
  packets: number;
  normalPages?: number;
  zeroPages?: number;
}

export type TraceEvent = PacketTrace | EndTrace;

/**
 * An event as a line in the patch's format.
 *
 * @example
 * ```ts
 * import { traceLine } from "./trace.ts";
 * console.log(traceLine({ kind: "send-end", channel: 0, packets: 3, normalPages: 128, zeroPages: 7 }));
 * // multifd_send_thread_end channel 0 packets 3 normal pages 128 zero pages 7
 * ```
 */
export function traceLine(event: Required<TraceEvent>): string {
  const pages = `normal pages ${event.normalPages} zero pages ${event.zeroPages}`;
  if ("packets" in event) {
    const { kind, channel, packets } = event;
    return `multifd_${kind.slice(0, 4)}_thread_end channel ${channel} packets ${packets} ${pages}`;
  }
  const { kind, channel, packetNum, flags, nextPacketSize } = event;
  return `multifd_${kind} channel ${channel} packet_num ${packetNum} ${pages} ` +
    `flags 0x${flags.toString(16)} next packet size ${nextPacketSize}`;
}

/**
 * The packets and ends that lines tell of, in order; other lines are passed over. The two lines that QEMU 9.2 and later
 * have for a packet with pages become one event.
 *
 * @throws {ProtocolError} `trace`, for a line of a known name that is damaged or out of place. Its `byteOffset` is the
 * line's number, from 1, and its `value` what stands where `field` should be.
 *
 * @example
 * ```ts
 * import { readTrace } from "./trace.ts";
 * console.log(readTrace([
 *   "multifd_send_ram_fill channel 1 normal pages 5 zero pages 3",
 *   "multifd_send_fill channel 1 packet_num 2 flags 0x0 next packet size 20480",
 * ]));
 * ```
 */
export function readTrace(lines: Iterable<string>): TraceEvent[] {
  const events: TraceEvent[] = [];
  /** Counts whose packet comes next, by channel. */
  const counts = new Map<number, { fields: Fields; place: Place }>();
  let number = 0;
  for (const line of lines) {
    const place = { line, number: ++number };
    const name = /^\w*/.exec(line)![0];
    const form = FORMS.get(name);
    if (!form) continue;
    const fields = wholeLine(line, form) ?? readFields(place, name, form.parts);
    const channel = Number(fields.channel);
    const earlier = counts.get(channel);
    switch (name) {
      case "multifd_send_ram_fill":
        if (earlier) throw withoutPacket(earlier.place);
        counts.set(channel, { fields, place });
        break;
      case "multifd_send_fill":
        counts.delete(channel);
        events.push(packetEvent("send", { ...(earlier?.fields ?? NO_PAGES), ...fields }));
        break;
      case "multifd_send":
        events.push(packetEvent("send", fields));
        break;
      case "multifd_recv":
      case "multifd_recv_unfill":
        events.push(packetEvent("recv", fields));
        break;
      default: {
        const kind = name === "multifd_send_thread_end" ? "send-end" : "recv-end";
        events.push({ kind, channel, packets: Number(fields.packets), ...pagesOf(fields) });
      }
    }
  }
  for (const { place } of counts.values()) throw withoutPacket(place);
  return events;
}

type Fields = Partial<Record<FieldName, bigint>>;

interface Place {
  line: string;
  number: number;
}

const NO_PAGES: Fields = { normalPages: 0n, zeroPages: 0n };

function packetEvent(kind: PacketTrace["kind"], fields: Fields): PacketTrace {
  return {
    kind,
    channel: Number(fields.channel),
    packetNum: fields.packetNum!,
    ...pagesOf(fields),
    flags: Number(fields.flags),
    nextPacketSize: Number(fields.nextPacketSize),
  };
}

/** The counts that are there. */
function pagesOf({ normalPages, zeroPages }: Fields): { normalPages?: number; zeroPages?: number } {
  return {
    ...(normalPages !== undefined && { normalPages: Number(normalPages) }),
    ...(zeroPages !== undefined && { zeroPages: Number(zeroPages) }),
  };
}

/** The fields of a line that is in order, at once; undefined where it is not. */
function wholeLine(line: string, { parts, whole }: Form): Fields | undefined {
  const found = whole.exec(line);
  if (!found) return undefined;
  const fields: Fields = {};
  for (let i = 0; i < parts.length; i++) {
    const { field, prefix, most } = parts[i];
    const digits = found[i + 1];
    if (digits === undefined) continue;
    const value = BigInt(prefix ? prefix + digits : digits);
    if (value > most) return undefined;
    fields[field] = value;
  }
  return fields;
}

/** The same part by part, for the words of a refusal. */
function readFields(place: Place, name: string, parts: readonly Part[]): Fields {
  const fields: Fields = {};
  let rest = place.line.slice(name.length).trimEnd();
  for (const { field, label, digits, prefix = "", most, optional } of parts) {
    const found = label.exec(rest)?.[0];
    if (found === undefined && optional) continue;
    const behind = rest.slice(found?.length ?? 0);
    const value = found === undefined ? "" : digits.exec(behind)?.[0] ?? "";
    if (value === "") throw damaged(place, field, rest.trim() || "nothing", "a number");
    fields[field] = BigInt(prefix + value);
    if (fields[field] > most) throw damaged(place, field, fields[field], most);
    rest = behind.slice(value.length);
  }
  if (rest !== "") throw damaged(place, "end of line", rest, "nothing");
  return fields;
}

function withoutPacket(place: Place): ProtocolError {
  return damaged(place, "packet", "no multifd_send_fill", "one behind multifd_send_ram_fill");
}

function damaged(
  { line, number }: Place,
  field: string,
  value: string | bigint,
  bound: string | bigint,
): ProtocolError {
  const detail = {
    code: "trace",
    requirement: "",
    field,
    byteOffset: number,
    value,
    bound,
  } as const;
  return new ProtocolError(
    detail,
    `trace line ${number}: ${field} is ${value}, bound ${bound}: ${line}`,
  );
}
