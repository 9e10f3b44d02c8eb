import { family, packetStep, withNormal } from "../family.ts";
import { drawData, ONES } from "../page-fill.ts";
import { Dice } from "../dice.ts";

/** One offset in both parts: the normal page's data stays (INFO). */
export const normalAndZero = family({
  name: "offset-normal-and-zero",
  requirement: "RCV-26",
  legal: true,
  zero: true,
  variants: () => [{ name: "offset-normal-and-zero" }],
  build({ channel, packet, at }) {
    const own = withNormal(packet, ONES);
    const { offset } = own.normal[at % own.normal.length];
    return { steps: [packetStep(channel, { ...own, zero: [...own.zero, offset] })] };
  },
});

/** One normal offset twice, with other data: the last one stays (INFO). */
export const normalTwice = family({
  name: "offset-normal-twice",
  requirement: "RCV-27",
  legal: true,
  variants: () => [{ name: "offset-normal-twice" }],
  build({ scene, channel, packet, at }) {
    const own = withNormal(packet, ONES);
    const { offset } = own.normal[at % own.normal.length];
    const fill = drawData(new Dice(at, 2), scene.pageSize);
    return { steps: [packetStep(channel, { ...own, normal: [...own.normal, { offset, fill }] })] };
  },
});
