/** Everything that can be read out of a sender's bytes, whatever they are: checks judge this. */
import type { SenderObservation } from "./target.ts";
import { readChannel } from "./transcript/channel.ts";
import type { Transcript, TranscriptSettings } from "./transcript/model.ts";
import { type Piece, PieceReader } from "./transcript/piece-reader.ts";
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
  const streams = new Map<number, Piece[]>();
  for (let channel = 0; channel < settings.channels; channel++) streams.set(channel, []);
  for (let position = 0; position < writes.length; position++) {
    const write = writes[position];
    if (write.stream !== "channel") continue;
    const pieces = streams.get(write.channel) ?? [];
    streams.set(write.channel, pieces);
    pieces.push({ data: write.data, position });
  }
  const channels = [...streams].sort(([a], [b]) => a - b).map(([channel, pieces]) =>
    readChannel(channel, new PieceReader(pieces), settings)
  );
  const packets = channels.flatMap((c) => c.packets).sort((a, b) => a.position - b.position);
  return { settings, packets, channels, words: placeWords(writes) };
}
