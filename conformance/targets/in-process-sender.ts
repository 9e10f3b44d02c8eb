/** Drives a Sender class through a session. */
import { concat } from "@std/bytes";
import { type PlacedWord, readMainChannel } from "../../protocol/main-channel.ts";
import type { Detection, RamBlock } from "../../protocol/ram.ts";
import type { Sender, SenderParameters } from "../../protocol/sender.ts";
import type { SenderObservation, SenderSession, SenderWrite } from "../target.ts";

type SenderClass = new (parameters: SenderParameters) => Sender;

/**
 * Runs the session's passes and keeps every write, with the order between streams. Settings that the class refuses are
 * `refused` (SND-28); any other exception of its own is a crash.
 */
export function sendInProcess(
  Implementation: SenderClass,
  session: SenderSession,
): SenderObservation {
  const blocks = session.blocks.map((b) => ({ ...b, bytes: b.bytes.slice() }));
  const pieces: Piece[] = [];
  let sender: Sender;
  try {
    sender = new Implementation({
      ...session,
      // SND-28 tries words that are none.
      detection: session.detection as Detection,
      blocks,
      sink: {
        channel: (channel, data) => pieces.push({ stream: "channel", channel, data }),
        main: (data) => pieces.push({ stream: "main", data }),
      },
    });
  } catch (thrown) {
    return { outcome: "refused", text: String(thrown), writes: [] };
  }
  try {
    sendPasses(sender, session, blocks);
    return {
      outcome: "completed",
      writes: inWords(pieces, session.pageSize),
      counters: sender.counters,
      trace: sender.trace,
      file: sender.file,
    };
  } catch (thrown) {
    const writes = pieces.filter((piece) => piece.stream === "channel");
    return { outcome: "crashed", text: String(thrown), writes };
  }
}

type Piece =
  | { stream: "channel"; channel: number; data: Uint8Array }
  | { stream: "main"; data: Uint8Array };

/** A SYNC point behind each pass, as behind each round of a migration. */
function sendPasses(sender: Sender, { passes }: SenderSession, blocks: RamBlock[]): void {
  sender.start();
  for (const { writes, queue } of passes) {
    for (const { ramblock, offset, bytes } of writes) {
      blocks.find((b) => b.name === ramblock)!.bytes.set(bytes, offset);
    }
    for (const page of queue) sender.queue(page);
    sender.sync();
  }
  sender.finish();
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
