import { CaseJsonError } from "./error.ts";

/**
 * A JSON value together with the path that leads to it. Every method throws a `CaseJsonError`
 * unless the value is as asked for.
 */
export class Reader {
  readonly #path: string;
  readonly #value: unknown;

  constructor(path: string, value: unknown) {
    this.#path = path;
    this.#value = value;
  }

  /** The fields of an object that has these and, perhaps, the optional ones; and no others. */
  fields<R extends string, O extends string = never>(
    required: readonly R[],
    optional: readonly O[] = [],
  ): Record<R, Reader> & Partial<Record<O, Reader>> {
    const object = this.#object();
    const known: readonly string[] = [...required, ...optional];
    for (const key of Object.keys(object)) {
      if (!known.includes(key)) {
        this.#at(key, object).fail(`no such field (known: ${known.join(", ")})`);
      }
    }
    const fields: Partial<Record<string, Reader>> = {};
    for (const key of known) {
      if (Object.hasOwn(object, key)) fields[key] = this.#at(key, object);
      else if (required.includes(key as R)) {
        new Reader(`${this.#path}.${key}`, undefined).fail("a value");
      }
    }
    return fields as Record<R, Reader> & Partial<Record<O, Reader>>;
  }

  /** The field `kind` of an object, one of `kinds`. */
  kind<K extends string>(kinds: readonly K[]): K {
    const object = this.#object();
    return this.#at("kind", object).word(kinds);
  }

  list<T>(read: (item: Reader) => T): T[] {
    if (!Array.isArray(this.#value)) return this.fail("a list");
    return this.#value.map((item, i) => read(new Reader(`${this.#path}[${i}]`, item)));
  }

  integer(min: number, max: number): number {
    const value = this.#value;
    if (!Number.isInteger(value) || (value as number) < min || (value as number) > max) {
      return this.fail(`an integer from ${min} to ${max}`);
    }
    return value as number;
  }

  u32(): number {
    return this.integer(0, 2 ** 32 - 1);
  }

  /** A decimal string. */
  u64(): bigint {
    const value = this.#value;
    const expected = "a decimal string from 0 to 2^64 - 1";
    if (typeof value !== "string" || !/^\d{1,20}$/.test(value)) return this.fail(expected);
    const number = BigInt(value);
    return number < 1n << 64n ? number : this.fail(expected);
  }

  boolean(): boolean {
    return typeof this.#value === "boolean" ? this.#value : this.fail("true or false");
  }

  string(): string {
    return typeof this.#value === "string" ? this.#value : this.fail("a string");
  }

  word<W extends string>(words: readonly W[]): W {
    if (!words.includes(this.#value as W)) return this.fail(`one of ${words.join(", ")}`);
    return this.#value as W;
  }

  /** Hex digits of `bytes` bytes, or of any number of them. */
  hex(bytes?: number): string {
    const value = this.string();
    if (!/^([0-9a-f]{2})*$/.test(value)) return this.fail("lower-case hex digits, two a byte");
    if (bytes !== undefined && value.length !== 2 * bytes) this.fail(`hex of ${bytes} bytes`);
    return value;
  }

  fail(expected: string): never {
    const text = this.#value === undefined ? "nothing" : JSON.stringify(this.#value);
    throw new CaseJsonError(
      this.#path,
      expected,
      text.length > 60 ? text.slice(0, 57) + "..." : text,
    );
  }

  #object(): Record<string, unknown> {
    const value = this.#value;
    if (typeof value !== "object" || value === null || Array.isArray(value)) {
      return this.fail("an object");
    }
    return value as Record<string, unknown>;
  }

  #at(key: string, object: Record<string, unknown>): Reader {
    return new Reader(`${this.#path}.${key}`, object[key]);
  }
}

/**
 * What `read` makes of an optional field, as a part of an object: nothing where the field is
 * absent.
 */
export function optional<K extends string, T>(
  key: K,
  field: Reader | undefined,
  read: (field: Reader) => T,
): { [P in K]?: T } {
  return (field === undefined ? {} : { [key]: read(field) }) as { [P in K]?: T };
}
