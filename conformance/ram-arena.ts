/** RAM of one case after the other in the same memory: fresh memory costs more than most of what is done in it. */
import type { ReceiverCase } from "../generators/case.ts";
import { blockBytes } from "../generators/fill.ts";
import type { RamBlock } from "../protocol/ram.ts";

export class RamArena {
  #bytes = new Uint8Array(0);

  /** RAM before the first packet, as `initialRam` has it; what an earlier call gave is written over. */
  ramOf(c: Start): RamBlock[] {
    return this.ramOfAll([c])[0];
  }

  /** The same of several cases, each in memory of its own. */
  ramOfAll(cases: readonly Start[]): RamBlock[][] {
    let total = 0;
    for (const { blocks } of cases) for (const { usedLength } of blocks) total += usedLength;
    if (total > this.#bytes.length) this.#bytes = new Uint8Array(2 * total);
    let at = 0;
    return cases.map(({ blocks, pageSize }) =>
      blocks.map((spec) => {
        const { name, usedLength } = spec;
        const bytes = this.#bytes.subarray(at, at += usedLength);
        return { name, usedLength, bytes: blockBytes(spec, pageSize, bytes) };
      })
    );
  }
}

type Start = Pick<ReceiverCase, "blocks" | "pageSize">;
