/** A packet as bytes beside the names and values of its fields, the one at fault marked. */
import { bytesOf } from "../hex-text.ts";
import type { PacketView } from "../model.ts";
import { columns, count, type Markup, markup, scrolling } from "./markup.ts";
import { isBeyond, pagesOfPacket, type Ram } from "./page-map.ts";

/** @param fault name of the field at fault, if any; what is no field of a packet is said above the table */
export function packetTable(packet: PacketView, ram: Ram, fault?: string): Markup {
  const { fields, payload, hex } = packet;
  const pages = pagesOfPacket(packet);
  const beyond = pages.filter((p) => isBeyond(p, packet, ram)).map((p) => p.name);
  const isField = fields.some((f) => f.name === fault) || (payload && fault === "payload");
  const notes = (name: string) => [
    ...(name === fault ? ["at fault"] : []),
    ...(beyond.includes(name) ? ["out of bounds"] : []),
  ];
  const rows = fields.map(({ name, offset, size, value }) => {
    // The entries stand below, a line each.
    const bytes = name === "offsets" && pages.length > 0 ? "" : bytesOf(hex, offset, size);
    return row(offset, bytes, name, value, notes(name));
  });
  if (payload) {
    const shown = payload.hex.length / 2;
    const bytes = bytesOf(payload.hex, 0, shown) + (payload.length > shown ? " …" : "");
    rows.push(
      row(packet.length, bytes, "payload", count(payload.length, "byte"), notes("payload")),
    );
  }
  const where = `channel ${packet.channel}, packet ${packet.packet}`;
  return markup`<p>${where[0].toUpperCase()}${
    where.slice(1)
  }, at byte ${packet.byteOffset} of the channel, ${count(packet.length, "byte")}.${
    fault && !isField && markup` <mark>At fault: ${fault}</mark>`
  }</p>
${
    scrolling(
      `Bytes of ${where}`,
      markup`<table class="hex">${columns("Byte", "Bytes", "Field", "Value")}<tbody>
${rows}</tbody></table>`,
    )
  }`;
}

function row(offset: number, bytes: string, name: string, value: string, notes: string[]): Markup {
  const marks = notes.map((note) => markup` <mark>${note}</mark>`);
  return markup`<tr class="${
    notes.length > 0 ? "wrong" : ""
  }"><td>${offset}</td><td>${bytes}</td><th scope="row">${name}</th><td>${value}${marks}</td></tr>
`;
}
