/** What goes over the wire in `live-valid`: a file for each stream, for a program that does nothing but send them. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { sessionOf } from "../../conformance/receiver-run.ts";
import { wireBatch } from "../../generators/wire.ts";
import { concat } from "@std/bytes";
import { FLAG } from "../../protocol/flags.ts";
import { GREETING_LENGTH, pageCountOf } from "../../protocol/layout.ts";
import { MainChannelWriter } from "../../protocol/main-channel.ts";
import { emptyPacket, encodePacket } from "../../protocol/packet.ts";
import { CHANNELS, liveBatch } from "./live-batch.ts";

/** Writes the files `main`, `0` and `1`. */
export function writeStreams(folder: string): void {
  const cases = liveBatch();
  const { blocks, pageSize } = sessionOf(cases[0]);
  const main: Uint8Array[] = [];
  const channels: Uint8Array[][] = Array.from({ length: CHANNELS }, () => []);
  const writer = new MainChannelWriter((bytes) => void main.push(bytes.slice()));
  writer.setUp("none", blocks, [{ kind: "flush" }]);
  for (const event of wireBatch(cases)) {
    if (event.kind === "bytes") channels[event.channel].push(event.data);
    else if (event.kind === "barrier") writer.part([{ kind: "flush" }]);
    else if (event.kind === "zero") writer.part([event]);
  }
  // QEMU takes the end of the main channel for the end of all: a barrier holds it back.
  writer.part([{ kind: "flush" }]);
  writer.end([]);
  writer.finish();
  writeFileSync(join(folder, "main"), concat(main));
  // The first barrier is the set-up's: nothing of a channel is handled before it.
  const sync = encodePacket({ ...emptyPacket(pageCountOf(pageSize)), flags: FLAG.SYNC });
  for (const [number, pieces] of channels.entries()) {
    const bytes = concat(pieces);
    const greeting = bytes.subarray(0, GREETING_LENGTH);
    const parts = [greeting, sync, bytes.subarray(greeting.length), sync];
    writeFileSync(join(folder, `${number}`), concat(parts));
  }
}
