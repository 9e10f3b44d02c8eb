/** Drives a sender in this process through a session. */
import { concat } from "@std/bytes";
import { type PlacedWord, readMainChannel } from "../../protocol/main-channel.ts";
import type { RamBlock } from "../../protocol/ram.ts";
import type { Sink } from "../../protocol/sender.ts";
import { copyOf } from "../../protocol/slab.ts";
import type { SenderLike } from "../in-process.ts";
import type { SenderObservation, SenderSession, SenderSettings, SenderWrite } from "../target.ts";
import { fileRoom } from "./file-room.ts";
import { Hang } from "./hang.ts";
import { settled } from "./settled.ts";

/**
 * Runs the session's passes and keeps every write, with the order between streams. Settings that `open` refuses are
 * `refused` (SND-28); any other exception of the sender's is a crash. A mapped-ram file is gone with the next one.
 */
export async function sendInProcess(
  open: (settings: SenderSettings & { sink: Sink }) => SenderLike,
  session: SenderSession,
): Promise<SenderObservation> {
  const { passes, ...settings } = session;
  const { blocks } = session;
  const pieces: Piece[] = [];
  // As a socket does: the sender may use its buffers again.
  const sink: Sink = {
    channel: (channel, data) => pieces.push({ stream: "channel", channel, data: copyOf(data) }),
    main: (data) => pieces.push({ stream: "main", data: copyOf(data) }),
    file: fileRoom,
  };
  let sender: SenderLike;
  try {
    sender = open({ ...settings, sink });
  } catch (thrown) {
    return { outcome: "refused", text: String(thrown), writes: [] };
  }
  try {
    await sendPasses(sender, passes, blocks);
    return {
      outcome: "completed",
      writes: inWords(pieces, session.pageSize),
      counters: sender.counters,
      trace: sender.trace,
      file: sender.file,
    };
  } catch (thrown) {
    const writes = pieces.filter((piece) => piece.stream === "channel");
    const outcome = thrown instanceof Hang ? "hung" : "crashed";
    return { outcome, text: String(thrown), writes };
  }
}

type Piece =
  | { stream: "channel"; channel: number; data: Uint8Array }
  | { stream: "main"; data: Uint8Array };

/** A SYNC point behind each pass, as behind each round of a migration. */
async function sendPasses(
  sender: SenderLike,
  passes: SenderSession["passes"],
  blocks: RamBlock[],
): Promise<void> {
  await settled(sender.start?.());
  for (const { writes, queue } of passes) {
    for (const { ramblock, offset, bytes } of writes) {
      blocks.find((b) => b.name === ramblock)!.bytes.set(bytes, offset);
    }
    for (const page of queue) {
      const pending = sender.queue(page);
      if (pending) await settled(pending);
    }
    await settled(sender.sync());
  }
  await settled(sender.finish?.());
}

/** The main channel's bytes become its words, each at the place of the piece it begins in. */
function inWords(pieces: Piece[], pageSize: number): SenderWrite[] {
  const main = pieces.flatMap((piece) => piece.stream === "main" ? [piece.data] : []);
  const words: readonly PlacedWord[] = main.length > 0
    ? readMainChannel(concat(main), { pageSize }).words
    : [];
  const writes: SenderWrite[] = [];
  let read = 0;
  let next = 0;
  for (const piece of pieces) {
    if (piece.stream === "channel") {
      writes.push(piece);
      continue;
    }
    read += piece.data.length;
    for (; next < words.length && words[next].byteOffset < read; next++) {
      writes.push({ stream: "main", word: words[next] });
    }
  }
  return writes;
}
