/** Jobs that are written down: each bound exactly, and what random jobs seldom meet. */
import type { PageFill } from "../../generators/case.ts";
import type { PassSpec, SenderJob } from "../../generators/job.ts";
import { noise, ONES, ZERO } from "../../generators/page-fill.ts";
import { jobClassesOf } from "../../generators/sender-job.ts";
import { pageCountOf } from "../../protocol/layout.ts";
import type { PageRef, RamBlockInfo } from "../../protocol/ram.ts";
import type { JobSource } from "../check.ts";

type Shape = Parameters<JobSource["stimulus"]>[0];

/** What a job asks for; the shape may not have it. */
interface Wish {
  /** Contents of blocks at the start, by name; all of these pages are queued in the first pass. */
  blocks: Record<string, PageFill[]>;
  /** The first pass's pages, `[block, page]`, where their order is another. */
  queue?: [string, number][];
  /** What later passes write and queue: fills by page of the first block. */
  later?: Record<number, PageFill>[];
  channels?: number;
  level?: number;
  pageSize?: number;
  /** Bytes behind the last whole page of each block. */
  rest?: number;
}

/** Packets just below, at and just above full, in all mixtures; block changes; pages that come again. */
export function boundaryJobs(shape: Shape): SenderJob[] {
  const most = pageCountOf(shape.pageSizes[0]);
  const counts = [1, most - 1, most, most + 1].flatMap((n) => [
    { blocks: { ram: filled(n, data) } },
    { blocks: { ram: filled(n, () => ZERO) } },
    { blocks: { ram: filled(n, (i) => i % 2 ? data(i) : ZERO) }, channels: 2 },
  ]);
  return [
    ...jobs(shape, [
      { blocks: { ram: [ZERO] }, queue: [] },
      ...counts,
      // One byte short of zero.
      { blocks: { ram: edgesOf(shape.pageSizes[0]).flatMap((fill) => [fill, ZERO]) } },
      // A full packet of zero pages, then one more page with data.
      { blocks: { ram: filled(most + 1, (i) => i < most ? ZERO : ONES) } },
      { blocks: { ram: filled(most, noise) } },
      // A name that begins another, and packets that end at a change of block.
      ...[1, 2].map((channels) => ({
        blocks: { ram: [data(0), ZERO, data(2)], ram2: [ZERO, data(4), ZERO] },
        queue: [["ram", 0], ["ram2", 0], ["ram", 1], ["ram2", 1], ["ram2", 2], ["ram", 2]],
        channels,
      } as Wish)),
      // A short name behind the longest one.
      { blocks: { ["n".repeat(255)]: [data(0), ZERO], m: [data(1), ZERO] } },
      { blocks: { ram: [ZERO, ONES] }, rest: shape.pageSizes[0] / 2 },
      { blocks: { ram: [ONES] }, channels: shape.maxChannels },
      ...shape.pageSizes.slice(1).map((pageSize) => ({
        blocks: { ram: filled(pageCountOf(pageSize) + 1, (i) => i % 2 ? ZERO : data(i)) },
        pageSize,
      })),
    ]),
    ...repeatedPages(shape),
    ...manyPackets(shape),
  ];
}

/** More packets than a byte can count, most of them SYNC packets alone; two pages, so that it is tried last. */
function manyPackets(shape: Shape): SenderJob[] {
  return shape.queue
    ? jobs(shape, [{ blocks: { ram: [ONES, ZERO] }, later: Array(256).fill({}) }])
    : [];
}

/** Pages that turn zero and back over passes. */
export function repeatedPages(shape: Shape): SenderJob[] {
  return jobs(
    shape,
    [1, 2].flatMap((channels): Wish[] => [
      { blocks: { ram: [ONES] }, later: [{ 0: ZERO }, { 0: data(1) }, { 0: ZERO }], channels },
      { blocks: { ram: [ZERO] }, later: [{ 0: ONES }, { 0: ZERO }, { 0: data(1) }], channels },
      {
        blocks: { ram: [data(0), ZERO, data(2), ZERO] },
        later: [{ 0: ZERO, 1: data(1) }, { 3: ONES, 0: data(5) }],
        channels,
      },
    ]),
  );
}

