/** Versions of QEMU and what follows from them. */
import type { ProfileName } from "../../profiles.ts";

export interface QemuVersion {
  major: number;
  minor: number;
  micro: number;
}

/** The profile of the release that a version belongs to or comes after. */
export function profileOf(version: QemuVersion): ProfileName {
  if (isAtLeast(version, 11, 1)) return "qemu-11.1";
  if (isAtLeast(version, 10, 0)) return "qemu-10.0";
  if (isAtLeast(version, 9, 1)) return "qemu-9.1";
  if (isAtLeast(version, 9, 0)) return "qemu-9.0";
  return "qemu-7.2";
}

export function isAtLeast(
  { major, minor }: QemuVersion,
  wantMajor: number,
  wantMinor: number,
): boolean {
  return major > wantMajor || (major === wantMajor && minor >= wantMinor);
}

/** Orders `10.0.2` before `10.0.13`. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.split(".").map(Number));
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
