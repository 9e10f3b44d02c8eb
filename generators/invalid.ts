/** All invalid families, in the order of their requirements. */
import type { Family } from "./family.ts";
import { allocTooLarge } from "./invalid/pages-alloc.ts";
import { badGreeting, cutGreeting } from "./invalid/greeting.ts";
import { barrierWithoutSync } from "./invalid/barrier.ts";
import { brokenPayload } from "./invalid/broken-payload.ts";
import { cutStream } from "./invalid/cut-stream.ts";
import { mainZeroOutOfBounds, mainZeroUnknownBlock } from "./invalid/main-zero.ts";
import { normalOutOfBounds, zeroOutOfBounds } from "./invalid/out-of-bounds.ts";
import { packetSizeTooLarge } from "./invalid/packet-size.ts";
import { payloadWithoutPages } from "./invalid/payload-without-pages.ts";
import { shortBlock } from "./invalid/short-block.ts";
import { surplusPayload } from "./invalid/surplus-payload.ts";
import { tooManyNormal } from "./invalid/normal-pages.ts";
import { tooManyZero } from "./invalid/zero-pages.ts";
import { unknownBlock } from "./invalid/unknown-block.ts";
import { unterminatedName } from "./invalid/unterminated-name.ts";
import { wrongMagic } from "./invalid/magic.ts";
import { wrongMethod } from "./invalid/wrong-method.ts";
import { wrongVersion } from "./invalid/version.ts";

export const INVALID: readonly Family[] = [
  wrongMagic,
  wrongVersion,
  allocTooLarge,
  tooManyNormal,
  tooManyZero,
  unknownBlock,
  normalOutOfBounds,
  zeroOutOfBounds,
  shortBlock,
  wrongMethod,
  brokenPayload,
  payloadWithoutPages,
  packetSizeTooLarge,
  unterminatedName,
  cutStream,
  badGreeting,
  cutGreeting,
  barrierWithoutSync,
  surplusPayload,
  mainZeroOutOfBounds,
  mainZeroUnknownBlock,
];
