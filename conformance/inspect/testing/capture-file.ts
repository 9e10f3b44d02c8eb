/** Writes capture files the naive way. */
import { concat } from "@std/bytes";

export interface Wish {
  format: "pcap" | "pcapng";
  little: boolean;
  ip: 4 | 6;
  vlan: boolean;
}

/** A piece of one direction of a connection, told apart by its port. */
export interface Piece {
  port: number;
  sequence: number;
  syn?: boolean;
  payload: Uint8Array;
}

export function captureFile(pieces: readonly Piece[], wish: Wish): Uint8Array {
  const frames = pieces.map((piece) => ethernet(piece, wish));
  return wish.format === "pcap" ? pcap(frames, wish.little) : pcapng(frames, wish.little);
}

function pcap(frames: Uint8Array[], little: boolean): Uint8Array {
  const header = [words([0xa1b2c3d4], little), halves([2, 4], little)];
  const rest = words([0, 0, 65535, 1], little);
  const records = frames.flatMap((f) => [words([0, 0, f.length, f.length], little), f]);
  return concat([...header, rest, ...records]);
}

function pcapng(frames: Uint8Array[], little: boolean): Uint8Array {
  const block = (type: number, body: Uint8Array) => {
    const padded = concat([body, new Uint8Array(-body.length & 3)]);
    const length = words([padded.length + 12], little);
    return concat([words([type], little), length, padded, length]);
  };
  const section = concat([
    words([0x1a2b3c4d], little),
    halves([1, 0], little),
    words([~0, ~0], little),
  ]);
  return concat([
    block(0x0a0d0d0a, section),
    block(1, concat([halves([1, 0], little), words([0], little)])),
    block(5, new Uint8Array(20)),
    ...frames.map((f) => block(6, concat([words([0, 0, 0, f.length, f.length], little), f]))),
  ]);
}

function ethernet(piece: Piece, { ip, vlan }: Wish): Uint8Array {
  const tag = vlan ? [0x81, 0, 0, 7] : [];
  const type = ip === 4 ? [8, 0] : [0x86, 0xdd];
  const packet = ip === 4 ? ipv4(tcp(piece)) : ipv6(tcp(piece));
  // A short frame is padded behind the packet.
  return concat([
    new Uint8Array(12),
    Uint8Array.from([...tag, ...type]),
    packet,
    new Uint8Array(6),
  ]);
}

function ipv4(body: Uint8Array): Uint8Array {
  const length = body.length + 24;
  const fields = [0x46, 0, length >> 8, length & 255, 0, 0, 0x40, 0, 64, 6, 0, 0];
  return concat([
    Uint8Array.from([...fields, 127, 0, 0, 1, 127, 0, 0, 1]),
    new Uint8Array(4),
    body,
  ]);
}

/** With a header of hop-by-hop options. */
function ipv6(body: Uint8Array): Uint8Array {
  const length = body.length + 8;
  const fields = [0x60, 0, 0, 0, length >> 8, length & 255, 0, 64];
  const options = Uint8Array.from([6, 0, 1, 4, 0, 0, 0, 0]);
  return concat([Uint8Array.from(fields), new Uint8Array(32), options, body]);
}

function tcp({ port, sequence, syn, payload }: Piece): Uint8Array {
  const head = concat([halves([port, 4444], false), words([sequence, 0], false)]);
  const flags = Uint8Array.from([0x60, syn ? 2 : 0x10, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1]);
  return concat([head, flags, payload]);
}

function words(values: number[], little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [i, value] of values.entries()) view.setUint32(i * 4, value, little);
  return new Uint8Array(view.buffer);
}

function halves(values: number[], little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 2));
  for (const [i, value] of values.entries()) view.setUint16(i * 2, value, little);
  return new Uint8Array(view.buffer);
}
