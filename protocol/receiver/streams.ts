/** The part of a receiver that knows in which order things may happen: connections, ends, barriers and faults. */
import { ProtocolError } from "../errors.ts";
import { checkChannels } from "../settings.ts";
import { Connection } from "./connection.ts";

/** What the main channel has brought and a pending barrier holds back (RCV-42). */
type MainEvent = { kind: "barrier" } | { kind: "zero"; ramblock: string; offset: bigint };

/** Streams of one migration. What their bytes mean is the subclass's. */
export abstract class Streams {
  protected readonly channels: number;
  /** By the caller's number. */
  protected readonly connections: Map<number, Connection> = new Map();

  #fault?: ProtocolError;
  readonly #main: MainEvent[] = [];

  constructor(channels: number) {
    checkChannels(channels);
    this.channels = channels;
  }

  /** Why the migration was refused; undefined while nothing was. */
  get fault(): ProtocolError | undefined {
    return this.#fault;
  }

  /** True while a barrier waits for a SYNC packet on some channel. */
  get pending(): boolean {
    return this.#main.length > 0;
  }

  /** Takes the next bytes of a connection; the id in its greeting says which channel it is. `bytes` is not kept. */
  feed(channel: number, bytes: Uint8Array): void {
    if (this.#fault) return;
    const connection = this.#connection(channel);
    if (connection.ended) throw new RangeError(`channel: ${channel} has ended`);
    connection.input.push(bytes);
    this.#advance(connection);
    this.#passBarriers();
    connection.input.keep();
  }

  /** The connection ends behind the bytes fed so far (RCV-25). */
  end(channel: number): void {
    const connection = this.#connection(channel);
    connection.ended = true;
    this.#advance(connection);
    this.#passBarriers();
  }

  /** The main channel asks for a barrier. Its later events queue behind it until every channel met it. */
  barrier(): void {
    this.#main.push({ kind: "barrier" });
    this.#passBarriers();
  }

  /** A zero page on the main channel (legacy detection). */
  zeroPage(ramblock: string, offset: bigint): void {
    this.#main.push({ kind: "zero", ramblock, offset });
    this.#passBarriers();
  }

  /** The migration is complete: every open connection ends, and nothing may wait any longer. */
  finish(): void {
    for (const { number, ended } of this.connections.values()) if (!ended) this.end(number);
    this.#guard("main channel", () => this.checkNothingLeft());
    for (const { id } of this.connections.values()) if (id !== undefined) this.onFinish(id);
  }

  /** Frees the decompressors. */
  close(): void {
    for (const connection of this.connections.values()) {
      connection.decompressor?.close();
      connection.decompressor = undefined;
    }
  }

  /** One step of a connection; false when it needs more bytes. */
  protected abstract step(connection: Connection): boolean;

  /** Throws when the bytes so far may not be the last. */
  protected abstract checkEnd(connection: Connection): void;

  /** A zero page of the main channel, in its turn. */
  protected abstract applyMainZeroPage(ramblock: string, offset: bigint): void;

  /** A channel is done for good. */
  protected abstract onFinish(id: number): void;

  /** A SYNC packet has been read and applied: the channel holds until the barrier (RCV-35). */
  protected onSync(connection: Connection): void {
    connection.waiting = true;
  }

  /** True when SYNC was read on every channel. */
  protected barrierMet(): boolean {
    let waiting = 0;
    for (const connection of this.connections.values()) if (connection.waiting) waiting++;
    return waiting === this.channels;
  }

  /** Throws when a channel that ended can never meet the pending barrier (RCV-38). */
  protected checkBarrier(): void {
    for (const { id, finished } of this.connections.values()) {
      if (finished) throw barrierError("RCV-38", `channel ${id} ended`, "SYNC on every channel");
    }
  }

  /** Throws when something still waits at the end of the migration. */
  protected checkNothingLeft(): void {
    if (this.pending) throw barrierError("RCV-38", "end of migration", "SYNC on every channel");
    for (const { id, input } of this.connections.values()) {
      if (input.length > 0) {
        const value = `${input.length} bytes behind SYNC on channel ${id}`;
        throw barrierError("RCV-35", value, "a barrier");
      }
    }
  }

  /** Keeps the first fault; nothing is applied from here on. */
  protected fail(error: ProtocolError): void {
    this.#fault = error;
  }

  #connection(number: number): Connection {
    let connection = this.connections.get(number);
    if (!connection) this.connections.set(number, connection = new Connection(number));
    return connection;
  }

  #advance(connection: Connection): void {
    if (this.#fault) return;
    try {
      while (!connection.waiting && this.step(connection));
      if (connection.waiting || !connection.ended || connection.finished) return;
      this.checkEnd(connection);
      connection.finished = true;
    } catch (error) {
      this.#keep(error, `channel ${connection.id ?? connection.number}`);
    }
  }

  /** Handles the main channel's events up to the first barrier that is not met, and what those barriers held. */
  #passBarriers(): void {
    while (this.pending && this.#handleMain()) {
      for (const connection of this.connections.values()) this.#advance(connection);
    }
  }

  /** True when channels were released. */
  #handleMain(): boolean {
    let released = false;
    this.#guard("main channel", () => {
      const events = this.#main;
      let done = 0;
      for (; done < events.length; done++) {
        const event = events[done];
        if (event.kind === "zero") {
          this.applyMainZeroPage(event.ramblock, event.offset);
        } else if (this.barrierMet()) {
          for (const connection of this.connections.values()) connection.waiting = false;
          released = true;
        } else {
          if (!released) this.checkBarrier();
          break;
        }
      }
      events.splice(0, done);
    });
    return released;
  }

  /** Runs `act` unless there is a fault; a fault in it is kept. */
  #guard(place: string, act: () => void): void {
    if (this.#fault) return;
    try {
      act();
    } catch (error) {
      this.#keep(error, place);
    }
  }

  /** Keeps a fault, with the place in its message; throws what is none. */
  #keep(error: unknown, place: string): void {
    if (!(error instanceof ProtocolError)) throw error;
    error.message = `${place}: ${error.message}`;
    this.fail(error);
  }
}

function barrierError(requirement: string, value: string, bound: string): ProtocolError {
  return new ProtocolError(
    { code: "barrier", requirement, field: "barrier", byteOffset: 0, value, bound },
    `${value}, but the barrier needs ${bound}`,
  );
}
