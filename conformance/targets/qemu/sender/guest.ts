/** The machines that send: what RAM they have, and whether it can change between passes. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RamBlockInfo } from "../../../../protocol/ram.ts";
import { type Qemu, startQemu } from "../process.ts";
import type { Program } from "../program.ts";
import type { Scratch } from "../../../process/scratch.ts";

export interface Guest {
  machine: string;
  /** Bytes of the block `ram`, which is the RAM file. */
  ramSize: number;
  /** In the order in which QEMU sends them. */
  blocks: readonly RamBlockInfo[];
  /** Where the guest sees each block; only the qtest port writes there, and only where there is a processor. */
  addresses?: Readonly<Record<string, number>>;
  args(path: (name: string) => string): readonly string[];
}

const KIB = 1024;

/** RAM and nothing else. It has no processor, and QEMU writes to guest memory only through one. */
export function plainGuest(ramSize: number): Guest {
  return {
    machine: "none",
    ramSize,
    blocks: [{ name: "ram", usedLength: ramSize }],
    args: () => [],
  };
}

/**
 * A microvm without devices: RAM and a ROM, which is writable here. Together they are two packets of 4 KiB pages. RAM
 * ends where the guest sees the ROM's copy, so every page can be written.
 */
export function changingGuest(scratch: Scratch): Guest {
  const ram = 960 * KIB;
  const rom = 64 * KIB;
  const romFile = join(scratch.path, "rom");
  writeFileSync(romFile, new Uint8Array(rom));
  return {
    machine: "microvm,acpi=off,pcie=off,pic=off,pit=off,rtc=off,isa-serial=off,x-option-roms=off",
    ramSize: ram,
    blocks: [{ name: "ram", usedLength: ram }, { name: "pc.bios", usedLength: rom }],
    addresses: { ram: 0, "pc.bios": 2 ** 32 - rom },
    args: (path) => [
      ...["-bios", romFile],
      ...["-qtest", `unix:${path("qtest")},server=on,wait=off`, "-qtest-log", "none"],
    ],
  };
}

/** The guest with the most to show that the program can have. */
export function guestOf(program: Program, scratch: Scratch, ramSize: number): Guest {
  return program.machines.includes("microvm") ? changingGuest(scratch) : plainGuest(ramSize);
}

/** Starts a guest, its trace lines in the file `trace`. */
export function startGuest(
  program: Program,
  guest: Guest,
  scratch: Scratch,
  args: readonly string[] = [],
): Promise<Qemu> {
  return startQemu({
    program: program.path,
    exitsWithParent: program.exitsWithParent,
    scratch,
    machine: guest.machine,
    ramSize: guest.ramSize,
    args: (path) => [
      ...guest.args(path),
      ...(program.trace ? ["-trace", "multifd_*", "-D", path("trace")] : []),
      ...args,
    ],
  });
}
