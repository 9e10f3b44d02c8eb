/** The Kaitai description, compiled by Kaitai's own compiler, on the bundled captures. */
import { assertEquals } from "@std/assert";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import runtime from "kaitai-struct";
import KaitaiStructCompiler from "kaitai-struct-compiler";
import { parse } from "yaml";
import { readChannel, type ReadPacket } from "../conformance/inspect/read-channel.ts";

/** Its types say less than it does. */
const { KaitaiStream } = runtime as unknown as {
  KaitaiStream: new (bytes: ArrayBuffer) => unknown;
};
const CAPTURES = new URL("../captures/", import.meta.url);

type KaitaiPacket = Record<string, unknown>;
interface KaitaiChannel {
  greeting: { id: number };
  packets: KaitaiPacket[];
}

const Multifd = await compiled();

for (const folder of readdirSync(CAPTURES)) {
  const channels = readdirSync(new URL(folder, CAPTURES)).filter((n) => n.startsWith("channel-"));
  for (const name of channels) {
    test(`Kaitai reads ${folder}/${name} as inspect does`, async () => {
      const bytes = gunzipSync(readFileSync(new URL(`${folder}/${name}`, CAPTURES)));
      const channel = new Multifd(new KaitaiStream(new Uint8Array(bytes).buffer), null, null, 4096);
      const read = await packetsOf(bytes);
      assertEquals(channel.greeting.id, Number(/\d+/.exec(name)![0]));
      assertEquals(channel.packets.map(fieldsOfKaitai), read.map(fieldsOf));
    });
  }
}

/** The compiler's output is a script that asks for the runtime and fills `exports`. */
async function compiled() {
  const text = readFileSync(new URL("multifd.ksy", import.meta.url), "utf8");
  const files = await KaitaiStructCompiler.compile("javascript", parse(text), undefined, false);
  const exported = {} as {
    Multifd: new (io: unknown, parent: null, root: null, pageSize: number) => KaitaiChannel;
  };
  new Function("exports", "require", "define", files["Multifd.js"])(exported, () => KaitaiStream);
  return exported.Multifd;
}

async function packetsOf(bytes: Uint8Array): Promise<ReadPacket[]> {
  async function* whole() {
    yield bytes;
  }
  const items = await Array.fromAsync(readChannel(whole(), { pageSize: 4096, layout: "patch" }));
  return items.filter((item) => item.kind === "packet");
}

function fieldsOf({ packet, payload }: ReadPacket) {
  const { magic, version, flags, pagesAlloc, normalPages, nextPacketSize, zeroPages } = packet;
  return {
    ...{ magic, version, flags, pagesAlloc, normalPages, nextPacketSize, zeroPages },
    packetNum: Number(packet.packetNum),
    offsets: Array.from(packet.offsets, Number),
    payload: payload.length,
  };
}

function fieldsOfKaitai(packet: KaitaiPacket): ReturnType<typeof fieldsOf> {
  const { magic, version, flags, pagesAlloc, normalPages, nextPacketSize, zeroPages } = packet;
  return {
    ...{ version, flags, pagesAlloc, normalPages, nextPacketSize, zeroPages },
    magic: new DataView((magic as Uint8Array).slice().buffer).getUint32(0),
    packetNum: packet.packetNum,
    offsets: packet.offset,
    payload: (packet.payload as Uint8Array | undefined)?.length ?? 0,
  } as ReturnType<typeof fieldsOf>;
}
