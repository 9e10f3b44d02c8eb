/** npm's binary-parser on the same packet, compiled once. What it makes shares no memory with the bytes, as with ours. */
import { Parser } from "binary-parser";
import { BYTES, fields, PAGE_COUNT } from "./full-packet.ts";
import { serve } from "./serve.ts";

const parser = new Parser().endianness("big")
  .uint32("magic")
  .uint32("version")
  .uint32("flags")
  .uint32("pagesAlloc")
  .uint32("normalPages")
  .uint32("nextPacketSize")
  .uint64("packetNum")
  .uint32("zeroPages")
  .buffer("reserved", { length: 28, clone: true })
  .buffer("ramblock", { length: 256, clone: true })
  .array("offsets", { type: "uint64be", length: PAGE_COUNT });
parser.compile();

await serve({
  parse: () => ({ act: () => parser.parse(BYTES), show: () => fields(parser.parse(BYTES)) }),
});
