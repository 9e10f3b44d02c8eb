/** SND-20, 21, 26: a mapped-ram file in place of packets. */
import { type MappedRamFile, readMappedRam } from "../../../protocol/mapped-ram.ts";
import type { Problem, SenderCheck, SenderRun } from "../../check.ts";
import { MAPPED_RAM } from "../../job-sources.ts";
import { notCompleted, senderCheck } from "./define.ts";
import { type Content, factsOf, type Page, samePage } from "./facts.ts";

const COMMON = {
  needs: ["mapped-ram"],
  methods: ["none"],
  jobs: MAPPED_RAM,
} as const;

export const MAPPED_RAM_CHECKS: readonly SenderCheck[] = [
  {
    ...senderCheck({
      ...COMMON,
      id: "SND-20",
      title:
        "mapped-ram: each page with data stands at pages_offset + offset with its bit set, and no packet is sent.",
      judge: (run) => notCompleted(run) ?? judgePages(run),
    }),
    concerns: () => true,
  },
  senderCheck({
    ...COMMON,
    id: "SND-21",
    title: "mapped-ram: the bit of a zero page is clear, also when an earlier pass had set it.",
    detections: ["legacy", "multifd"],
    concerns: (run) => lastPages(run).some(({ content }) => content.zero),
    judge: judgeZeroPages,
  }),
  senderCheck({
    ...COMMON,
    id: "SND-26",
    title: "mapped-ram: no greeting is sent.",
    judge({ transcript }) {
      const open = transcript.channels.find(({ length }) => length > 0);
      return open && {
        expected: "no bytes on any channel",
        observed: `${open.length} bytes on channel ${open.channel}`,
      };
    },
  }),
];

function judgePages(run: SenderRun): Problem | undefined {
  const [packet] = run.transcript.packets;
  if (packet) return { expected: "no packets", observed: `a packet on channel ${packet.channel}` };
  const file = fileOf(run);
  if (file instanceof Error) return { expected: "a mapped-ram file", observed: file.message };
  for (const { page, content } of lastPages(run)) {
    if (content.zero && run.job.detection !== "none") continue;
    const block = file.blocks.find(({ name }) => name === page.ramblock);
    const index = Number(page.offset) / run.job.pageSize;
    const expected = `offset ${page.offset} of block ${JSON.stringify(page.ramblock)}: `;
    if (!block || index >= block.pageCount) {
      return { expected: `${expected}a place in the file`, observed: "none" };
    }
    if (!block.isSet(index)) return { expected: `${expected}its bit set`, observed: "clear" };
    if (!samePage(block.page(index), content.bytes)) {
      return { expected: `${expected}its data at its place in the file`, observed: "other data" };
    }
  }
  return undefined;
}

function judgeZeroPages(run: SenderRun): Problem | undefined {
  const file = fileOf(run);
  if (file instanceof Error) return { expected: "a mapped-ram file", observed: file.message };
  for (const { page, content } of lastPages(run)) {
    const block = file.blocks.find(({ name }) => name === page.ramblock);
    const index = Number(page.offset) / run.job.pageSize;
    if (!content.zero || !block || index >= block.pageCount || !block.isSet(index)) continue;
    const passes = page.queued.length;
    return {
      expected: `offset ${page.offset} of block ${JSON.stringify(page.ramblock)}: its bit clear`,
      observed: passes > 1 ? `set: the page is zero since the last of ${passes} passes` : "set",
    };
  }
  return undefined;
}

/** Every queued page with what it held the last time it was queued. */
function lastPages(run: SenderRun): { page: Page; content: Content }[] {
  const last = new Map<Page, Content>();
  for (const { page, content } of factsOf(run).queued) {
    if (content) last.set(page, content);
  }
  return Array.from(last, ([page, content]) => ({ page, content }));
}

function fileOf({ observation }: SenderRun): MappedRamFile | Error {
  if (!observation.file) return new Error("no file");
  try {
    return readMappedRam(observation.file);
  } catch (error) {
    return error as Error;
  }
}
