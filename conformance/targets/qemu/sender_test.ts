import { assert, assertEquals, assertStringIncludes } from "@std/assert";
import process from "node:process";
import { test } from "node:test";
import { readMappedRam } from "../../../protocol/mapped-ram.ts";
import type { Detection } from "../../../protocol/ram.ts";
import type { SenderRun } from "../../check.ts";
import { observeJobs, senderSessionOf } from "../../sender-run.ts";
import type { SenderTarget } from "../../target.ts";
import { probe } from "./program.ts";
import { openScratch } from "../../process/scratch.ts";
import { openSender } from "./sender.ts";
import { plainGuest, startGuest } from "./sender/guest.ts";
import { sendFrom } from "./sender/outgoing.ts";
import { jobOn, verdict } from "./testing/job.ts";
import { filesOf } from "./testing/files.ts";
import { needsQemu } from "./testing/program.ts";

const SETTINGS = { jobs: 2, timeoutMs: 4000, transport: "unix" as "unix" | "tcp" };

async function withSender(
  path: string,
  check: (sender: SenderTarget) => Promise<void>,
  settings: Partial<typeof SETTINGS> = {},
) {
  const scratch = openScratch();
  const program = await probe(path, scratch);
  const sender = openSender({ ...SETTINGS, ...settings, program, scratch });
  try {
    await check(sender);
  } finally {
    await sender.close();
    scratch.remove();
  }
}

for (const version of ["7.2", "10.0", "11.1"]) {
  const { program, options } = needsQemu(version);

  for (const method of ["none", "zlib", "zstd"] as const) {
    test(
      `QEMU ${version} as sender: its RAM is rebuilt from its ${method} stream, in every detection`,
      options,
      async () => {
        await withSender(program, async (sender) => {
          const jobs = sender.offer.detections.flatMap((detection) =>
            [1, 2, 8].map((channels) => jobOn(sender.offer, { method, detection, channels }))
          );
          for (const run of await observeJobs(sender, jobs)) {
            const words = `${run.job.detection}, ${run.job.channels} channels`;
            assertEquals(verdict("SND-19", run), undefined, words);
            // 7.2 counts otherwise than it sends.
            if (version === "7.2") continue;
            assertEquals(verdict("SND-17", run), undefined, words);
            assertEquals(verdict("SND-17/trace", run), undefined, words);
          }
        });
      },
    );
  }

  test(
    `QEMU ${version} sends what is written between two passes, and that alone`,
    options,
    async () => {
      await withSender(program, async (sender) => {
        const job = jobOn(sender.offer);
        const [whole, first] = await observeJobs(sender, [job, {
          ...job,
          passes: [job.passes[0]],
        }]);
        const pages = ({ observation }: SenderRun) => {
          const { normalPages, zeroPages } = observation.counters!;
          return normalPages + zeroPages;
        };
        assertEquals(pages(first), job.passes[0].queue.length);
        assertEquals(pages(whole), job.passes[0].queue.length + 3);
        assertEquals(whole.observation.queued![1].length, 3);
        // 7.2 sends some pages twice.
        if (version !== "7.2") assertEquals(verdict("SND-03", whole), undefined);
      });
    },
  );

  test(
    `QEMU ${version} sends its pages on the main channel when multifd is off`,
    options,
    async () => {
      await withSender(program, async (sender) => {
        const [run] = await observeJobs(sender, [jobOn(sender.offer, { multifd: false })]);
        assertEquals(verdict("SND-19", run), undefined);
        assertEquals(run.transcript.packets, []);
        assert(run.transcript.words.some(({ word }) => word.kind === "page"));
      });
    },
  );

  test(`QEMU ${version} sends over TCP`, options, async () => {
    await withSender(program, async (sender) => {
      const [run] = await observeJobs(sender, [jobOn(sender.offer)]);
      assertEquals(verdict("SND-19", run), undefined);
    }, { transport: "tcp" });
  });
}

for (const version of ["10.0", "11.1"]) {
  const { program, options } = needsQemu(version);

  test(
    `QEMU ${version} writes a mapped-ram file, and a page that turned zero is not in it`,
    options,
    async () => {
      await withSender(program, async (sender) => {
        const job = jobOn(sender.offer, { mappedRam: true });
        const [run] = await observeJobs(sender, [job]);
        assertEquals(verdict("SND-20", run), undefined);
        assertEquals(verdict("SND-21", run), undefined);
        const { blocks } = readMappedRam(run.observation.file!);
        assertEquals(blocks.map(({ name }) => name), job.blocks.map(({ name }) => name));
        assertEquals([blocks[0].isSet(0), blocks[0].isSet(1)], [false, true]);
      });
    },
  );

  test(
    `QEMU ${version} refuses a detection it does not know in its own words`,
    options,
    async () => {
      await withSender(program, async (sender) => {
        const [run] = await observeJobs(sender, [
          jobOn(sender.offer, { detection: "auto" as Detection }),
        ]);
        assertEquals(run.observation.outcome, "refused");
        assertStringIncludes(run.observation.text!, "'auto'");
      });
    },
  );
}

for (const [arch, pageSize] of [["s390x", 4096], ["aarch64", 1024]] as const) {
  const { program, options } = needsQemu(`10.0/${arch}`);

  test(
    `QEMU for ${arch} sends pages of its own size, and its RAM is rebuilt`,
    options,
    async () => {
      await withSender(program, async (sender) => {
        assertEquals(sender.offer.pageSizes, [pageSize]);
        const jobs = sender.offer.methods.flatMap((method) =>
          sender.offer.detections.map((detection) => {
            const job = jobOn(sender.offer, { method, detection });
            return { ...job, passes: job.passes.slice(0, 1) };
          })
        );
        for (const run of await observeJobs(sender, jobs)) {
          assertEquals(verdict("SND-19", run), undefined);
          assertEquals(verdict("SND-17", run), undefined);
        }
      });
    },
  );
}

const { program, options } = needsQemu("11.1");

test(
  "a sender that hangs is ended, one that crashes says by which signal, and no file stays",
  options,
  async () => {
    const scratch = openScratch();
    try {
      const known = await probe(program, scratch);
      const guest = plainGuest(1024 * 1024);
      const job = jobOn({ blocks: guest.blocks, pageSizes: [4096], detections: ["legacy"] });
      const session = senderSessionOf({ ...job, passes: [job.passes[0]] });
      for (
        const [signal, outcome, timeoutMs] of [["SIGSTOP", "hung", 50], [
          "SIGSEGV",
          "crashed",
          4000,
        ]] as const
      ) {
        const qemu = await startGuest(known, guest, scratch);
        process.kill(qemu.pid, signal);
        const seen = await sendFrom(qemu, session, {
          program: known,
          guest,
          timeoutMs,
          transport: "unix",
        });
        assertEquals(seen.outcome, outcome);
        assertEquals(seen.signal, outcome === "crashed" ? signal : undefined);
        assertEquals(filesOf(scratch), []);
      }
    } finally {
      scratch.remove();
    }
  },
);
