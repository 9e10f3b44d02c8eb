/** `meta.json` of a capture folder: who sent it and with which settings. Every value in it is a claim. */
import { type MethodName, METHODS } from "../../../protocol/flags.ts";
import { type Detection, DETECTIONS, type RamBlockInfo } from "../../../protocol/ram.ts";
import { MAX_CHANNELS, PAGE_SIZES } from "../../../protocol/settings.ts";
import { UsageError } from "../../usage-error.ts";
import { isAtLeast, type QemuVersion } from "../qemu/version.ts";

export interface CaptureMeta {
  version: QemuVersion;
  pageSize: number;
  channels: number;
  method: MethodName;
  level: number;
  detection: Detection;
  /** In the order in which the RAM file has them. */
  blocks: RamBlockInfo[];
  /** Statistics of the migration, where they were recorded. */
  counters?: { normalPages: number; zeroPages: number };
}

/** Throws a UsageError that names the file and the field. */
export function readMeta(text: string, file: string): CaptureMeta {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: ${(error as Error).message}`);
  }
  const root = new Field(json, file, "");
  const qemu = root.get("qemu");
  const version = {
    major: qemu.get("major").integer(0, 999),
    minor: qemu.get("minor").integer(0, 999),
    micro: qemu.get("micro").integer(0, 999),
  };
  const parameters = root.get("parameters");
  const method = parameters.get("multifd-compression").word(METHODS);
  const level = parameters.get(`multifd-${method}-level`);
  const detection = parameters.get("zero-page-detection");
  const ram = root.get("queryMigrate").get("ram");
  return {
    version,
    pageSize: root.get("pageSize").powerOfTwo(PAGE_SIZES.min, PAGE_SIZES.max),
    channels: parameters.get("multifd-channels").integer(1, MAX_CHANNELS),
    method,
    level: level.isAbsent ? 1 : level.integer(0, 22),
    // QEMU has the setting since 9.0; what it did before is now called legacy.
    detection: !detection.isAbsent
      ? detection.word(DETECTIONS)
      : isAtLeast(version, 9, 0)
      ? "multifd"
      : "legacy",
    blocks: readBlocks(root.get("ramBlocks")),
    ...(!ram.isAbsent && {
      counters: {
        normalPages: ram.get("normal").integer(0, Number.MAX_SAFE_INTEGER),
        zeroPages: ram.get("duplicate").integer(0, Number.MAX_SAFE_INTEGER),
      },
    }),
  };
}

function readBlocks(field: Field): RamBlockInfo[] {
  return field.keys().map((name) => {
    const length = field.get(name);
    const nameBytes = new TextEncoder().encode(name).length;
    if (nameBytes < 1 || nameBytes > 255) throw length.wrong("a name of 1 to 255 bytes");
    return { name, usedLength: length.integer(0, Number.MAX_SAFE_INTEGER) };
  });
}

/** A value with the way to it, for messages. */
class Field {
  readonly #value: unknown;
  readonly #file: string;
  readonly #path: string;

  constructor(value: unknown, file: string, path: string) {
    this.#value = value;
    this.#file = file;
    this.#path = path;
  }

  get isAbsent(): boolean {
    return this.#value === undefined;
  }

  /** A field of an object; absent where there is no object. */
  get(name: string): Field {
    const path = this.#path ? `${this.#path}.${name}` : name;
    const object = this.#isObject() ? this.#value as Record<string, unknown> : {};
    return new Field(Object.hasOwn(object, name) ? object[name] : undefined, this.#file, path);
  }

  keys(): string[] {
    if (!this.#isObject()) throw this.wrong("an object");
    return Object.keys(this.#value as object);
  }

  integer(least: number, most: number): number {
    const value = this.#value;
    if (typeof value !== "number" || !Number.isInteger(value) || value < least || value > most) {
      throw this.wrong(`an integer from ${least} to ${most}`);
    }
    return value;
  }

  powerOfTwo(least: number, most: number): number {
    const value = this.integer(least, most);
    if (!Number.isInteger(Math.log2(value))) {
      throw this.wrong(`a power of two from ${least} to ${most}`);
    }
    return value;
  }

  word<T extends string>(words: readonly T[]): T {
    const found = words.find((word) => word === this.#value);
    if (found === undefined) throw this.wrong(`one of ${words.join(", ")}`);
    return found;
  }

  wrong(expected: string): UsageError {
    const found = this.isAbsent ? "nothing" : JSON.stringify(this.#value).slice(0, 60);
    return new UsageError(
      `${this.#file}: ${this.#path || "whole"}: expected ${expected}, found ${found}`,
    );
  }

  #isObject(): boolean {
    return typeof this.#value === "object" && this.#value !== null && !Array.isArray(this.#value);
  }
}
