/** A sender's session as a request, and the answer to it as an observation. */
import type { SenderObservation, SenderOffer, SenderSession, SenderWrite } from "../target.ts";
import { AnswerError } from "./answer.ts";
import type { Payloads } from "./bytes.ts";
import type { SendRequest, SentAnswer, WireWord } from "./messages.ts";
import { blockOf } from "./receive.ts";
import { checkLength, checkShown } from "./shown.ts";

export function sendRequest(session: SenderSession, payloads: Payloads): SendRequest {
  const { pageSize, channels, method, level, detection, multifd, mappedRam } = session;
  return {
    type: "send",
    ...{ pageSize, channels, method, level, detection, multifd, mappedRam },
    blocks: session.blocks.map((block) => blockOf(block, payloads)),
    passes: session.passes.map(({ writes, queue }) => ({
      writes: writes.map((page) => ({ ...page, bytes: payloads.put(page.bytes) })),
      queue,
    })),
  };
}

/** Throws an AnswerError where the answer does not go with the session or with what hello promised. */
export function sentObservation(
  answer: SentAnswer,
  session: SenderSession,
  { shows }: Pick<SenderOffer, "shows">,
  payloads: Payloads,
): SenderObservation {
  const { outcome, text, counters, trace, file } = answer;
  if (outcome === "refused") return { outcome, text, writes: [] };
  checkShown(shows, "counters", counters, '"counters"');
  checkShown(shows, "trace", trace, '"trace"');
  if (counters?.channels) {
    checkLength("counters.channels", counters.channels, session.channels, "channel");
  }
  if (session.mappedRam && file === undefined) {
    throw new AnswerError('the request has "mappedRam": true, and the answer no "file"');
  }
  if (!session.mappedRam && !answer.writes) throw new AnswerError('the answer has no "writes"');
  return {
    outcome,
    writes: (answer.writes ?? []).map((write, i): SenderWrite => {
      if (write.stream === "main") {
        return { stream: "main", word: wordOf(write.word, `writes[${i}].word`, payloads) };
      }
      if (write.channel >= session.channels) {
        throw new AnswerError(
          `writes[${i}].channel is ${write.channel}, and the request has ${session.channels} channels`,
        );
      }
      const data = payloads.take(write.data, `writes[${i}].data`);
      return { stream: "channel", channel: write.channel, data };
    }),
    ...(shows.has("counters") && { counters }),
    ...(shows.has("trace") && { trace }),
    ...(session.mappedRam && { file: payloads.take(file!, "file") }),
  };
}

function wordOf(word: WireWord, member: string, payloads: Payloads) {
  switch (word.kind) {
    case "zero":
      return { ...word, offset: BigInt(word.offset) };
    case "page":
      return {
        ...word,
        offset: BigInt(word.offset),
        bytes: payloads.take(word.bytes, `${member}.bytes`),
      };
    default:
      return word;
  }
}
