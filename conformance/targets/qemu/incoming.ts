/** One session with a QEMU that receives: everything it is sent, and what it made of it. */
import { basename } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { FLAG } from "../../../protocol/flags.ts";
import { GREETING_LENGTH, pageCountOf } from "../../../protocol/layout.ts";
import { MainChannelWriter, type WritableWord } from "../../../protocol/main-channel.ts";
import { emptyPacket, encodePacket } from "../../../protocol/packet.ts";
import type { PagedBlock, RamBlock } from "../../../protocol/ram.ts";
import { PagedRam } from "../../paged-ram.ts";
import type { ReceiverObservation, ReceiverSession, WireEvent } from "../../target.ts";
import { type Address, Connection } from "./connection.ts";
import { readCounters } from "./counters.ts";
import type { Qemu } from "./process.ts";
import { type Program, RAM_SIZE } from "./program.ts";
import { ReturnPath } from "./return-path.ts";
import { pagesIn, RamPages } from "./ram-file.ts";
import { untilAsleep, type Wait, type Watch } from "./watch.ts";

export interface IncomingSettings {
  program: Program;
  watch: Watch;
  timeoutMs: number;
  transport: "unix" | "tcp";
}

/** Runs the session on a fresh QEMU and kills it. */
export async function receiveOn(
  qemu: Qemu,
  session: ReceiverSession,
  settings: IncomingSettings,
  take: (length: number) => Uint8Array,
): Promise<ReceiverObservation> {
  const incoming = new Incoming(qemu, session, settings, take);
  try {
    return await incoming.run();
  } finally {
    // First of all: QEMU would begin to clean up when its streams are closed.
    const gone = qemu.kill();
    incoming.close();
    await gone;
  }
}

/** How a session ended; RAM and the like are added to it. */
type Verdict = Pick<ReceiverObservation, "outcome" | "text" | "signal">;

type PieceEvent = Extract<WireEvent, { kind: "bytes" }>;

interface MigrationInfo {
  status?: string;
  "error-desc"?: string;
  "socket-address"?: { port: string }[];
}

class Incoming {
  readonly #qemu: Qemu;
  readonly #session: ReceiverSession;
  readonly #settings: IncomingSettings;
  readonly #program: Program;
  /** Memory for pages that are shown. */
  readonly #take: (length: number) => Uint8Array;
  #ram: RamPages | undefined;
  /** By channel; connected at the first event of each. */
  readonly #channels = new Map<number, Channel>();
  readonly #snapshots: RamBlock[][] = [];
  /** Bytes of a SYNC packet of our own: it holds the channel back until RAM is set up. */
  readonly #sync: Uint8Array;
  #address!: Address;
  #main!: Connection;
  #writer!: MainChannelWriter;
  #returnPath!: ReturnPath;
  /** QEMU has closed a stream, and does nothing more with it; the others are at a SYNC point where one is refused. */
  readonly #closed = Promise.withResolvers<void>();
  /** A barrier was sent that waits for bytes to come. */
  #held = false;
  /** Before 8.1 every RAM section ends with a barrier: zero pages wait for the next one. */
  #zeroPages: WritableWord[] = [];

  constructor(
    qemu: Qemu,
    session: ReceiverSession,
    settings: IncomingSettings,
    take: (length: number) => Uint8Array,
  ) {
    this.#take = take;
    this.#qemu = qemu;
    this.#session = session;
    this.#settings = settings;
    this.#program = settings.program;
    const sync = { ...emptyPacket(pageCountOf(session.pageSize)), flags: FLAG.SYNC };
    this.#sync = encodePacket(sync);
  }

