import fc from "fast-check";
import type { PacketSpec, ReceiverCase, Step } from "../../generators/case.ts";
import { applies, familyCase } from "../../generators/family-case.ts";
import { emptySpec, packetStep, withFields } from "../../generators/family.ts";
import { fixedCase, plainPacket } from "../../generators/fixed-case.ts";
import { INVALID } from "../../generators/invalid.ts";
import { noise, ONES } from "../../generators/page-fill.ts";
import { plainScene, usableBlocks } from "../../generators/scene.ts";
import type { CaseSource, ReceiverShape } from "../check.ts";

/** Faults of every kind behind legal packets. */
export const faults: CaseSource = {
  name: "faults",
  stimulus(shape) {
    const main = shape.shows.has("main");
    const families = INVALID.filter((family) => applies(family, shape, shape.shows));
    return {
      fixed: faultsBehindPages(shape),
      drawn: fc.oneof(...families.map((family) => familyCase(shape, family, { main }))),
    };
  },
};

/** Pages on one channel, then a packet that is refused for its magic, for its payload, or for its end. */
function faultsBehindPages(shape: ReceiverShape): ReceiverCase[] {
  const scene = plainScene(shape);
  const { name } = scene.blocks[usableBlocks(scene)[0]];
  const page = (i: number) => BigInt(i * scene.pageSize);
  const earlier = packetStep(
    0,
    plainPacket(name, { normal: [0, 1].map((i) => ({ offset: page(i), fill: ONES })) }),
  );
  const last: PacketSpec = plainPacket(name, { normal: [{ offset: page(2), fill: noise(0) }] });
  const end: Step = { kind: "eof", channel: 0 };
  const cases = [
    fixedCase(scene, [earlier, packetStep(0, withFields(emptySpec(), { magic: 0 }))], [
      "fault-magic",
    ], {
      requirement: "RCV-01",
      field: "magic",
    }),
    fixedCase(scene, [earlier, packetStep(0, last, 2000), end], ["fault-end"], {
      requirement: "RCV-25",
      field: "stream",
      step: 1,
    }),
  ];
  if (scene.method === "none") return cases;
  const payload = { kind: "corrupt", at: 0, hex: "06" } as const;
  return [
    ...cases,
    fixedCase(scene, [earlier, packetStep(0, { ...last, payload })], ["fault-payload"], {
      requirement: "RCV-20",
      field: "payload",
    }),
  ];
}
