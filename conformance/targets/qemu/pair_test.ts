import { assert, assertEquals, assertRejects, assertStringIncludes } from "@std/assert";
import { test } from "node:test";
import { observeJobs } from "../../sender-run.ts";
import { TargetError } from "../../target.ts";
import { openQemuPair } from "./pair.ts";
import { jobOn, verdict } from "./testing/job.ts";
import { needsQemu } from "./testing/program.ts";

const SETTINGS = { jobs: 2, timeoutMs: 4000, transport: "unix" } as const;
const VERSIONS = ["7.2", "10.0", "11.1"];

for (const from of VERSIONS) {
  for (const to of VERSIONS) {
    const [source, destination] = [needsQemu(from), needsQemu(to)];
    const options = { ...source.options, ...destination.options };

    test(
      `QEMU ${from} migrates to ${to}: what is sent is right, and arrives`,
      options,
      async () => {
        const pair = await openQemuPair(
          `qemu=${source.program}`,
          `qemu=${destination.program}`,
          SETTINGS,
        );
        try {
          const { offer } = pair.sender!;
          const jobs = [
            ...offer.detections.map((detection) => jobOn(offer, { detection })),
            ...(["zlib", "zstd"] as const).map((method) => jobOn(offer, { method })),
          ];
          for (const run of await observeJobs(pair.sender!, jobs)) {
            const { detection, method } = run.job;
            assertEquals(verdict("SND-19", run), undefined, `${detection} ${method}`);
            if (to === "7.2" && detection === "multifd") {
              // It takes the stream, and keeps the page that turned zero.
              assertEquals(verdict("SND-19/destination", run), "does not concern it");
              assertEquals(run.observation.destination!.outcome, "accepted");
              assertStringIncludes(verdict("RCV-33/destination", run)!, "page at 0: all zero");
            } else {
              assertEquals(verdict("SND-19/destination", run), undefined, `${detection} ${method}`);
              assertEquals(verdict("RCV-33/destination", run), "does not concern it");
            }
            if (from === "7.2") continue;
            assertEquals(verdict("SND-25", run), undefined, `${detection} ${method}`);
          }
        } finally {
          await pair.close();
        }
      },
    );
  }
}

const { program, options } = needsQemu("11.1");

test("a pair whose other end cannot be run is refused", options, async () => {
  const refusal = await assertRejects(
    () => openQemuPair(`qemu=${program}`, "qemu=/no/such/qemu", SETTINGS),
    TargetError,
  );
  assert(refusal.message.includes("/no/such/qemu"), refusal.message);
});
