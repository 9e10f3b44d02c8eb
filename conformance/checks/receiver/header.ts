/** RCV-01, RCV-02, RCV-12, RCV-40: magic, version and flags. */
import { wrongMagic } from "../../../generators/invalid/magic.ts";
import { wrongVersion } from "../../../generators/invalid/version.ts";
import { wrongMethod } from "../../../generators/invalid/wrong-method.ts";
import { unknownFlags } from "../../../generators/legal/loose-fields.ts";
import type { ReceiverCheck } from "../../check.ts";
import { judgeAccepted, judgeRejected } from "../../judge.ts";
import { fromFamily } from "./from-family.ts";

export const HEADER_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "RCV-01",
    title: "A packet with another magic is rejected.",
    ...fromFamily(wrongMagic),
    judge: judgeRejected,
  },
  {
    id: "RCV-02",
    title: "A packet with another version is rejected.",
    ...fromFamily(wrongVersion),
    judge: judgeRejected,
  },
  {
    id: "RCV-12",
    title: "A packet with pages, of normal or zero kind, and another method is rejected.",
    ...fromFamily(wrongMethod),
    judge: judgeRejected,
  },
  {
    id: "RCV-40",
    title: "Flag bits without a meaning are ignored.",
    ...fromFamily(unknownFlags),
    judge: judgeAccepted,
  },
];
