/** Turns the steps of a case into whole greetings and packets, in the order of the source. */
import { encodeGreeting } from "../../protocol/greeting.ts";
import { FLAG, methodFlag } from "../../protocol/flags.ts";
import { GREETING_LENGTH, MAGIC, pageCountOf, VERSION } from "../../protocol/layout.ts";
import type { GreetingSpec, PacketSpec, Step } from "../case.ts";
import { bytesOfHex } from "./hex.ts";
import { encodeSpec } from "./packet.ts";
import { Payloads } from "./payload.ts";
import type { Session } from "./session.ts";

/** A whole thing on a stream, before segmentation. */
export type WireItem =
  | { kind: "greeting" | "packet"; channel: number; data: Uint8Array; sync?: boolean }
  | { kind: "eof"; channel: number }
  | { kind: "barrier" }
  | { kind: "zero"; ramblock: string; offset: bigint };

/** Carries the state of a session: one compression stream a channel, and the last packet number. */
export class CaseEncoder {
  readonly #session: Session;
  readonly #payloads: Payloads;
  #items: WireItem[] = [];
  #lastNumber = -1n;
  readonly #take?: (length: number) => Uint8Array<ArrayBuffer>;

  /** @param take Where packets are written to: memory that may hold anything. */
  constructor(session: Session, take?: (length: number) => Uint8Array<ArrayBuffer>) {
    this.#session = session;
    this.#payloads = new Payloads(session);
    this.#take = take;
  }

  greetAll(): void {
    for (let channel = 0; channel < this.#session.channels; channel++) {
      this.add({ kind: "greeting", channel, greeting: {} });
    }
  }

  add(step: Step): void {
    switch (step.kind) {
      case "greeting": {
        const data = greetingBytes(step.greeting, step.channel).subarray(0, step.cut);
        this.#items.push({ kind: "greeting", channel: step.channel, data });
        break;
      }
      case "packet":
        this.#addPacket(step.channel, step.packet, step.cut);
        break;
      case "sync":
        for (let channel = 0; channel < this.#session.channels; channel++) {
          const number = BigInt.asUintN(64, this.#lastNumber + 1n);
          this.#addPacket(channel, syncPacket(number, step.full === true, this.#session));
        }
        this.#items.push({ kind: "barrier" });
        break;
      case "barrier":
      case "zero":
      case "eof":
        this.#items.push(step);
        break;
    }
  }

  /** The items since the last call. */
  take(): WireItem[] {
    const items = this.#items;
    this.#items = [];
    return items;
  }

  close(): void {
    this.#payloads.close();
  }

  #addPacket(channel: number, packet: PacketSpec, cut?: number): void {
    this.#lastNumber = packet.packetNum;
    const payload = this.#payloads.of(channel, packet);
    const data = encodeSpec(packet, payload, this.#session, this.#take);
    this.#items.push({
      kind: "packet",
      channel,
      data: data.subarray(0, cut),
      sync: packet.sync === true,
    });
  }
}

/** SYNC packets without pages: bare, or with the fields that older QEMUs leave set. */
function syncPacket(packetNum: bigint, full: boolean, session: Session): PacketSpec {
  const fields = {
    flags: FLAG.SYNC | methodFlag(session.method),
    pagesAlloc: pageCountOf(session.pageSize),
  };
  const packet: PacketSpec = { ramblock: "", packetNum, sync: true, normal: [], zero: [] };
  return full ? { ...packet, fields } : packet;
}

const NO_UUID = new Uint8Array(16);
const NO_RESERVED = new Uint8Array(GREETING_LENGTH - 25);

function greetingBytes(spec: GreetingSpec, channel: number): Uint8Array {
  return encodeGreeting({
    magic: spec.magic ?? MAGIC,
    version: spec.version ?? VERSION,
    uuid: spec.uuid === undefined ? NO_UUID : bytesOfHex(spec.uuid),
    id: spec.id ?? channel,
    reserved: spec.reserved === undefined ? NO_RESERVED : bytesOfHex(spec.reserved),
  });
}
