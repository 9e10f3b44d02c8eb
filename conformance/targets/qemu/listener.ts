/** Where a QEMU connects for QMP, so that nobody has to guess when its socket is there. */
import { createServer, type Socket } from "node:net";
import { join } from "node:path";
import type { Scratch } from "../../process/scratch.ts";

export interface Listener {
  /** In the scratch folder. */
  readonly name: string;
  /** The next that connects. */
  next(): Promise<Socket>;
  /** For the next QEMU: whoever was to connect has. */
  release(): void;
  /** Whoever was to connect may still do so. */
  close(): void;
}

/** Those that nobody uses: a new one takes longer than a connection. */
const released = new WeakMap<Scratch, Listener[]>();
let opened = 0;

/** One that nobody else uses; removed with the scratch folder. */
export async function takeListener(scratch: Scratch): Promise<Listener> {
  const free = released.get(scratch) ?? [];
  released.set(scratch, free);
  return free.pop() ?? await open(scratch, free);
}

async function open(scratch: Scratch, free: Listener[]): Promise<Listener> {
  const name = `qmp-${++opened}`;
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(join(scratch.path, name), resolve);
  });
  const close = () => void server.close();
  scratch.onRemove(close);
  const listener: Listener = {
    name,
    next: () => new Promise((resolve) => server.once("connection", resolve)),
    release: () => void free.push(listener),
    close,
  };
  return listener;
}
