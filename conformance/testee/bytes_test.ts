import { assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import fc from "fast-check";
import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { withFolder } from "../process/testing/folder.ts";
import { AnswerError } from "./answer.ts";
import { fromBase64, Payloads, toBase64 } from "./bytes.ts";
import type { FilePart } from "./messages.ts";

test("bytes come back from base64 as they were", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assertEquals(new Uint8Array(fromBase64(toBase64(bytes), "ram[0]")), bytes);
    }),
    { seed: 1 },
  );
  assertEquals(toBase64(new Uint8Array([1, 2, 3, 4]).subarray(1, 3)), "AgM=");
});

test("what is no base64 is refused by the name of its member", () => {
  for (const text of ["A", "AAA", "AA=A", "AA*=", "AAAA\n", "A AA", "====", "AAAAA==="]) {
    const { message } = assertThrows(() => fromBase64(text, "ram[0]"), AnswerError);
    assertEquals(message, "ram[0] is not base64");
  }
});

test("long bytes go to a file where both sides take files, and short ones stay", async () => {
  await withFolder((folder) => {
    const ours = new Payloads(folder, "h");
    const theirs = new Payloads(folder, "t");
    const long = new Uint8Array(70_000).map((_, i) => i);
    assertEquals(typeof ours.put(long), "string");
    ours.files = theirs.files = true;
    assertEquals(typeof ours.put(long.subarray(0, 65536)), "string");
    const part = ours.put(long) as FilePart;
    assertEquals(part, { file: "h-1", offset: 0, length: 70_000 });
    assertEquals(theirs.take(part, "data"), long);
    assertEquals(theirs.take({ ...part, offset: 5, length: 9 }, "data"), long.slice(5, 14));
    mkdirSync(join(folder, "more"));
    ours.clear();
    assertEquals(readdirSync(folder), []);
  });
});

test("a part of a file is refused that is not wholly in a plain file of the folder", async () => {
  await withFolder((base) => {
    const folder = join(base, "agreed");
    mkdirSync(folder);
    writeFileSync(join(base, "secret"), "outside");
    writeFileSync(join(folder, "short"), "12345678");
    symlinkSync("../secret", join(folder, "link"));
    mkdirSync(join(folder, "sub"));
    spawnSync("mkfifo", [join(folder, "pipe")]);
    const payloads = new Payloads(folder, "h");
    const refused = (file: string, offset: number, length: number) =>
      assertThrows(() => payloads.take({ file, offset, length }, "file"), AnswerError).message;
    assertStringIncludes(refused("short", 0, 8), '"files": false');
    payloads.files = true;
    for (const name of ["missing", "../secret", "link", "sub", "pipe", ".", "..", "a\0b"]) {
      assertStringIncludes(refused(name, 0, 1), "there is no file");
    }
    assertStringIncludes(refused("short", 1, 8), 'ends at byte 9 of file "short", which has 8');
    assertStringIncludes(refused("short", 0, 2 ** 40), "at most 67108864");
    assertEquals(payloads.take({ file: "short", offset: 6, length: 2 }, "file").length, 2);
  });
});
