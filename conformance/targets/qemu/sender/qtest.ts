/** QEMU's qtest port: writes to guest memory that QEMU takes for the guest's own, so that it sends the pages again. */
import { Buffer } from "node:buffer";
import { createConnection } from "node:net";
import { createInterface } from "node:readline";
import { TargetError } from "../../../target.ts";

export interface Qtest {
  /** Resolves when the bytes are in memory. Rejects when QEMU refuses or is gone. */
  write(address: number, bytes: Uint8Array): Promise<void>;
  close(): void;
}

/** Connects to the port of a QEMU that is up. */
export function openQtest(path: string): Qtest {
  const socket = createConnection(path);
  const waiting: { resolve(): void; reject(error: Error): void }[] = [];
  socket.on("error", () => {});
  socket.on("close", () => {
    for (const { reject } of waiting.splice(0)) {
      reject(new TargetError("qtest: the port is closed"));
    }
  });
  createInterface(socket).on("line", (line) => {
    const next = waiting.shift();
    if (line.startsWith("OK")) next?.resolve();
    else next?.reject(new TargetError(`qtest: ${line}`));
  }).on("error", () => {});
  return {
    write(address, bytes) {
      const data = Buffer.from(bytes).toString("base64");
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        socket.write(`b64write 0x${address.toString(16)} ${bytes.length} ${data}\n`);
      });
    },
    close: () => void socket.destroy(),
  };
}
