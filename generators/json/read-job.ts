import type { Detection } from "../../protocol/ram.ts";
import type { SenderJob } from "../job.ts";
import { checkPasses } from "./check-pages.ts";
import { readBlocks, readFill, readName, readSetting } from "./read-common.ts";
import type { Reader } from "./reader.ts";

export function readSenderJob(json: Reader): SenderJob {
  const fields = json.fields([
    "pageSize",
    "channels",
    "method",
    "level",
    "detection",
    "multifd",
    "mappedRam",
    "blocks",
    "passes",
    "classes",
  ]);
  const setting = readSetting(fields);
  const readPage = (ramblock: Reader, offset: Reader) => ({
    ramblock: readName(ramblock),
    offset: offset.integer(0, Number.MAX_SAFE_INTEGER),
  });
  const job: SenderJob = {
    ...setting,
    // Any word: SND-28 tries those that are none.
    detection: fields.detection.string() as Detection,
    multifd: fields.multifd.boolean(),
    mappedRam: fields.mappedRam.boolean(),
    blocks: readBlocks(fields.blocks, setting.pageSize),
    passes: fields.passes.list((pass) => {
      const { writes, queue } = pass.fields(["writes", "queue"]);
      return {
        writes: writes.list((write) => {
          const { ramblock, offset, fill } = write.fields(["ramblock", "offset", "fill"]);
          return { ...readPage(ramblock, offset), fill: readFill(fill, setting.pageSize) };
        }),
        queue: queue.list((page) => {
          const { ramblock, offset } = page.fields(["ramblock", "offset"]);
          return readPage(ramblock, offset);
        }),
      };
    }),
    classes: fields.classes.list((name) => name.string()),
  };
  checkPasses(job);
  return job;
}
