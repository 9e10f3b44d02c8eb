/** Readers of what cases and jobs share. */
import { type MethodName, METHODS } from "../../protocol/flags.ts";
import type { BlockSpec, PageFill } from "../case.ts";
import type { Reader } from "./reader.ts";

/** RAM of a saved case is allocated when it is replayed: no more than this in all. */
const MAX_RAM = 1024 * 1024 * 1024;

export interface Setting {
  pageSize: number;
  channels: number;
  method: MethodName;
  level: number;
}

export function readSetting(
  fields: Record<"pageSize" | "channels" | "method" | "level", Reader>,
): Setting {
  const pageSize = fields.pageSize.integer(1024, 65536);
  if (!Number.isInteger(Math.log2(pageSize))) fields.pageSize.fail("a power of two");
  const method = fields.method.word(METHODS);
  return {
    pageSize,
    channels: fields.channels.integer(1, 255),
    method,
    level: method === "zstd" ? fields.level.integer(1, 20) : fields.level.integer(0, 9),
  };
}

export function readBlocks(blocks: Reader, pageSize: number): BlockSpec[] {
  const names = new Set<string>();
  let left = MAX_RAM;
  return blocks.list((block) => {
    const { name, usedLength, pages } = block.fields(["name", "usedLength", "pages"]);
    const spec = {
      name: readName(name),
      usedLength: usedLength.integer(0, left),
      pages: pages.list((fill) => readFill(fill, pageSize)),
    };
    if (names.has(spec.name)) name.fail("a name that no other block has");
    names.add(spec.name);
    left -= spec.usedLength;
    return spec;
  });
}

/** A name of a block, 1 to 255 bytes of UTF-8. */
export function readName(name: Reader): string {
  const text = readAnyName(name);
  return text === "" ? name.fail("1 to 255 bytes of UTF-8 without NUL") : text;
}

/** A name in a packet, which may be empty. */
export function readAnyName(name: Reader): string {
  const text = name.string();
  if (new TextEncoder().encode(text).length > 255 || text.includes("\0")) {
    return name.fail("at most 255 bytes of UTF-8 without NUL");
  }
  return text;
}

export function readFill(fill: Reader, pageSize: number): PageFill {
  const kind = fill.kind(["zero", "byte", "repeat", "half", "text", "random"]);
  switch (kind) {
    case "zero":
      fill.fields(["kind"]);
      return { kind };
    case "byte": {
      const { at, value } = fill.fields(["kind", "at", "value"]);
      return { kind, at: at.integer(0, pageSize - 1), value: value.integer(0, 255) };
    }
    case "repeat":
    case "half":
      return { kind, value: fill.fields(["kind", "value"]).value.integer(0, 255) };
    case "text":
      return { kind, number: fill.fields(["kind", "number"]).number.u32() };
    case "random":
      return { kind, seed: fill.fields(["kind", "seed"]).seed.u32() };
  }
}
