/** Everything that can be read out of a sender's bytes, whatever they are: checks judge this. */
import { concat } from "@std/bytes";
import type { SenderObservation } from "./target.ts";
import { readChannel } from "./transcript/channel.ts";
import type { Transcript, TranscriptSettings } from "./transcript/model.ts";
import { placeWords } from "./transcript/words.ts";

export type {
  SentChannel,
  SentPacket,
  SentWord,
  Transcript,
  TranscriptSettings,
} from "./transcript/model.ts";

/** Reads all channels and words. Never throws; what cannot be read is a channel's `fault` or a packet's `payloadError`. */
export function readTranscript(
  { writes }: Pick<SenderObservation, "writes">,
  settings: TranscriptSettings,
): Transcript {
  const streams = new Map<number, { data: Uint8Array; position: number }[]>();
  for (let channel = 0; channel < settings.channels; channel++) streams.set(channel, []);
  for (const [position, write] of writes.entries()) {
    if (write.stream !== "channel") continue;
    const pieces = streams.get(write.channel) ?? [];
    streams.set(write.channel, pieces);
    pieces.push({ data: write.data, position });
  }
  const channels = [...streams].sort(([a], [b]) => a - b).map(([channel, pieces]) =>
    readChannel(channel, joined(pieces), settings, positions(pieces))
  );
  const packets = channels.flatMap((c) => c.packets).sort((a, b) => a.position - b.position);
  return { settings, packets, channels, words: placeWords(writes) };
}

function joined(pieces: { data: Uint8Array }[]): Uint8Array {
  return pieces.length === 1 ? pieces[0].data : concat(pieces.map(({ data }) => data));
}

/** Which write brought the byte before `end`; to be asked with rising ends. */
function positions(pieces: { data: Uint8Array; position: number }[]): (end: number) => number {
  let i = 0;
  let upTo = pieces[0]?.data.length ?? 0;
  return (end) => {
    while (upTo < end && i + 1 < pieces.length) upTo += pieces[++i].data.length;
    return pieces[i]?.position ?? 0;
  };
}
