import { assertEquals, assertRejects } from "@std/assert";
import { test } from "node:test";
import { UsageError } from "../usage-error.ts";
import { qemuCommand } from "./qemu.ts";

test("only plain words name suites and architectures", async () => {
  const wrong = (suite: string, arch?: string) =>
    assertRejects(() => qemuCommand([suite], { arch }), UsageError);
  assertEquals((await wrong("../trixie")).message.startsWith("suite:"), true);
  assertEquals((await wrong("-o")).message.startsWith("suite:"), true);
  assertEquals((await wrong("trixie", "x86_64/..")).message.startsWith("--arch:"), true);
});