/** Two passes at each level, where there are passes, and at some a full packet that cannot be compressed. */
export function levelJobs(shape: Shape): SenderJob[] {
  const [least, highest] = shape.method === "zlib" ? [0, 9] : [1, 20];
  const most = pageCountOf(shape.pageSizes[0]);
  const wishes: Wish[] = [];
  for (let level = least; level <= highest; level++) {
    const ram = [data(0), noise(1), ONES, ZERO];
    wishes.push({
      blocks: { ram },
      later: shape.passes ? [{ 1: data(1), 3: noise(2) }] : [],
      level,
    });
    if (level <= 1 || level % 5 === 0) wishes.push({ blocks: { ram: filled(most, noise) }, level });
  }
  return jobs(shape, wishes);
}

/** The plainest job there is. */
export function onePage(shape: Shape): SenderJob {
  return jobOf(shape, { blocks: { ram: [ONES] } })!;
}

function jobs(shape: Shape, wishes: readonly Wish[]): SenderJob[] {
  return wishes.flatMap((wish) => jobOf(shape, wish) ?? []);
}

/** Undefined where the shape does not let it be asked for. */
function jobOf(shape: Shape, wish: Wish): SenderJob | undefined {
  const { pageSize = shape.pageSizes[0], channels = 1, level = 1, later = [], rest = 0 } = wish;
  const contents = Object.entries(wish.blocks);
  const wished = contents.map(([name, pages]) => ({
    name,
    usedLength: pages.length * pageSize + rest,
    pages,
  }));
  const blocks = shape.blocks ? withContents(shape.blocks, wished) : wished;
  if (!blocks || (later.length > 0 && !shape.passes) || (wish.queue && !shape.queue)) {
    return undefined;
  }
  const names = new Map(wished.map(({ name }, i) => [name, blocks[i].name]));
  const refOf = (name: string, page: number): PageRef => ({
    ramblock: names.get(name)!,
    offset: page * pageSize,
  });
  const first = !shape.queue
    ? blocks.flatMap((b) => pagesOf(b, pageSize))
    : wish.queue
    ? wish.queue.map(([name, page]) => refOf(name, page))
    : contents.flatMap(([name, pages]) => pages.map((_, page) => refOf(name, page)));
  const laterPasses = later.map((fills): PassSpec => {
    const writes = Object.entries(fills).map(([page, fill]) => ({
      ...refOf(contents[0][0], Number(page)),
      fill,
    }));
    return { writes, queue: writes.map(({ ramblock, offset }) => ({ ramblock, offset })) };
  });
  const job = {
    pageSize,
    channels: Math.min(channels, shape.maxChannels),
    method: shape.method,
    level,
    detection: shape.detection,
    multifd: true,
    mappedRam: false,
    blocks,
    passes: [{ writes: [], queue: first }, ...laterPasses],
  };
  return { ...job, classes: jobClassesOf(job) };
}

/** The blocks there are with the contents wished for; undefined where these do not fit. */
function withContents(
  blocks: readonly RamBlockInfo[],
  wished: readonly { usedLength: number; pages: PageFill[] }[],
) {
  const fits = wished.every(({ usedLength }, i) => usedLength <= (blocks[i]?.usedLength ?? 0));
  return fits ? blocks.map((b, i) => ({ ...b, pages: wished[i]?.pages ?? [] })) : undefined;
}

function pagesOf({ name, usedLength }: RamBlockInfo, pageSize: number): PageRef[] {
  return Array.from(
    { length: Math.floor(usedLength / pageSize) },
    (_, page) => ({ ramblock: name, offset: page * pageSize }),
  );
}

function filled(count: number, fill: (i: number) => PageFill): PageFill[] {
  return Array.from({ length: count }, (_, i) => fill(i));
}

/** Another content for each number. */
function data(number: number): PageFill {
  return { kind: "text", number };
}

/** Pages whose only byte is at either end or beside a boundary of words and vectors. */
function edgesOf(pageSize: number): PageFill[] {
  return [0, pageSize - 1, 7, 8, 63, 64, pageSize / 2 - 1, pageSize / 2, pageSize - 8]
    .map((at) => ({ kind: "byte", at, value: 1 }));
}
