/** Our codec on a full packet of 128 offsets. */
import { Buffer } from "node:buffer";
import { encodePacket, parsePacket } from "../../protocol/packet.ts";
import { validatePacket } from "../../protocol/validate.ts";
import { BYTES, fields, PACKET, PAGE_COUNT } from "./full-packet.ts";
import { serve } from "./serve.ts";

const LIMITS = {
  pageSize: 4096,
  pageCount: PAGE_COUNT,
  method: "zlib",
  blocks: [{ name: "ram", usedLength: 4096 * PAGE_COUNT }],
} as const;

await serve({
  encode: () => ({
    act: () => encodePacket(PACKET),
    show: () => Buffer.from(encodePacket(PACKET)).toString("hex"),
  }),
  decode: () => ({ act: decode, show: () => fields(decode().packet) }),
  parse: () => ({ act: parse, show: () => fields(parse()) }),
});

function decode() {
  return validatePacket(parse(), LIMITS);
}

function parse() {
  return parsePacket(BYTES, { pageCount: PAGE_COUNT });
}
