/** RCV-25, RCV-30: the 64 bytes that begin every channel. */
import { badGreeting, cutGreeting } from "../../../generators/invalid/greeting.ts";
import { greetingTruncations } from "../../../generators/truncations.ts";
import type { ReceiverCheck } from "../../check.ts";
import { judgeRejected } from "../../judge.ts";
import { fromFamily } from "./from-family.ts";

export const GREETING_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "RCV-25/greeting",
    title: "The end of a stream inside its greeting is an error.",
    ...fromFamily(cutGreeting, {
      bounds: (shape) => shape.costly ? [] : greetingTruncations(shape),
    }),
    judge: judgeRejected,
  },
  {
    id: "RCV-30",
    title: "A greeting with a wrong magic, version, uuid or id is rejected.",
    ...fromFamily(badGreeting),
    judge: judgeRejected,
  },
];
