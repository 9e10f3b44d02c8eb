/** `wire.md`: the layout table. */
import {
  type Field,
  GREETING_LAYOUT,
  GREETING_LENGTH,
  HEADER_LENGTH,
  PACKET_LAYOUT,
  PACKET_LAYOUT_BEFORE_PATCH,
  packetLength,
  pageCountOf,
} from "../../protocol/layout.ts";
import { code, GENERATED, table } from "./markdown.ts";

/** The page. */
export function wirePage(): string {
  return `${GENERATED}

# The wire

All integers are big-endian; offsets and sizes are bytes. A channel is one greeting and then packets, each followed by its page
data. [multifd.ksy](multifd.ksy) describes a recorded channel for Kaitai Struct, [multifd.lua](multifd.lua) is a dissector for Wireshark:

\`\`\`sh
tshark -X lua_script:docs/multifd.lua -r migration.pcap -Y multifd
\`\`\`

![The greeting and the packet, 16 bytes a row](wire.svg)

## The packet, MultiFDPacket_t

${fields(PACKET_LAYOUT)}

It takes ${HEADER_LENGTH} + 8 × page_count bytes, however few offsets are used; page_count is 512 KiB divided by the page size.

${
    table(
      ["page size", "page_count", "packet"],
      [1024, 4096, 16384, 65536].map((size) => {
        const count = pageCountOf(size);
        return [`${size / 1024} KiB`, `${count}`, `${packetLength(count)}`];
      }),
    )
  }

QEMU 8.2 and older have other bytes from offset ${differing().offset} on:

${fields(PACKET_LAYOUT_BEFORE_PATCH.filter((f) => !PACKET_LAYOUT.includes(f)))}

## The greeting, MultiFDInit_t

The first ${GREETING_LENGTH} bytes of every channel.

${fields(GREETING_LAYOUT)}
`;
}

function fields(layout: readonly Field[]): string {
  return table(
    ["offset", "size", "field", "type", "what"],
    layout.map(({ offset, size, wire, type, note }) => [
      `${offset}`,
      size === 0 ? "8 × page_count" : `${size}`,
      code(wire),
      type,
      note,
    ]),
  );
}

function differing(): Field {
  return PACKET_LAYOUT_BEFORE_PATCH.find((f) => !PACKET_LAYOUT.includes(f))!;
}
