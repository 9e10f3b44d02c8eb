import { readdirSync } from "node:fs";
import type { Scratch } from "../../../process/scratch.ts";

/** What is in the folder, but for the sockets that the next QEMU will connect to. */
export function filesOf(scratch: Scratch): string[] {
  return readdirSync(scratch.path).filter((name) => !/^qmp-\d+$/.test(name));
}
