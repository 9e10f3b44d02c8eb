/** What senders before the patch, and QEMU up to 9.1, put on the wire (RCV-33). */
import { FLAG, methodFlag } from "../../protocol/flags.ts";
import { pageCountOf } from "../../protocol/layout.ts";
import {
  emptySpec,
  family,
  normalOnly,
  packetStep,
  type Variant,
  withFields,
  zeroOnly,
} from "../family.ts";
import { ONES } from "../page-fill.ts";
import type { Step } from "../case.ts";

interface Habit extends Variant {
  habit: "normal-only" | "stale-sync" | "sync-with-pages" | "empty";
}

/**
 * No zero_pages; SYNC packets with pages, or with the sizes and offsets of the packet before;
 * packets with nothing in them; one number for all of them.
 */
export const oldSender = family<Habit>({
  name: "old-sender",
  requirement: "RCV-33",
  legal: true,
  needs: ["main"],
  variants: () => [
    { name: "old-normal-only", habit: "normal-only" },
    { name: "old-stale-sync", habit: "stale-sync" },
    { name: "old-sync-with-pages", habit: "sync-with-pages" },
    { name: "old-empty-packet", habit: "empty" },
    { name: "old-repeated-number", habit: "normal-only", ownNumbers: true },
  ],
  build({ scene, channel, packet, variant }) {
    const own = normalOnly(packet, ONES);
    const pagesAlloc = pageCountOf(scene.pageSize);
    const stale = own.normal.map((n) => n.offset);
    const flags = methodFlag(scene.method);
    const behind = withFields(
      { ...emptySpec(own.ramblock), stale },
      { nextPacketSize: own.normal.length * scene.pageSize, pagesAlloc, flags },
    );
    const steps: Step[] = variant.habit === "sync-with-pages" ? [] : [packetStep(channel, own)];
    if (variant.habit === "empty") steps.push(packetStep(channel, behind));
    for (let c = 0; c < scene.channels; c++) {
      const mine = c === channel && variant.habit === "sync-with-pages" ? own : behind;
      const sync = { ...mine, sync: true };
      steps.push(packetStep(c, withFields(sync, { flags: flags | FLAG.SYNC })));
    }
    return { steps: [...steps, { kind: "barrier" }] };
  },
});

/** Zero pages for a receiver that does not know them: what becomes of them (INFO). */
export const zeroToOld = family({
  name: "zero-to-old-receiver",
  requirement: "RCV-33",
  legal: true,
  variants: () => [{ name: "zero-to-old-receiver" }],
  build: ({ channel, packet }) => ({ steps: [packetStep(channel, zeroOnly(packet))] }),
});
