/** The receiving process: connections, the main channel's thread and how a session ends. */
import { parseGreeting } from "../../../protocol/greeting.ts";
import { GREETING_LENGTH, MAGIC, VERSION } from "../../../protocol/layout.ts";
import type { ReceiverObservation, ReceiverSession, WireEvent } from "../../target.ts";
import { Crash, Refusal } from "./ends.ts";
import { RecvState } from "./recv-state.ts";
import { recvThread } from "./recv-thread.ts";
import { Socket } from "./socket.ts";
import { runAll, type Task, Thread } from "./threads.ts";

/** Plays the session through; whoever still waits at its end waits for ever. */
export function receive(session: ReceiverSession): ReceiverObservation {
  const state = new RecvState(session);
  const incoming = new Incoming(state);
  const shown = () => ({
    ram: state.blocks.map((block) => block.contents()),
    counters: state.params.map((p) => ({
      packets: p.packetsRecved,
      normalPages: p.totalNormalPages,
      zeroPages: p.totalZeroPages,
    })),
    trace: state.trace,
    writes: state.writes,
  });
  try {
    for (const event of session.events) incoming.take(event);
    incoming.finish();
  } catch (thrown) {
    if (!(thrown instanceof Crash)) throw thrown;
    return { outcome: "crashed", signal: thrown.signal, text: thrown.message, ...shown() };
  } finally {
    for (const { pageReader } of state.params) pageReader?.close();
  }
  const { waitsFor } = incoming;
  if (waitsFor !== undefined) return { outcome: "hung", text: waitsFor, ...shown() };
  if (state.error !== undefined) return { outcome: "rejected", text: state.error, ...shown() };
  return { outcome: "accepted", ...shown() };
}

type MainEvent = Extract<WireEvent, { kind: "barrier" | "zero" }> | { kind: "end" };

class Incoming {
  readonly #state: RecvState;
  readonly #main: Thread;
  readonly #threads: Thread[];
  readonly #sockets = new Map<number, Socket>();
  readonly #mainEvents: MainEvent[] = [];
  #atBarrier = false;

  constructor(state: RecvState) {
    this.#state = state;
    this.#main = new Thread(this.#loadMain());
    this.#threads = [this.#main];
  }

  /** What the main thread can never get any more; undefined when it is through or the migration failed without it. */
  get waitsFor(): string | undefined {
    if (this.#main.done) return undefined;
    if (this.#atBarrier) return "the main thread waits for SYNC on every channel";
    return this.#state.exiting ? undefined : "the main thread waits for channels to connect";
  }

  take(event: WireEvent): void {
    if (event.kind === "bytes") this.#socket(event.channel).push(event.data);
    else if (event.kind === "eof") this.#socket(event.channel).end();
    else if (event.kind === "checkpoint") throw new TypeError("checkpoints are not offered");
    else this.#mainEvents.push(event);
    runAll(this.#threads);
  }

  /** Every channel ends, then the main channel. */
  finish(): void {
    for (const socket of this.#sockets.values()) socket.end();
    runAll(this.#threads);
    this.#mainEvents.push({ kind: "end" });
    runAll(this.#threads);
  }

  #socket(connection: number): Socket {
    let socket = this.#sockets.get(connection);
    if (!socket) {
      this.#sockets.set(connection, socket = new Socket());
      this.#threads.push(new Thread(this.#connect(socket)));
    }
    return socket;
  }

  /** multifd_recv_new_channel, then the channel's thread. */
  *#connect(socket: Socket): Task {
    const state = this.#state;
    let id: number;
    try {
      id = yield* readGreeting(state, socket);
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      return state.terminateThreads(`greeting: ${thrown.message}`);
    }
    const p = state.params[id];
    p.socket = socket;
    state.count++;
    yield* recvThread(state, p, socket);
  }

  /** RAM is loaded once all channels are there. */
  *#loadMain(): Task {
    const state = this.#state;
    yield () => state.count === state.params.length;
    try {
      yield* this.#loadEvents();
      state.terminateThreads();
    } catch (thrown) {
      if (!(thrown instanceof Refusal)) throw thrown;
      state.terminateThreads(`main channel: ${thrown.message}`);
    }
  }

  *#loadEvents(): Task {
    const hasEvent = () => this.#mainEvents.length > 0;
    for (;;) {
      yield hasEvent;
      const event = this.#mainEvents.shift()!;
      if (event.kind === "end") return;
      if (event.kind === "barrier") yield* this.#syncMain();
      else loadZeroPage(this.#state, event);
    }
  }

  /** multifd_recv_sync_main: an error elsewhere does not end the wait (RCV-38). */
  *#syncMain(): Task {
    const { params, semSync } = this.#state;
    this.#atBarrier = true;
    for (let i = 0; i < params.length; i++) yield* semSync.wait();
    this.#atBarrier = false;
    for (const p of params) p.semSync.post();
  }
}

/** multifd_recv_initial_packet, whose check of the id lets the number of channels itself pass (RCV-30). */
function* readGreeting({ params }: RecvState, socket: Socket): Task<number> {
  const { magic, version, uuid, id } = parseGreeting(yield* socket.take(GREETING_LENGTH));
  if (magic !== MAGIC) throw new Refusal(`magic is 0x${magic.toString(16)}`);
  if (version !== VERSION) throw new Refusal(`version is ${version}`);
  if (uuid.some((byte) => byte !== 0)) throw new Refusal("the uuid is another machine's");
  if (id > params.length) throw new Refusal(`id ${id} with ${params.length} channels`);
  if (id === params.length) throw new Crash("SIGSEGV", `params[${id}] of ${params.length}`);
  if (params[id].socket) throw new Refusal(`id ${id} is taken`);
  return id;
}

/** ram_load_precopy, for a zero word. */
function loadZeroPage(
  state: RecvState,
  { ramblock, offset }: Extract<WireEvent, { kind: "zero" }>,
): void {
  const block = state.blocks.find(({ name }) => name === ramblock);
  const page = block && offset < BigInt(block.usedLength) ? block.page(offset) : undefined;
  if (!block || !page) throw new Refusal(`no page at ${offset} of block ${ramblock}`);
  state.clear(block, offset, page);
}
