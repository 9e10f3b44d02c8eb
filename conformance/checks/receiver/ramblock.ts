/** RCV-06, RCV-24: the block's name. */
import { unknownBlock } from "../../../generators/invalid/unknown-block.ts";
import { unterminatedName } from "../../../generators/invalid/unterminated-name.ts";
import { longName } from "../../../generators/legal/long-name.ts";
import { nameJunk } from "../../../generators/legal/name-junk.ts";
import type { ReceiverCheck } from "../../check.ts";
import { judgeAccepted, judgeRejected } from "../../judge.ts";
import { BATCH, fromFamily } from "./from-family.ts";

export const RAMBLOCK_CHECKS: readonly ReceiverCheck[] = [
  {
    id: "RCV-06",
    title:
      "Pages of a block that is not there are rejected, names that begin like one that is, too.",
    ...fromFamily(unknownBlock),
    judge: judgeRejected,
  },
  {
    id: "RCV-24",
    title: "A name without NUL whose first 255 bytes name no block is rejected.",
    ...fromFamily(unterminatedName),
    judge: judgeRejected,
  },
  {
    id: "RCV-24/255",
    title: "A name of 255 bytes is found, with or without a NUL behind it.",
    ...fromFamily(longName, BATCH),
    judge: judgeAccepted,
  },
  {
    id: "RCV-24/junk",
    title: "What stands behind the NUL of a name is not looked at.",
    ...fromFamily(nameJunk, BATCH),
    judge: judgeAccepted,
  },
];
