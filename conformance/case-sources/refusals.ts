/** Packets that are refused for their header or offsets, with pages that would show if any of it were applied. */
import fc from "fast-check";
import type { PacketSpec, ReceiverCase } from "../../generators/case.ts";
import { applies, familyCase } from "../../generators/family-case.ts";
import { type Family, packetStep, withFields } from "../../generators/family.ts";
import { fixedCase, plainPacket } from "../../generators/fixed-case.ts";
import { wrongMagic } from "../../generators/invalid/magic.ts";
import { tooManyNormal } from "../../generators/invalid/normal-pages.ts";
import { normalOutOfBounds, zeroOutOfBounds } from "../../generators/invalid/out-of-bounds.ts";
import { packetSizeTooLarge } from "../../generators/invalid/packet-size.ts";
import { allocTooLarge } from "../../generators/invalid/pages-alloc.ts";
import { shortBlock } from "../../generators/invalid/short-block.ts";
import { unknownBlock } from "../../generators/invalid/unknown-block.ts";
import { unterminatedName } from "../../generators/invalid/unterminated-name.ts";
import { wrongVersion } from "../../generators/invalid/version.ts";
import { wrongMethod } from "../../generators/invalid/wrong-method.ts";
import { tooManyZero } from "../../generators/invalid/zero-pages.ts";
import { ONES } from "../../generators/page-fill.ts";
import { plainScene, type Scene, usableBlocks } from "../../generators/scene.ts";
import { methodFlag } from "../../protocol/flags.ts";
import { pageCountOf } from "../../protocol/layout.ts";
import type { CaseSource, ReceiverShape } from "../check.ts";

/** A legal packet before each breaks no rule, so what it wrote is known. */
export const refusals: CaseSource = {
  name: "refusals",
  stimulus(shape) {
    const main = shape.shows.has("main");
    const families = FAMILIES.filter(([family]) => applies(family, shape, shape.shows));
    return {
      fixed: everyRefusal(shape),
      drawn: fc.oneof(
        ...families.map(([family, weight]) => ({
          arbitrary: familyCase(shape, family, { main }),
          weight,
        })),
      ),
    };
  },
};

/** A receiver that applies pages as it checks them is found by offsets most of all. */
const FAMILIES: readonly [Family, weight: number][] = [
  [wrongMagic, 1],
  [wrongVersion, 1],
  [allocTooLarge, 1],
  [tooManyNormal, 1],
  [tooManyZero, 2],
  [unknownBlock, 1],
  [unterminatedName, 1],
  [normalOutOfBounds, 5],
  [zeroOutOfBounds, 5],
  [shortBlock, 1],
  [wrongMethod, 1],
  [packetSizeTooLarge, 1],
];

/** Four painted pages, then a packet that would change all of them but for one thing. */
function everyRefusal(shape: ReceiverShape): ReceiverCase[] {
  const scene = plainScene(shape);
  const { name } = scene.blocks[usableBlocks(scene)[0]];
  const page = (i: number) => ({ offset: BigInt(i * scene.pageSize), fill: ONES });
  const paint = plainPacket(name, {
    normal: [0, 1, 2, 3].map((i) => ({ ...page(i), fill: { kind: "repeat", value: 0xa5 } })),
  });
  const packet = plainPacket(name, {
    normal: [page(0), page(1)],
    zero: scene.zeroPages ? [page(2).offset, page(3).offset] : [],
  });
  return faultsOf(scene, packet).map(([requirement, field, faulty]) =>
    fixedCase(scene, [packetStep(0, paint), packetStep(0, faulty)], [`refused-for-${field}`], {
      requirement,
      field,
    })
  );
}

function faultsOf(scene: Scene, packet: PacketSpec): [string, string, PacketSpec][] {
  const { normal, zero, ramblock } = packet;
  const outside = BigInt(scene.blocks.find((b) => b.name === ramblock)!.usedLength);
  const otherMethod = methodFlag(scene.method === "zlib" ? "zstd" : "zlib");
  const faults: [string, string, PacketSpec][] = [
    ["RCV-01", "magic", withFields(packet, { magic: 0 })],
    ["RCV-02", "version", withFields(packet, { version: 2 })],
    ["RCV-03", "pagesAlloc", withFields(packet, { pagesAlloc: pageCountOf(scene.pageSize) + 1 })],
    ["RCV-04", "normalPages", withFields(packet, { pagesAlloc: 1 })],
    ["RCV-06", "ramblock", { ...packet, ramblock: "no-such-block" }],
    ["RCV-07", "offsets", { ...packet, normal: [...normal, { offset: outside, fill: ONES }] }],
    ["RCV-12", "flags", withFields(packet, { flags: otherMethod })],
  ];
  if (scene.zeroPages) {
    faults.push(
      ["RCV-05", "zeroPages", withFields(packet, { pagesAlloc: 3 })],
      ["RCV-08", "offsets", { ...packet, zero: [...zero, outside] }],
    );
  }
  if (scene.method !== "none") {
    const tooLarge = { nextPacketSize: 1024 * 1024 + 1 };
    faults.push(["RCV-23", "nextPacketSize", withFields(packet, tooLarge)]);
  }
  return faults;
}
