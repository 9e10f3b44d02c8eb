/** Our codec on a full packet of 128 offsets, into memory that is there, as a channel has it. */
import { Buffer } from "node:buffer";
import { emptyPacket, encodePacketInto, parsePacketInto } from "../../protocol/packet.ts";
import { decodePacketInto } from "../../protocol/validate.ts";
import { BYTES, fields, PACKET, PAGE_COUNT } from "./full-packet.ts";
import { serve } from "./serve.ts";

const LIMITS = {
  pageSize: 4096,
  pageCount: PAGE_COUNT,
  method: "zlib",
  blocks: [{ name: "ram", usedLength: 4096 * PAGE_COUNT }],
} as const;

const target = new Uint8Array(BYTES.length);
const packet = emptyPacket(PAGE_COUNT);

await serve({
  encode: () => ({
    act: encode,
    show() {
      encode();
      return Buffer.from(target).toString("hex");
    },
  }),
  decode: () => ({ act: decode, show: () => fields(decode().packet) }),
  parse: () => ({ act: parse, show: () => fields(parse()) }),
});

function encode(): void {
  encodePacketInto(target, PACKET);
}

function decode() {
  return decodePacketInto(packet, BYTES, LIMITS);
}

function parse() {
  parsePacketInto(packet, BYTES);
  return packet;
}
