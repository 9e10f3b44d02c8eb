/** The RAM of a live guest, read and written while QEMU runs. */
import type { RamBlock } from "../../../../protocol/ram.ts";
import type { Qemu } from "../process.ts";
import { readRam, writeRam } from "../ram-file.ts";
import type { Guest } from "./guest.ts";
import { openQtest, type Qtest } from "./qtest.ts";

export interface GuestRam {
  /** Fills the blocks before a migration. */
  load(blocks: readonly RamBlock[]): Promise<void>;
  /** Writes as the guest would: QEMU sends the page again. */
  write(ramblock: string, offset: number, bytes: Uint8Array): Promise<void>;
  show(): Promise<RamBlock[]>;
  close(): void;
}

export function openGuestRam(qemu: Qemu, { addresses, blocks }: Guest): GuestRam {
  const port: Qtest | undefined = addresses && openQtest(qemu.path("qtest"));
  const write = async (ramblock: string, offset: number, bytes: Uint8Array) =>
    await port!.write(addresses![ramblock] + offset, bytes);
  return {
    async load(contents) {
      for (const { name, bytes } of contents) {
        if (name === "ram") writeRam(qemu.ramFile, bytes);
        else await write(name, 0, bytes);
      }
    },
    write,
    show() {
      return Promise.all(blocks.map(async ({ name, usedLength }) => ({
        name,
        usedLength,
        bytes: name === "ram"
          ? readRam(qemu.ramFile)
          : await port!.read(addresses![name], usedLength),
      })));
    },
    close: () => port?.close(),
  };
}
