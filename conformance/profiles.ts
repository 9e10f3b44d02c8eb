/**
 * The implementations whose rules can be applied. A profile says which requirements apply and at what level.
 *
 * @example
 * ```ts
 * import type { ProfileName } from "@multifd/conformance";
 * const rules: ProfileName = "qemu-10.0";
 * ```
 */
export type ProfileName =
  | "patch"
  | "qemu-7.2"
  | "qemu-9.0"
  | "qemu-9.1"
  | "qemu-10.0"
  | "qemu-11.1";

export const PROFILES: readonly ProfileName[] = [
  "patch",
  "qemu-7.2",
  "qemu-9.0",
  "qemu-9.1",
  "qemu-10.0",
  "qemu-11.1",
];
