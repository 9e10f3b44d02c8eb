/**
 * Families of cases around one rule: each puts a few steps of its own behind a short legal session.
 * An invalid family breaks its rule, and that one alone, in its last packet; a legal one needs its
 * own stimulus.
 */
import type { MethodName } from "../protocol/flags.ts";
import type { PacketSpec, PageFill, Step } from "./case.ts";
import type { Scene } from "./scene.ts";
import type { Prefill } from "./session-draft.ts";

/**
 * What a target must take or show beyond bytes and outcome, in the words of its offer.
 *
 * @example
 * ```ts
 * import type { Need } from "@multifd/conformance";
 * const shows: ReadonlySet<Need> = new Set<Need>(["blocks", "greeting"]);
 * ```
 */
export type Need = "blocks" | "main" | "greeting" | "prefill";

/** One way to break a rule or to come close to it. `name` is a class name. */
export interface Variant {
  name: string;
  /** Nothing may stand in front: the channel's compression stream must not have begun. */
  alone?: boolean;
  /** Only for receivers that know zero pages: not before the patch. */
  zero?: boolean;
  /** The family's last packet is a SYNC packet as well: it is held to the same rules. */
  sync?: boolean;
  /** The family's own packets have the numbers that it gives them. Default: each has the next one. */
  ownNumbers?: boolean;
  /** Drawn seldom: it takes a receiver as long as ten others. Another variant of the family does not. */
  costly?: boolean;
}

/** What a family is given to build on. */
export interface Material<V extends Variant> {
  scene: Scene;
  /** Of the family's own packets. */
  channel: number;
  /** A legal packet with at least one page. */
  packet: PacketSpec;
  variant: V;
  /** Any 32-bit number: where to put something, which of many. Shrinks to 0. */
  at: number;
}

/** The family's own steps. */
export interface Built {
  steps: Step[];
  /** Invalid: index of the step that breaks the rule (default: the last one), and the field. */
  faulty?: number;
  field?: string;
}

export interface Family<V extends Variant = Variant> {
  /** Class name of every case. */
  name: string;
  requirement: string;
  /** False: each case breaks the requirement. */
  legal: boolean;
  /** Default: all. */
  methods?: readonly MethodName[];
  needs?: readonly Need[];
  /** Default 1. */
  leastChannels?: number;
  /** Default `none`. */
  prefill?: Prefill;
  /** False: nothing in front of the family's own steps. Default true. */
  session?: boolean;
  /** False: pieces arrive as the source wrote them. Default: true for a legal family. */
  delivery?: boolean;
  /** Another stage than the drawn one. */
  stage?(scene: Scene): Scene;
  /** Only for receivers that know zero pages: not before the patch. */
  zero?: boolean;
  /** All variants in a scene. */
  variants(scene: Scene): readonly V[];
  build(material: Material<V>): Built;
}

/** Makes a family; only here are variants of a type of their own. */
export function family<V extends Variant>(definition: Family<V>): Family {
  return definition as unknown as Family;
}

// ---- tools for families

/** A packet step without a number; numbers are given when the whole case is known. */
export function packetStep(channel: number, packet: PacketSpec, cut?: number): Step {
  return { kind: "packet", channel, packet, ...(cut !== undefined && { cut }) };
}

/** A packet without pages. */
export function emptySpec(ramblock = ""): PacketSpec {
  return { ramblock, packetNum: 0n, normal: [], zero: [] };
}

/** The bytes from the start of the block to the last whole page that fits. */
export function lastPage(scene: Scene, ramblock: string): bigint {
  const { usedLength } = scene.blocks.find((b) => b.name === ramblock)!;
  return BigInt((Math.floor(usedLength / scene.pageSize) - 1) * scene.pageSize);
}

/**
 * The packet with at least one normal page; it takes over a zero page, in the same place, where it
 * must.
 */
export function withNormal(packet: PacketSpec, fill: PageFill): PacketSpec {
  if (packet.normal.length > 0) return packet;
  const [offset, ...zero] = packet.zero;
  return { ...packet, normal: [{ offset, fill }], zero };
}

/** The packet with zero pages alone. */
export function zeroOnly(packet: PacketSpec): PacketSpec {
  return { ...packet, normal: [], zero: pagesOf(packet) };
}

/** The packet with normal pages alone. */
export function normalOnly(packet: PacketSpec, fill: PageFill): PacketSpec {
  const added = packet.zero.map((offset) => ({ offset, fill }));
  return { ...packet, normal: [...packet.normal, ...added], zero: [] };
}

/** Offsets of all its pages. */
export function pagesOf(packet: PacketSpec): bigint[] {
  return [...packet.normal.map((n) => n.offset), ...packet.zero];
}

/** The packet with other fields. */
export function withFields(packet: PacketSpec, fields: PacketSpec["fields"]): PacketSpec {
  return { ...packet, fields: { ...packet.fields, ...fields } };
}

/** The list with `item` put in at `at`, counted modulo the places there are. */
export function inserted<T>(list: readonly T[], at: number, item: T): T[] {
  return list.toSpliced(at % (list.length + 1), 0, item);
}
