import { METHODS } from "../../protocol/flags.ts";
import type { PayloadFault } from "../case.ts";
import type { Reader } from "./reader.ts";

/** A bomb is compressed when it is replayed: no more than this. */
const MAX_BOMB = 1024 * 1024 * 1024;
const MAX_PADDING = 64 * 1024 * 1024;
const MAX_PAGES = 4096;

export function readPayloadFault(fault: Reader): PayloadFault {
  const kind = fault.kind([
    "truncated",
    "corrupt",
    "trailing",
    "too-few",
    "too-many",
    "wrong-method",
    "restarted",
    "ended",
    "padded",
    "bomb",
    "literal",
  ]);
  switch (kind) {
    case "truncated":
      return { kind, bytes: fault.fields(["kind", "bytes"]).bytes.u32() };
    case "corrupt": {
      const { at, hex } = fault.fields(["kind", "at", "hex"]);
      return { kind, at: at.u32(), hex: hex.hex() };
    }
    case "trailing":
    case "literal":
      return { kind, hex: fault.fields(["kind", "hex"]).hex.hex() };
    case "too-few":
    case "too-many":
      return { kind, pages: fault.fields(["kind", "pages"]).pages.integer(1, MAX_PAGES) };
    case "wrong-method":
      return { kind, method: fault.fields(["kind", "method"]).method.word(METHODS) };
    case "restarted":
    case "ended":
      fault.fields(["kind"]);
      return { kind };
    case "padded":
      return { kind, bytes: fault.fields(["kind", "bytes"]).bytes.integer(0, MAX_PADDING) };
    case "bomb":
      return { kind, bytes: fault.fields(["kind", "bytes"]).bytes.integer(0, MAX_BOMB) };
  }
}
