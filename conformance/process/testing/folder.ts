import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Gives `check` an empty folder and removes it with all that is in it then. */
export async function withFolder(check: (folder: string) => void | Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "multifd-test-"));
  try {
    await check(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
