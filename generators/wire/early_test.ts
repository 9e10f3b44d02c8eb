import { assert, assertEquals } from "@std/assert";
import { concat } from "@std/bytes";
import { test } from "node:test";
import fc from "fast-check";
import { FLAG, METHODS } from "../../protocol/flags.ts";
import { GREETING_LENGTH } from "../../protocol/layout.ts";
import { validSession } from "../receiver-session.ts";
import { wireEvents } from "../wire.ts";

const HEADER = 320 + 8 * 128;

/** SYNC packets that are whole in the bytes of a channel, counted by their headers. */
function syncsIn(pieces: Uint8Array[]): number {
  const bytes = concat(pieces);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let syncs = 0;
  for (let at = GREETING_LENGTH; at + HEADER <= bytes.length;) {
    const end = at + HEADER + view.getUint32(at + 20);
    if (end <= bytes.length && view.getUint32(at + 8) & FLAG.SYNC) syncs++;
    at = end;
  }
  return syncs;
}

test("a barrier is early exactly where a SYNC packet that it waits for is not whole yet", () => {
  let early = 0, late = 0;
  for (const method of METHODS) {
    const shape = { method, layout: "patch", pageSizes: [4096], maxChannels: 3 } as const;
    fc.assert(
      fc.property(validSession(shape), (c) => {
        const sent = Array.from({ length: c.channels }, (): Uint8Array[] => []);
        let barriers = 0;
        for (const event of wireEvents(c)) {
          if (event.kind === "bytes") sent[event.channel].push(event.data);
          if (event.kind !== "barrier") continue;
          barriers++;
          const waits = sent.some((pieces) => syncsIn(pieces) < barriers);
          assertEquals(event.early === true, waits);
          if (waits) early++;
          else late++;
        }
      }),
      { seed: 3, numRuns: 100 },
    );
  }
  assert(early > 20 && late > 20, `${early} early, ${late} not`);
});
