/** All checks, in the order of the catalogue. */
import type { Check } from "../check.ts";
import { RECEIVER_CHECKS } from "./receiver.ts";
import { SENDER_CHECKS } from "./sender.ts";
import { DESTINATION_CHECKS } from "./sender/destination.ts";

export const CHECKS: readonly Check[] = [
  ...SENDER_CHECKS,
  ...DESTINATION_CHECKS,
  ...RECEIVER_CHECKS,
];
