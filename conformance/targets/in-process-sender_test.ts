import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import { Sender, type SenderParameters } from "../../protocol/sender.ts";
import type { SenderSession } from "../target.ts";
import { readTranscript } from "../transcript.ts";
import { sendInProcess } from "./in-process-sender.ts";

const session = (): SenderSession => ({
  pageSize: 4096,
  channels: 2,
  method: "none",
  level: 1,
  detection: "legacy",
  multifd: true,
  mappedRam: false,
  blocks: [{ name: "ram", usedLength: 8192, bytes: new Uint8Array(8192).fill(1, 4096) }],
  passes: [
    { writes: [], queue: [{ ramblock: "ram", offset: 0 }, { ramblock: "ram", offset: 4096 }] },
    {
      writes: [{ ramblock: "ram", offset: 0, bytes: new Uint8Array(4096).fill(2) }],
      queue: [{ ramblock: "ram", offset: 0 }],
    },
  ],
});

const reference = (settings: unknown) => new Sender(settings as SenderParameters);

test("writes stand in the order in which the sender made them, words among them", async () => {
  const observation = await sendInProcess(reference, session());
  assertEquals(observation.outcome, "completed");
  const { packets, words } = readTranscript(observation, {
    pageSize: 4096,
    channels: 2,
    method: "none",
    layout: "patch",
  });
  const events = [
    ...packets.map((p) => ({ at: p.position, what: p.sync ? "sync" : `data ${p.normal}` })),
    ...words.map((w) => ({ at: w.position, what: w.word.kind })),
  ].sort((a, b) => a.at - b.at).map((e) => e.what);
  const syncPoint = ["sync", "sync"];
  assertEquals(events, [
    ...[...syncPoint, "flush", "eos"],
    ...["data 4096", ...syncPoint, "zero", "flush", "eos"],
    ...["data 0", ...syncPoint, "flush", "eos"],
    ...[...syncPoint, "flush", "eos"],
  ]);
});

test("RAM is written before its pass", async () => {
  const observation = await sendInProcess(reference, session());
  const data = observation.writes.flatMap((w) =>
    w.stream === "channel" && w.data.length === 4096 ? [w.data[0]] : []
  );
  assertEquals(data, [1, 2]);
});

test("a mapped-ram file is shown, and no writes", async () => {
  const observation = await sendInProcess(reference, { ...session(), mappedRam: true });
  assert(observation.file!.length > 8192);
  assertEquals(observation.writes, []);
});

test("settings out of range are refused in the sender's words (SND-28)", async () => {
  const { outcome, text } = await sendInProcess(reference, { ...session(), detection: "auto" });
  assertEquals(outcome, "refused");
  assert(text?.includes("auto"), text);
});

test("a sender that throws has crashed, and what it wrote is kept", async () => {
  class Throwing extends Sender {
    override finish(): void {
      throw new Error("no end");
    }
  }
  const { outcome, text, writes } = await sendInProcess(
    (settings) => new Throwing(settings as SenderParameters),
    session(),
  );
  assertEquals([outcome, text], ["crashed", "Error: no end"]);
  assert(writes.length > 4);
});
