/** MultiFDInit_t: the 64 bytes that begin every channel (LAY-08, RCV-30). */
import { equals } from "@std/bytes";
import { type ErrorCode, ProtocolError } from "./errors.ts";
import { GREETING_LAYOUT, GREETING_LENGTH, MAGIC, VERSION } from "./layout.ts";
import { copyOf, zeros } from "./slab.ts";

/**
 * Fields as they stand on the wire.
 *
 * @example
 * ```ts
 * import type { Greeting } from "@multifd/conformance";
 * const greeting: Greeting = {
 *   magic: 0x11223344, version: 1, uuid: new Uint8Array(16), id: 0, reserved: new Uint8Array(39),
 * };
 * ```
 */
export interface Greeting {
  /** 0x11223344. */
  magic: number;
  /** 1. */
  version: number;
  /** 16 bytes. */
  uuid: Uint8Array;
  /** The channel's number, 0 to 255. */
  id: number;
  /** 39 bytes. */
  reserved: Uint8Array;
}

/**
 * What a receiver takes.
 *
 * @example
 * ```ts
 * import type { GreetingLimits } from "@multifd/conformance";
 * const limits: GreetingLimits = { channels: 2, uuid: new Uint8Array(16), taken: new Set([0]) };
 * ```
 */
export interface GreetingLimits {
  /** How many there are; ids are below. */
  channels: number;
  /** 16 bytes. */
  uuid: Uint8Array;
  /** Ids of the channels that have greeted. */
  taken: ReadonlySet<number>;
}

/**
 * The greeting's 64 bytes, whatever its values; a view of a larger buffer. Throws a RangeError when an array has another
 * length.
 *
 * @example
 * ```ts
 * import { encodeGreeting } from "@multifd/conformance";
 * const bytes = encodeGreeting({
 *   magic: 0x11223344, version: 1, uuid: new Uint8Array(16), id: 0, reserved: new Uint8Array(39),
 * });
 * console.log(bytes.length); // 64
 * ```
 */
export function encodeGreeting({ magic, version, uuid, id, reserved }: Greeting): Uint8Array {
  if (uuid.length !== 16) throw new RangeError(`uuid: ${uuid.length} bytes, not 16`);
  if (reserved.length !== 39) throw new RangeError(`reserved: ${reserved.length} bytes, not 39`);
  const bytes = zeros(GREETING_LENGTH);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  view.setUint32(0, magic);
  view.setUint32(4, version);
  bytes.set(uuid, 8);
  bytes[24] = id;
  bytes.set(reserved, 25);
  return bytes;
}

/**
 * Bytes to fields; values are not judged. The arrays are copies, and may be views of a larger buffer.
 *
 * @throws {ProtocolError} `short` when there are fewer than 64 bytes.
 *
 * @example
 * ```ts
 * import { parseGreeting } from "@multifd/conformance";
 * console.log(parseGreeting(new Uint8Array(64)).id); // 0
 * ```
 */
export function parseGreeting(bytes: Uint8Array): Greeting {
  if (bytes.length < GREETING_LENGTH) {
    throw greetingError("short", "greeting", bytes.length, bytes.length, GREETING_LENGTH);
  }
  const own = copyOf(bytes.subarray(0, GREETING_LENGTH));
  const view = new DataView(own.buffer, own.byteOffset);
  return {
    magic: view.getUint32(0),
    version: view.getUint32(4),
    uuid: own.subarray(8, 24),
    id: own[24],
    reserved: own.subarray(25),
  };
}

/**
 * Throws the ProtocolError of the first rule that the greeting breaks (RCV-30).
 *
 * @example
 * ```ts
 * import { parseGreeting, ProtocolError, validateGreeting } from "@multifd/conformance";
 * const limits = { channels: 2, uuid: new Uint8Array(16), taken: new Set<number>() };
 * try {
 *   validateGreeting(parseGreeting(new Uint8Array(64)), limits);
 * } catch (error) {
 *   console.log((error as ProtocolError).detail.field); // magic
 * }
 * ```
 */
export function validateGreeting(greeting: Greeting, limits: GreetingLimits): void {
  const { magic, version, uuid, id } = greeting;
  if (magic !== MAGIC) throw refuse("magic", magic, MAGIC);
  if (version !== VERSION) throw refuse("version", version, VERSION);
  if (!equals(uuid, limits.uuid)) throw refuse("uuid", hex(uuid), hex(limits.uuid));
  if (id >= limits.channels) throw refuse("id", id, limits.channels - 1, "channel-id");
  if (limits.taken.has(id)) throw refuse("id", id, "an id not taken yet", "channel-id");
}

function refuse(
  field: string,
  value: number | string,
  bound: number | string,
  code = field as ErrorCode,
): ProtocolError {
  const { offset } = GREETING_LAYOUT.find(({ name }) => name === field)!;
  return greetingError(code, field, offset, value, bound);
}

function greetingError(
  code: ErrorCode,
  field: string,
  byteOffset: number,
  value: number | string,
  bound: number | string,
): ProtocolError {
  const detail = { code, requirement: "RCV-30", field, byteOffset, value, bound };
  return new ProtocolError(
    detail,
    `greeting: ${field} at byte ${byteOffset} is ${value}, bound ${bound} (${code})`,
  );
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
