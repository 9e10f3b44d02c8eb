import { GREETING_LENGTH, HEADER_LENGTH, packetLength, pageCountOf } from "../protocol/layout.ts";
import type { ReceiverCase, Step } from "./case.ts";
import { packetStep } from "./family.ts";
import { fixedCase, plainPacket } from "./fixed-case.ts";
import { noise } from "./page-fill.ts";
import { plainScene, usableBlocks } from "./scene.ts";
import type { Shape } from "./shape.ts";

/**
 * A channel that ends inside a packet of one page: behind every byte of the header, at and inside
 * entries of offset[], in the payload (RCV-25).
 */
export function packetTruncations(shape: Shape): ReceiverCase[] {
  const scene = plainScene(shape);
  const ramblock = scene.blocks[usableBlocks(scene)[0]].name;
  const packet = plainPacket(ramblock, { normal: [{ offset: 0n, fill: noise(0) }] });
  const end = packetLength(pageCountOf(scene.pageSize));
  const lengths: [string, number][] = [];
  for (let n = 1; n < HEADER_LENGTH; n++) lengths.push(["eof-in-header", n]);
  for (let n = HEADER_LENGTH; n < end; n += 8) lengths.push(["eof-in-offsets", n]);
  for (const n of [HEADER_LENGTH + 1, end - 1]) lengths.push(["eof-in-offsets", n]);
  for (const n of [0, 1, scene.pageSize / 2, scene.pageSize - 1]) {
    lengths.push(["eof-in-payload", end + n]);
  }
  const caseOf = (name: string, cut: number, ...ends: Step[]) =>
    fixedCase(scene, [packetStep(0, packet, cut), ...ends], ["truncations", name], {
      requirement: "RCV-25",
      step: 0,
      field: "stream",
    });
  return [
    ...lengths.map(([name, cut]) => caseOf(name, cut, { kind: "eof", channel: 0 })),
    // The end of the migration is the end of each channel.
    caseOf("eof-in-payload", end + 1),
  ];
}

/** A channel that ends before its greeting or inside, behind every byte (RCV-25). */
export function greetingTruncations(shape: Shape): ReceiverCase[] {
  const scene = plainScene(shape);
  return Array.from({ length: GREETING_LENGTH }, (_, cut) => {
    const steps: Step[] = [
      { kind: "greeting", channel: 0, greeting: {}, cut },
      { kind: "eof", channel: 0 },
    ];
    return fixedCase(scene, steps, ["truncations", "greeting-cut"], {
      requirement: "RCV-25",
      step: 0,
      field: "greeting",
    });
  });
}