  async run(): Promise<ReceiverObservation> {
    await this.#listen();
    const { pageSize, blocks } = this.#session;
    this.#ram = new RamPages(this.#qemu.ramFile, pagesIn(FRESH, pageSize));
    this.#ram.write(pagesIn(blocks[0].bytes, pageSize));
    const send = (bytes: Uint8Array) => this.#main.write(bytes);
    this.#returnPath = new ReturnPath(send);
    this.#main = this.#connect((bytes) => this.#returnPath.take(bytes));
    this.#writer = new MainChannelWriter(send);
    this.#writer.setUp(
      "none",
      blocks,
      this.#program.flushWord ? [{ kind: "flush" }] : [],
    );
    const verdict = await this.#sendAll() ?? await this.#finish();
    const counters = this.#program.receiverCounts
      ? readCounters(this.#qemu.path, this.#session.channels)
      : undefined;
    return {
      ...verdict,
      ram: this.#shown(),
      // A barrier that was passed does not say that nothing was refused before it; the end of the session does.
      snapshots: verdict.outcome === "accepted" ? this.#snapshots : [],
      ...(counters && { counters }),
    };
  }

  close(): void {
    for (const connection of this.#connections()) void connection.destroy();
    this.#ram?.close();
  }

  #connections(): Connection[] {
    const channels = Array.from(this.#channels.values(), ({ connection }) => connection);
    return this.#main ? [this.#main, ...channels] : channels;
  }

  /** Has QEMU wait for the migration. It reads QMP byte by byte, 4 µs each: it is told no more than it needs. */
  async #listen(): Promise<void> {
    const { qmp } = this.#qemu;
    const { channels, method } = this.#session;
    const { transport } = this.#settings;
    const { parameters, multifdProperty, exitOnError } = this.#program;
    const path = this.#qemu.path("migration");
    const wanted = { "multifd-channels": channels, "multifd-compression": method };
    const others = Object.entries(wanted).filter(([name, value]) => value !== parameters[name]);
    await Promise.all([
      multifdProperty || qmp.execute("migrate-set-capabilities", {
        capabilities: [{ capability: "multifd", state: true }],
      }),
      others.length === 0 || qmp.execute("migrate-set-parameters", Object.fromEntries(others)),
      qmp.execute("migrate-incoming", {
        uri: transport === "tcp" ? "tcp:127.0.0.1:0" : `unix:${basename(path)}`,
        ...(exitOnError && { "exit-on-error": false }),
      }),
    ]);
    if (transport === "unix") {
      this.#address = { path };
      return;
    }
    const info: MigrationInfo = await qmp.execute("query-migrate");
    this.#address = { host: "127.0.0.1", port: Number(info["socket-address"]![0].port) };
  }

