/** The packets of each channel in the order of the case: shares of normal and zero pages, and sizes. */
import type { Counterexample, PacketSummary } from "../model.ts";
import { bytes, columns, count, type Markup, markup, scrolling } from "./markup.ts";
import { numberAt } from "./page-map.ts";

const WIDTH = 800;
const LEFT = 84;
/** Heights of a channel's lane, of its tallest bar of pages, and of its longest bar of bytes. */
const LANE = 76;
const PAGES = 40;
const BYTES = 20;
const WIDEST = 24;
/** The flag's bit. */
const SYNC = 1;

/** Every packet of the case in short. */
export function timelineOf({ timeline, packets }: Counterexample): PacketSummary[] {
  return timeline ?? packets.map((packet) => ({
    channel: packet.channel,
    packet: packet.packet,
    packetNum: packet.fields.find((f) => f.name === "packetNum")?.value ?? "?",
    sync: (numberAt(packet, "flags") & SYNC) !== 0,
    normalPages: numberAt(packet, "normalPages"),
    zeroPages: numberAt(packet, "zeroPages"),
    payload: packet.payload?.length ?? 0,
  }));
}

/** Drawings that several pages show: each is in the file once. */
export interface Drawings {
  /** The anchor of the drawing of these packets. */
  add(packets: PacketSummary[]): string;
  /** The drawings themselves, for the end of the document. */
  all(): Markup;
}

export function drawings(): Drawings {
  const made = new Map<string, Markup>();
  return {
    add(packets) {
      const key = JSON.stringify(packets);
      if (!made.has(key)) made.set(key, lanes(packets));
      return `drawing-${[...made.keys()].indexOf(key)}`;
    },
    all: () =>
      markup`<svg class="drawings" width="0" height="0" aria-hidden="true"><defs>${
        [...made.values()].map((drawing, i) => markup`<g id="drawing-${i}">${drawing}</g>`)
      }</defs></svg>`,
  };
}

/** The lanes, a frame around the packet at fault, and what the lanes add up to. */
export function timeline(
  packets: PacketSummary[],
  at: Counterexample["at"],
  shared: Drawings,
): Markup {
  const channels = channelsOf(packets);
  const scale = scaleOf(packets);
  const label = `${count(packets.length, "packet")} on ${count(channels.length, "channel")}`;
  const picture = markup`<svg class="timeline" viewBox="0 0 ${WIDTH} ${
    LANE * channels.length
  }" role="img" aria-label="${label}; totals in the table below"><use href="#${
    shared.add(packets)
  }"/>${frame(packets, at)}</svg>`;
  const rows = channels.map((channel) =>
    totals(channel, packets.filter((p) => p.channel === channel))
  );
  return markup`${scrolling("Time line", picture)}
<ul class="legend" aria-label="What the time line shows"><li class="normal">normal pages, upwards</li><li class="zero">zero pages, on top of them; the tallest bar is ${
    count(scale.pages, "page")
  }</li><li class="payload">page data, downwards; the longest bar is ${
    bytes(scale.bytes)
  }</li><li class="sync">SYNC</li>${at && markup`<li class="fault">at fault</li>`}</ul>
${
    scrolling(
      "Totals of the channels",
      markup`<table>${
        columns(
          "Channel",
          "Packets",
          "SYNC",
          "Normal pages",
          "Zero pages",
          "Zero share",
          "Page data",
        )
      }<tbody>${rows}</tbody></table>`,
    )
  }`;
}

function totals(channel: number, packets: PacketSummary[]): Markup {
  const sum = (of: (p: PacketSummary) => number) => packets.reduce((n, p) => n + of(p), 0);
  const normal = sum((p) => p.normalPages), zero = sum((p) => p.zeroPages);
  const cells = [
    packets.length,
    sum((p) => Number(p.sync)),
    normal,
    zero,
    normal + zero > 0 ? `${Math.round(100 * zero / (normal + zero))} %` : "–",
    bytes(sum((p) => p.payload)),
  ];
  return markup`<tr><th scope="row">${channel}</th>${cells.map((c) => markup`<td>${c}</td>`)}</tr>`;
}

/** A path a channel and kind: small, however many packets there are. */
function lanes(packets: PacketSummary[]): Markup {
  const width = widthOf(packets.length);
  const scale = scaleOf(packets);
  const lane = (channel: number, i: number) => {
    const base = i * LANE + PAGES + 6;
    const paths = { normal: "", zero: "", payload: "", sync: "" };
    for (const [at, p] of packets.entries()) {
      if (p.channel !== channel) continue;
      const x = LEFT + at * width;
      const normal = PAGES * p.normalPages / (scale.pages || 1);
      paths.normal += box(x, base, width, -normal);
      paths.zero += box(x, base - normal, width, -PAGES * p.zeroPages / (scale.pages || 1));
      paths.payload += box(x, base + 2, width, BYTES * p.payload / (scale.bytes || 1));
      if (p.sync) paths.sync += `M${short(x + 0.4 * width)} ${base - PAGES}v${PAGES + BYTES}`;
    }
    return markup`<text class="lane" x="0" y="${base}">channel ${channel}</text><path class="axis" d="M${LEFT} ${
      base + 1
    }H${WIDTH}"/>${
      Object.entries(paths).map(([kind, d]) => d && markup`<path class="${kind}" d="${d}"/>`)
    }`;
  };
  return markup`${channelsOf(packets).map(lane)}`;
}

function box(x: number, y: number, width: number, height: number): string {
  if (height === 0) return "";
  const w = short(0.8 * width);
  return `M${short(x)} ${short(y)}h${w}v${short(height)}h-${w}z`;
}

function frame(packets: PacketSummary[], at: Counterexample["at"]): Markup | undefined {
  const i = packets.findIndex((p) => p.channel === at?.channel && p.packet === at.packet);
  if (i < 0) return;
  const width = widthOf(packets.length);
  const y = channelsOf(packets).indexOf(packets[i].channel) * LANE + 1;
  return markup`<rect class="fault" x="${short(LEFT + i * width - 3)}" y="${y}" width="${
    short(0.8 * width + 6)
  }" height="${LANE - 4}"/>`;
}

function widthOf(packets: number): number {
  return Math.min(WIDEST, (WIDTH - LEFT - 4) / packets);
}

function scaleOf(packets: PacketSummary[]): { pages: number; bytes: number } {
  return {
    pages: Math.max(0, ...packets.map((p) => p.normalPages + p.zeroPages)),
    bytes: Math.max(0, ...packets.map((p) => p.payload)),
  };
}

function channelsOf(packets: PacketSummary[]): number[] {
  return [...new Set(packets.map((p) => p.channel))].toSorted((a, b) => a - b);
}

function short(n: number): string {
  return String(Number(n.toFixed(1)));
}
