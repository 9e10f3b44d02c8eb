/** Runs many cases in a worker, and watches it for a hang and for memory that grows. */
import process from "node:process";
import { Worker } from "node:worker_threads";
import type { Kind } from "./fuzzer.ts";

/** Milliseconds on one case that count as a hang. */
const HANG = 30_000;
const SAMPLE_EVERY = 200;
/** Growth of the process in bytes, from its first sample to its last, that is not flat any more. */
const GROWTH = 256 * 1024 * 1024;

export interface WorkerTask {
  kind: Kind;
  seed: number;
  cases: number;
  /** One i32: the case at hand. */
  shared: SharedArrayBuffer;
}

export interface FuzzResult {
  /** The case that found something, and what. */
  finding?: { index: number; reason: string };
  /** How often each code ended a case. */
  outcomes: Map<string, number>;
  seconds: number;
  /** Bytes of the process after a tenth of the cases, at the end, and at most. */
  rss: { start: number; end: number; most: number };
}

interface FuzzOptions {
  kind: Kind;
  seed: number;
  cases: number;
  onProgress?: (index: number) => void;
  /** For tests: another worker, and another limit in milliseconds. */
  worker?: URL;
  hang?: number;
}

export async function fuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { kind, seed, cases, onProgress, hang = HANG } = options;
  const shared = new SharedArrayBuffer(4);
  const at = new Int32Array(shared).fill(-1);
  const started = performance.now();
  const rss = { start: 0, end: 0, most: 0 };
  const task: WorkerTask = { kind, seed, cases, shared };
  const worker = new Worker(options.worker ?? new URL("./worker.ts", import.meta.url), {
    workerData: task,
  });
  let timer: ReturnType<typeof setInterval> | undefined;
  try {
    const told = new Promise<Partial<FuzzResult>>((resolve, reject) => {
      worker.on("message", resolve);
      worker.on("error", reject);
    });
    const hung = new Promise<Partial<FuzzResult>>((resolve) => {
      let last = -1, since = performance.now();
      timer = setInterval(() => {
        const index = Atomics.load(at, 0), now = performance.now();
        sampleMemory(rss, index, cases);
        onProgress?.(index);
        if (index !== last) since = now;
        // Before its first case a worker loads, which says nothing about cases.
        else if (now - since > (index < 0 ? HANG : hang)) {
          resolve({ finding: { index, reason: `hangs for ${hang} ms` } });
        }
        last = index;
      }, SAMPLE_EVERY);
    });
    const { finding, outcomes = new Map() } = await Promise.race([told, hung]);
    sampleMemory(rss, cases, cases);
    const seconds = (performance.now() - started) / 1000;
    return { finding: finding ?? growth(rss, cases), outcomes, seconds, rss };
  } finally {
    clearInterval(timer);
    await worker.terminate();
  }
}

/** The start is after a tenth of the cases: by then heap and compiler have settled. */
function sampleMemory(rss: FuzzResult["rss"], index: number, cases: number): void {
  rss.end = process.memoryUsage.rss();
  rss.most = Math.max(rss.most, rss.end);
  if (rss.start === 0 && index >= cases / 10) rss.start = rss.end;
}

function growth({ start, end }: FuzzResult["rss"], index: number): FuzzResult["finding"] {
  if (start === 0 || end - start <= GROWTH) return undefined;
  return { index, reason: `memory grew by ${Math.round((end - start) / 2 ** 20)} MiB` };
}
