import { FLAG, methodFlag } from "../../protocol/flags.ts";
import type { FieldOverrides } from "../case.ts";
import { emptySpec, family, packetStep, type Variant, withFields, withNormal } from "../family.ts";
import { ONES } from "../page-fill.ts";
import type { Scene } from "../scene.ts";

interface Junk extends Variant {
  fields: (scene: Scene) => FieldOverrides;
}

const UNKNOWN = "6e6f7065".padEnd(512, "0");
const UNTERMINATED = "78".repeat(256);

/**
 * A packet without pages whose block name, size and method mean nothing; a packet with a page comes
 * right behind it.
 */
export const noPages = family<Junk>({
  name: "no-pages",
  requirement: "RCV-17",
  legal: true,
  variants: () => [
    { name: "empty-unknown-block", fields: () => ({ ramblock: UNKNOWN }) },
    { name: "empty-unterminated-block", fields: () => ({ ramblock: UNTERMINATED }) },
    { name: "empty-junk-size", fields: () => ({ nextPacketSize: 5 }) },
    { name: "empty-junk-size", fields: () => ({ nextPacketSize: 2 ** 32 - 1 }) },
    {
      name: "empty-wrong-method",
      fields: ({ method }) => ({ flags: FLAG.ZLIB + FLAG.ZSTD - methodFlag(method) }),
    },
    { name: "empty-no-method", fields: () => ({ flags: 0 }) },
  ],
  build({ scene, channel, packet, variant }) {
    const empty = withFields(emptySpec(packet.ramblock), variant.fields(scene));
    const data = withNormal(packet, ONES);
    return { steps: [packetStep(channel, empty), packetStep(channel, data)] };
  },
});

/** The same in the SYNC packets of all channels. */
export const syncWithoutPages = family<Junk>({
  name: "sync-no-pages",
  requirement: "RCV-17",
  legal: true,
  needs: ["main"],
  variants: () => [
    { name: "sync-junk-size", fields: () => ({ nextPacketSize: 4096 }) },
    { name: "sync-unknown-block", fields: () => ({ ramblock: UNKNOWN }) },
    { name: "sync-unterminated-block", fields: () => ({ ramblock: UNTERMINATED }) },
    {
      name: "sync-wrong-method",
      fields: ({ method }) => ({ flags: FLAG.SYNC + FLAG.ZLIB + FLAG.ZSTD - methodFlag(method) }),
    },
  ],
  build({ scene, channel, packet, variant }) {
    const sync = withFields({ ...emptySpec(), sync: true }, variant.fields(scene));
    const steps = Array.from({ length: scene.channels }, (_, c) => packetStep(c, sync));
    const data = packetStep(channel, withNormal(packet, ONES));
    return { steps: [...steps, { kind: "barrier" }, data] };
  },
});
