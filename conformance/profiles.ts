/** The implementations whose rules can be applied. A profile says which requirements apply and at what level. */
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
