/** What a program says of itself, as offers. */
import type { RamBlockInfo } from "../../protocol/ram.ts";
import type { ReceiverOffer, SenderOffer } from "../target.ts";
import { AnswerError } from "./answer.ts";
import type { HelloAnswer, HelloRequest, Role } from "./messages.ts";

/** The request that every program is asked first. */
export function helloRequest(folder: string): HelloRequest {
  return { type: "hello", protocol: [1], folder };
}

export interface Offers {
  receiver?: ReceiverOffer;
  sender?: SenderOffer;
}

/** Throws an AnswerError when what it says cannot be. */
export function offersOf({ receiver, sender }: HelloAnswer): Offers {
  return {
    ...(receiver && {
      receiver: { ...roleOf(receiver, "receiver"), shows: new Set(receiver.shows) },
    }),
    ...(sender && {
      sender: {
        ...roleOf(sender, "sender"),
        shows: new Set(sender.shows),
        detections: sender.detections,
      },
    }),
  };
}

/** Bytes of all blocks of a program: every case has them once or twice. */
const MAX_RAM = 16 * 1024 * 1024;

function roleOf(role: Role & { shows: readonly string[] }, name: string) {
  const { methods, pageSizes, maxChannels, layout = "patch" } = role;
  const blocks = role.shows.includes("blocks") ? undefined : role.blocks!;
  if (blocks) checkBlocks(blocks, Math.max(...pageSizes), `${name}.blocks`);
  return { methods, pageSizes, maxChannels, layout, ...(blocks && { blocks }), restarts: true };
}

function checkBlocks(blocks: readonly RamBlockInfo[], pageSize: number, member: string): void {
  const total = blocks.reduce((sum, b) => sum + b.usedLength, 0);
  if (total > MAX_RAM) {
    throw new AnswerError(`${member} are ${total} bytes in all, and at most ${MAX_RAM} are taken`);
  }
  if (!blocks.some((b) => b.usedLength >= pageSize)) {
    throw new AnswerError(`${member}: none holds a page of ${pageSize} bytes`);
  }
  if (new Set(blocks.map((b) => b.name)).size < blocks.length) {
    throw new AnswerError(`${member}: two have one name`);
  }
}
