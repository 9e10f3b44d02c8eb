/** Makes senders and receivers out of the project's sources: as they are, or with one mutation. */
import { readFileSync } from "node:fs";
import ts from "typescript";
import { Hang } from "../conformance/targets/hang.ts";
import type { Receiver } from "../protocol/receiver.ts";
import type { Sender } from "../protocol/sender.ts";
import { probed, REACH, siteOf, TICK, ticking } from "./instrument.ts";
import { type Mutation, mutationsOf } from "./mutations.ts";
import type { Scope } from "./scope.ts";

/** Module instances of its own: the harness has the sources as they are. */
export interface Made {
  Sender: typeof Sender;
  Receiver: typeof Receiver;
}

const ROOT = new URL("../", import.meta.url);
/** Loop rounds of one session; those of the suite have less than half as many. */
const MOST_TICKS = 400_000;
/** Bytes of one array; those of the suite have a tenth. */
const MOST_BYTES = 64 * 1024 * 1024;

type Exports = Record<string, unknown>;
type Load = (
  require: (target: string) => unknown,
  exports: Exports,
  tick: () => void,
  reach: (site: number) => void,
  ...arrays: unknown[]
) => void;
/** A mutant may ask for more memory than there is, also of those that give it. */
const ARRAYS = { Uint8Array: bounded(Uint8Array), BigUint64Array: bounded(BigUint64Array) };
const GIVERS = ["protocol/slab.ts", "protocol/packet/desk.ts"];

export class Workshop {
  readonly mutations: readonly Mutation[];
  /** How many operations the mutations change. */
  readonly sites: number;
  readonly #sources: ReadonlyMap<string, string>;
  readonly #loads = new Map<string, Load>();
  /** What the sources import from outside of the scope, by URL or name. */
  readonly #outside = new Map<string, unknown>();
  readonly #sitesOf = new Map<string, Map<string, number>>();
  #ticks = 0;

  private constructor(scope: readonly Scope[]) {
    this.#sources = new Map(scope.map(({ file }) => [file, read(file)]));
    this.mutations = mutationsIn(scope);
    let sites = 0;
    for (const mutation of this.mutations) {
      const known = this.#sitesOf.get(mutation.file) ?? new Map<string, number>();
      this.#sitesOf.set(mutation.file, known);
      if (!known.has(siteOf(mutation))) known.set(siteOf(mutation), sites++);
    }
    this.sites = sites;
  }

  static async open(scope: readonly Scope[]): Promise<Workshop> {
    const workshop = new Workshop(scope);
    for (const [file, text] of workshop.#sources) {
      workshop.#loads.set(file, compile(ticking(file, text)));
      for (const { fileName } of ts.preProcessFile(text).importedFiles) {
        const { key, inside } = workshop.#locate(fileName, file);
        if (inside || workshop.#outside.has(key)) continue;
        const exports = await import(key);
        const gives = GIVERS.some((giver) => key === new URL(giver, ROOT).href);
        workshop.#outside.set(key, gives ? boundedCalls(exports) : exports);
      }
    }
    return workshop;
  }

  /** The operation that a mutation changes. */
  siteOf(mutation: Mutation): number {
    return this.#sitesOf.get(mutation.file)!.get(siteOf(mutation))!;
  }

  /** The reference as it is; `reach` is told of each operation it comes to. */
  probe(reach: (site: number) => void): Made {
    const probes = [...this.#sources].map(([file, text]): [string, Load] => {
      return [file, compile(probed(file, text, this.#sitesOf.get(file) ?? new Map()))];
    });
    return this.#make(new Map(probes), reach);
  }

  /** The reference with one mutation. Throws what it throws when it is loaded. */
  make(mutation: Mutation): Made {
    const { file } = mutation;
    const load = compile(ticking(file, this.#sources.get(file)!, mutation));
    return this.#make(new Map([...this.#loads, [file, load]]), () => {});
  }

  /** A session begins, or a making: loops may go their rounds. */
  wind(): void {
    this.#ticks = 0;
  }

  #make(loads: ReadonlyMap<string, Load>, reach: (site: number) => void): Made {
    this.wind();
    const made = new Map<string, Exports>();
    const tick = () => {
      if (++this.#ticks > MOST_TICKS) throw new Hang("a loop does not end");
    };
    const load = (file: string): Exports => {
      const known = made.get(file);
      if (known) return known;
      const exports: Exports = {};
      made.set(file, exports);
      const require = (target: string) => {
        const { key, inside } = this.#locate(target, file);
        return inside ? load(key) : this.#outside.get(key);
      };
      loads.get(file)!(require, exports, tick, reach, ...Object.values(ARRAYS));
      return exports;
    };
    return { ...load("protocol/sender.ts"), ...load("protocol/receiver.ts") } as unknown as Made;
  }

  #locate(target: string, file: string): { key: string; inside: boolean } {
    if (!target.startsWith(".")) return { key: target, inside: false };
    const { href } = new URL(target, new URL(file, ROOT));
    const path = href.slice(ROOT.href.length);
    return this.#sources.has(path) ? { key: path, inside: true } : { key: href, inside: false };
  }
}

/** All mutations of the scope, in the order of its files. */
export function mutationsIn(scope: readonly Scope[]): Mutation[] {
  return scope.flatMap(({ file, without = {} }) =>
    mutationsOf(file, read(file), Object.keys(without))
  );
}

function read(file: string): string {
  return readFileSync(new URL(file, ROOT), "utf8");
}

function compile(text: string): Load {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ESNext },
  });
  const names = ["require", "exports", TICK, REACH, ...Object.keys(ARRAYS)];
  return new Function(...names, outputText) as Load;
}

function bounded<T extends Uint8ArrayConstructor | BigUint64ArrayConstructor>(type: T): T {
  return new Proxy(type, {
    construct(target, args) {
      checkRoom(args[0], type.BYTES_PER_ELEMENT);
      return Reflect.construct(target, args);
    },
  });
}

/** Functions whose first argument may say how much memory they give; none gives more than eight bytes for one. */
function boundedCalls(exports: Exports): Exports {
  const bound = Object.entries(exports).map(([name, value]) => {
    if (typeof value !== "function") return [name, value];
    return [name, (...args: unknown[]) => {
      checkRoom(args[0], 8);
      return value(...args);
    }];
  });
  return Object.fromEntries(bound);
}

function checkRoom(count: unknown, size: number): void {
  if (typeof count === "number" && count * size > MOST_BYTES) {
    throw new RangeError(`${count} elements are more than there is room for`);
  }
}
