/** QEMU's qtest port to guest memory: what is written here QEMU takes for the guest's own, and sends the pages again. */
import { Buffer } from "node:buffer";
import { createConnection } from "node:net";
import { createInterface } from "node:readline";
import { TargetError } from "../../../target.ts";
import { QmpClosed } from "../qmp.ts";

export interface Qtest {
  /** Resolves when the bytes are in memory. Rejects when QEMU refuses, with a QmpClosed when it is gone. */
  write(address: number, bytes: Uint8Array): Promise<void>;
  read(address: number, length: number): Promise<Uint8Array>;
  close(): void;
}

/** Connects to the port of a QEMU that is up. */
export function openQtest(path: string): Qtest {
  const socket = createConnection(path);
  const waiting: { resolve(words: string): void; reject(error: Error): void }[] = [];
  socket.on("error", () => {});
  socket.on("close", () => {
    for (const { reject } of waiting.splice(0)) reject(new QmpClosed("qtest: the port is closed"));
  });
  createInterface(socket).on("line", (line) => {
    const next = waiting.shift();
    if (line.startsWith("OK")) next?.resolve(line.slice("OK ".length));
    else next?.reject(new TargetError(`qtest: ${line}`));
  }).on("error", () => {});
  const execute = (command: string) =>
    new Promise<string>((resolve, reject) => {
      waiting.push({ resolve, reject });
      socket.write(command + "\n");
    });
  return {
    async write(address, bytes) {
      const data = Buffer.from(bytes).toString("base64");
      await execute(`b64write ${hex(address)} ${bytes.length} ${data}`);
    },
    async read(address, length) {
      const data = await execute(`b64read ${hex(address)} ${length}`);
      return new Uint8Array(Buffer.from(data, "base64"));
    },
    close: () => void socket.destroy(),
  };
}

function hex(value: number): string {
  return "0x" + value.toString(16);
}
