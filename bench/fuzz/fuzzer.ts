/** One case after another: its bytes, what they go through, and what may come of it. */
import { equals } from "@std/bytes";
import { Dice } from "../../generators/dice.ts";
import type { WireEvent } from "../../generators/wire.ts";
import { ProtocolError } from "../../protocol/errors.ts";
import { parseGreeting, validateGreeting } from "../../protocol/greeting.ts";
import { encodePacket, parsePacket } from "../../protocol/packet.ts";
import { Receiver } from "../../protocol/receiver.ts";
import { pageOffsets, validatePacket } from "../../protocol/validate.ts";
import { mutation, roomFor } from "./mutation.ts";
import { randomBytes } from "./random-bytes.ts";
import { CHANNELS, createWorlds, type World } from "./world.ts";

/** Random byte strings, or changed legal sessions. */
export type Kind = "bytes" | "mutations";

/** Nothing in these small cases takes so long, in milliseconds. */
const SLOW = 5000;
/** All cases share them: nothing of a case is left behind. */
const WORLDS = createWorlds();
const ROOM = new Uint8Array(Math.max(...WORLDS.map(roomFor)));
const NO_UUID = new Uint8Array(16);

export class Fuzzer {
  /** How often each code ended a case; `accepted` where none did. */
  readonly outcomes = new Map<string, number>();
  readonly #Receiver: typeof Receiver;

  /** @param subject What is fuzzed; a faulty one for tests. */
  constructor(subject = Receiver) {
    this.#Receiver = subject;
  }

  /** Runs case `index` of a seed; cases do not depend on each other. Throws an Error when it finds something. */
  run(kind: Kind, seed: number, index: number): void {
    const dice = new Dice(seed, index);
    const world = WORLDS[index % WORLDS.length];
    const events = (kind === "bytes" ? randomBytes : mutation)(dice, world, ROOM);
    const start = performance.now();
    for (const event of events) {
      const isNew = event.kind === "bytes" && event.data.buffer === ROOM.buffer;
      if (isNew) this.#parse(event.data, world);
    }
    const outcome = this.#receive(events, world, dice);
    this.outcomes.set(outcome, 1 + (this.outcomes.get(outcome) ?? 0));
    const took = performance.now() - start;
    if (took > SLOW) throw new Error(`took ${Math.round(took)} ms`);
  }

  #parse(bytes: Uint8Array, world: World): void {
    typed(() => {
      const greeting = parseGreeting(bytes);
      validateGreeting(greeting, { channels: CHANNELS, uuid: NO_UUID, taken: new Set() });
    });
    typed(() => {
      const packet = parsePacket(bytes, world);
      if (!equals(encodePacket(packet, world.layout), bytes.subarray(0, world.packetLength))) {
        throw new Error("parse and encode do not give the same bytes");
      }
      const { normal, zero } = pageOffsets(validatePacket(packet, world).packet);
      if (normal.length !== packet.normalPages || zero.length !== packet.zeroPages) {
        throw new Error("a valid packet lost offsets");
      }
    });
  }

  #receive(events: WireEvent[], world: World, dice: Dice): string {
    for (const { bytes } of world.blocks) bytes.fill(0xa5);
    const receiver = new this.#Receiver(world);
    const ended = new Set<number>();
    try {
      for (const event of events) {
        if (event.kind === "barrier") receiver.barrier();
        else if (event.kind === "zero") receiver.zeroPage(event.ramblock, event.offset);
        else if (event.kind === "eof") {
          receiver.end(event.channel);
          ended.add(event.channel);
        } else if (event.kind === "bytes" && !ended.has(event.channel)) {
          for (const piece of pieces(dice, event.data)) receiver.feed(event.channel, piece);
        }
      }
      receiver.finish();
    } finally {
      receiver.close();
    }
    const { fault } = receiver;
    if (!fault) return "accepted";
    checkError(fault);
    return fault.detail.code;
  }
}

/** One to three pieces. */
function* pieces(dice: Dice, bytes: Uint8Array): Generator<Uint8Array> {
  let from = 0;
  for (let cuts = dice.below(3); cuts > 0; cuts--) {
    const to = dice.between(from, bytes.length);
    yield bytes.subarray(from, to);
    from = to;
  }
  yield bytes.subarray(from);
}

/** Runs `act`; a typed refusal is fine, any other error is passed on. */
function typed(act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof ProtocolError)) throw error;
    checkError(error);
  }
}

function checkError({ detail, message }: ProtocolError): void {
  const { code, field, byteOffset, value, bound } = detail;
  const whole = code && field && message && value !== undefined && bound !== undefined;
  if (!whole || !Number.isInteger(byteOffset) || byteOffset < 0) {
    throw new Error(`an error without all its details: ${message}`);
  }
}