  /** A verdict where the session cannot go on. */
  async #sendAll(): Promise<Verdict | undefined> {
    const events = this.#session.events[Symbol.iterator]();
    try {
      for (let next = events.next(); !next.done && !this.#qemu.exit;) {
        const pending = this.#send(next.value);
        next = events.next(); // the next case is encoded while QEMU works
        const verdict = pending && await pending;
        if (verdict) return verdict;
      }
    } finally {
      events.return?.();
    }
  }

  /** Nothing where the next event may follow at once. */
  #send(event: WireEvent): Promise<Verdict | void> | undefined {
    switch (event.kind) {
      case "bytes":
        if (this.#held && this.#allGreeted()) return this.#feedLate(event);
        this.#feed(event);
        break;
      case "eof":
        return this.#channel(event.channel).connection.end();
      case "barrier":
        this.#held ||= event.early === true;
        this.#writer.part(
          this.#program.flushWord ? [{ kind: "flush" }] : this.#zeroPages.splice(0),
        );
        break;
      case "zero":
        if (this.#program.flushWord) this.#writer.part([event]);
        else this.#zeroPages.push(event);
        break;
      case "checkpoint":
        return this.#takeSnapshot(event.blocks);
    }
  }

  async #takeSnapshot([next]: PagedBlock[]): Promise<Verdict | undefined> {
    const verdict = await this.#barrierPassed();
    if (verdict) return verdict;
    this.#held = false;
    this.#snapshots.push(this.#shown());
    this.#ram!.write(next.pages);
  }

  /** Bytes that a barrier waits for, when QEMU has had time to go wrong: they must not find it gone. */
  async #feedLate(event: PieceEvent): Promise<void> {
    await this.#settle();
    this.#held = false;
    this.#feed(event);
  }

  /** Bytes of a channel, our own SYNC right behind its greeting. */
  #feed({ channel: number, data: bytes }: PieceEvent): void {
    const channel = this.#channel(number);
    const greeting = bytes.subarray(0, GREETING_LENGTH - channel.greeted);
    channel.greeted += greeting.length;
    const parts = greeting.length > 0 && channel.greeted === GREETING_LENGTH
      ? [greeting, this.#sync, bytes.subarray(greeting.length)]
      : [bytes];
    for (const part of parts) channel.connection.write(part);
  }

  /** Before that QEMU reads no main channel; it may run in circles on half a greeting. */
  #allGreeted(): boolean {
    const greeted = [...this.#channels.values()].filter((c) => c.greeted === GREETING_LENGTH);
    return greeted.length === this.#session.channels;
  }

  #connect(onData?: (bytes: Uint8Array) => void): Connection {
    return new Connection(this.#address, { onData, onClosed: this.#closed.resolve });
  }

  #channel(number: number): Channel {
    let channel = this.#channels.get(number);
    if (!channel) {
      channel = { connection: this.#connect(), greeted: 0 };
      this.#channels.set(number, channel);
    }
    return channel;
  }

  /**
   * All is sent: ends the channels, then the migration. A packet cut short is seen when its channel ends; what is
   * wrong shows before the main channel's last words, so that no barrier is met after a fault.
   */
  async #finish(): Promise<Verdict> {
    // Behind a checkpoint a refusal is unlikely: sessions with checkpoints are legal cases.
    if (this.#snapshots.length > 0 && this.#program.flushWord) return await this.#finishLegal();
    if (this.#snapshots.length === 0) {
      await within(REFUSAL_MS, this.#closed.promise);
      const early = await this.#settle(this.#closed.promise) ?? await this.#fault();
      if (early) return early;
    }
    if (this.#zeroPages.length > 0) this.#writer.part(this.#zeroPages);
    await Promise.all(this.#channels.values().map(({ connection }) => connection.end()));
    const stuck = await this.#settle();
    if (stuck) return stuck;
    // Before 8.1 the RAM section's end is a barrier, which channels that have ended cannot pass.
    if (!this.#program.flushWord) {
      // Only a closed stream tells of a fault then: behind an answer, news of what was closed before it is here.
      await this.#query();
      return this.#isOver() ? await this.#refusal() : { outcome: "accepted" };
    }
    const late = await this.#fault();
    if (late) return late;
    return await this.#complete();
  }

  /** The same without looks: a barrier of our own sees to it that QEMU is done with the channels. */
  async #finishLegal(): Promise<Verdict> {
    for (const { connection } of this.#channels.values()) connection.write(this.#sync);
    this.#writer.part([{ kind: "flush" }]);
    return await this.#barrierPassed() ?? await this.#complete();
  }

  /** Ends the main channel, and with it the migration. */
  async #complete(): Promise<Verdict> {
    this.#writer.end([]);
    this.#writer.finish();
    // Whether it is through or has refused, it closes the main channel then.
    await within(ANSWER_MS, this.#closed.promise);
    return await this.#completion();
  }

  async #completion(): Promise<Verdict> {
    const deadline = performance.now() + this.#settings.timeoutMs;
    while (performance.now() < deadline) {
      const info = await this.#query();
      if (info?.status === "completed") return { outcome: "accepted" };
      if (info?.status === "failed") return await this.#refusal(info);
      const stuck = await this.#settle();
      if (stuck) return stuck;
      if (!info) return await this.#refusal();
    }
    return { outcome: "hung", text: "it waits for something, and everything was sent" };
  }

  /** What is wrong so far. QEMU sleeps. */
  async #fault(): Promise<Verdict | undefined> {
    const info = await this.#query();
    if (info || this.#qemu.exit) {
      const refused = this.#isOver() || info?.status === "failed" || info?.["error-desc"];
      return refused ? await this.#refusal(info) : undefined;
    }
    // The main thread waits at a barrier, and nothing will come: it must give up when every stream ends.
    await within(ANSWER_MS, Promise.all(this.#connections().map((c) => c.destroy())));
    const stuck = await this.#settle();
    if (stuck) return stuck;
    const after = await this.#query();
    if (after || this.#qemu.exit) return await this.#refusal(after);
    return { outcome: "hung", text: "QMP does not answer, all threads sleep" };
  }

  /** Why QEMU refused, in its own words; a crash is told apart. */
  async #refusal(info?: MigrationInfo): Promise<Verdict> {
    if (!info?.["error-desc"]) {
      // Before 9.1 it says why when the main channel has ended.
      await within(ANSWER_MS, this.#main.destroy());
      await this.#settle();
    }
    const { exit } = this.#qemu;
    if (exit?.signal) {
      return {
        outcome: "crashed",
        signal: exit.signal,
        text: this.#words(`ended by ${exit.signal}`),
      };
    }
    const text = info?.["error-desc"] ?? this.#words("the channels were closed");
    return { outcome: "rejected", text };
  }

  #words(otherwise: string): string {
    return this.#qemu.stderr() || otherwise;
  }

  /** True when QEMU has closed a stream or is gone. */
  #isOver(): boolean {
    return this.#qemu.exit !== undefined || this.#main.closed ||
      [...this.#channels.values()].some((c) => c.connection.closed);
  }

  /** A verdict where the last barrier, for which all was sent, keeps QEMU waiting. Otherwise QEMU has passed it. */
  async #barrierPassed(): Promise<Verdict | undefined> {
    const deadline = performance.now() + this.#settings.timeoutMs;
    let passed = false;
    await within(ANSWER_MS, this.#returnPath.ping().then(() => passed = true));
    // Later pings may be on their way for ever: over TCP an answer waits until the one before it was acknowledged.
    while (!passed) {
      const verdict = await this.#settle(this.#returnPath.ping());
      if (verdict || passed) return verdict;
      const fault = await this.#fault();
      if (fault) return fault;
      if (performance.now() > deadline) return { outcome: "hung", text: "it passes no barrier" };
    }
  }

  /**
   * Waits until QEMU has done all it can with what it was sent, or `done`; a verdict when it does not
   * come to rest.
   */
  async #settle(done?: Wait["done"]): Promise<Verdict | undefined> {
    const { watch, timeoutMs } = this.#settings;
    const connections = this.#connections();
    await within(timeoutMs, Promise.all(connections.map((c) => c.handedOver())));
    const pending = () =>
      connections.reduce((bytes, c) => bytes + c.pending, this.#qemu.qmp.pending);
    const deadline = performance.now() + timeoutMs;
    const state = await untilAsleep({ watch, pid: this.#qemu.pid, deadline, pending, done });
    if (state === "ended") await this.#qemu.ended;
    if (state === "circling") return { outcome: "hung", text: "it runs in circles" };
    if (state === "late") return { outcome: "hung", text: `no end within ${timeoutMs} ms` };
  }

  /** Undefined when the main thread does not answer, or is no more. */
  async #query(): Promise<MigrationInfo | undefined> {
    let info: MigrationInfo | undefined;
    let answered = false;
    const answer = this.#qemu.qmp.execute("query-migrate").then((value) => info = value)
      .catch(() => {}).finally(() => answered = true);
    await within(ANSWER_MS, answer);
    if (!answered) await this.#settle(answer);
    // The answer may be here and not read yet, where this program gets too little of a CPU.
    for (let turn = 0; turn < 3 && !answered; turn++) await delay(ANSWER_MS);
    return info;
  }

  #shown(): RamBlock[] {
    const [{ name, usedLength }] = this.#session.blocks;
    return [new PagedRam({ name, usedLength, pages: this.#ram!.read(this.#take) })];
  }
}

/** Waits for `answer`, but not longer than `ms`. */
async function within(ms: number, answer: Promise<unknown>): Promise<void> {
  let late: ReturnType<typeof setTimeout>;
  await Promise.race([answer, new Promise((resolve) => late = setTimeout(resolve, ms))]);
  clearTimeout(late!);
}

/** The RAM of a QEMU that was just started. */
const FRESH = new Uint8Array(RAM_SIZE);

/** Most refusals are here by then: until one is, every look costs more than waiting. */
const REFUSAL_MS = 3;

/** Most answers are here by then. */
const ANSWER_MS = 10;

interface Channel {
  connection: Connection;
  /** Bytes of the greeting that were sent. */
  greeted: number;
}
