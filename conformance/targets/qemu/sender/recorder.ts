/** Takes the streams of a migration, as a receiver's side would, and keeps every byte. */
import { concat } from "@std/bytes";
import { createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { FILE_MAGIC } from "../../../../protocol/main-channel/format.ts";

/** What came, stream by stream. */
export interface Streams {
  main: Uint8Array;
  /** In the order of the ids in their greetings. */
  channels: Uint8Array[];
}

export interface Recorder {
  /** Where QEMU is to migrate to. */
  readonly uri: string;
  /** Waits until every stream there was has ended. */
  streams(): Promise<Streams>;
  close(): void;
}

export type Place = { transport: "unix"; path: string } | { transport: "tcp" };

/** @param pass Called with each new stream, before its first byte: a proxy hands it on. */
export async function openRecorder(
  place: Place,
  pass: (socket: Socket) => void = () => {},
): Promise<Recorder> {
  const sockets = new Set<Socket>();
  const recordings: Uint8Array[][] = [];
  const ends: Promise<void>[] = [];
  const server = createServer((socket) => {
    const pieces: Uint8Array[] = [];
    recordings.push(pieces);
    sockets.add(socket);
    socket.on("data", (bytes) => pieces.push(new Uint8Array(bytes)));
    socket.on("error", () => {});
    ends.push(new Promise((resolve) => socket.on("close", () => resolve())));
    pass(socket);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    if (place.transport === "unix") server.listen(place.path, resolve);
    else server.listen(0, "127.0.0.1", resolve);
  });
  return {
    uri: place.transport === "unix"
      ? `unix:${place.path}`
      : `tcp:127.0.0.1:${(server.address() as AddressInfo).port}`,
    async streams() {
      await Promise.all(ends);
      return sorted(recordings.map((pieces) => concat(pieces)));
    },
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Connections come in any order; the main channel says it is one. */
function sorted(recordings: Uint8Array[]): Streams {
  const main = recordings.find((bytes) => u32(bytes) === FILE_MAGIC);
  const channels = recordings.filter((bytes) => bytes !== main && bytes.length > 0);
  channels.sort((a, b) => a[ID_OFFSET] - b[ID_OFFSET]);
  return { main: main ?? new Uint8Array(0), channels };
}

/** Of the id in a greeting. */
const ID_OFFSET = 24;

function u32(bytes: Uint8Array): number {
  if (bytes.length < 4) return 0;
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0);
}
