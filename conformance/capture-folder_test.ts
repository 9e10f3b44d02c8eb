import { assert, assertEquals, assertStringIncludes, assertThrows } from "@std/assert";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { emptyFolder, writeCapture } from "./capture-folder.ts";
import { openCaptureTarget } from "./targets/capture.ts";
import { readPacked, readText } from "./targets/capture/files.ts";
import { withFolder } from "./process/testing/folder.ts";
import { UsageError } from "./usage-error.ts";

const BUNDLED = fileURLToPath(new URL("../captures/qemu-10.0.2-zstd-multifd/", import.meta.url));

test("a capture that is written again is the one that was read", async () => {
  await withFolder(async (folder) => {
    const before = (await openCaptureTarget(BUNDLED)).sender!.recorded!;
    const { qemu, package: builder, machine, pageSize, parameters, queryMigrate, streamBytes } =
      JSON
        .parse(readText(join(BUNDLED, "meta.json")));
    const dir = join(folder, "new/capture");
    emptyFolder(dir);
    writeCapture(dir, {
      ...{ qemu, package: builder, machine, pageSize, parameters, queryMigrate },
      main: readPacked(join(BUNDLED, "main.bin.gz")),
      channels: [0, 1].map((n) => readPacked(join(BUNDLED, `channel-${n}.bin.gz`))),
      trace: before.observation.trace!.slice(0, -1),
      blocks: before.observation.ram!,
    });
    assertEquals(readdirSync(dir).sort(), readdirSync(BUNDLED).sort());
    assertEquals((await openCaptureTarget(dir)).sender!.recorded, before);
    assertEquals(JSON.parse(readText(join(dir, "meta.json"))).streamBytes, streamBytes);
  });
});

test("a folder with something in it is not overwritten", async () => {
  await withFolder((folder) => {
    emptyFolder(folder);
    writeFileSync(join(folder, "mine"), "");
    const { message } = assertThrows(() => emptyFolder(folder), UsageError);
    assertStringIncludes(message, "mine");
    assertThrows(() => emptyFolder(join(folder, "mine")), UsageError);
  });
});

test("addresses in trace lines are left out, so that recordings can be compared", async () => {
  await withFolder((folder) => {
    writeCapture(folder, {
      ...{ qemu: { major: 11, minor: 1, micro: 3 }, package: "", machine: "none", pageSize: 4096 },
      ...{ parameters: {}, queryMigrate: {}, main: new Uint8Array(0), channels: [], blocks: [] },
      trace: ["multifd_set_outgoing_channel ioc=0x55d0c0ffee00 flags 0x1"],
    });
    const trace = readText(join(folder, "trace.log"));
    assert(trace === "multifd_set_outgoing_channel ioc=0x0 flags 0x1\n", trace);
  });
});
