import { test } from "node:test";
import { assert, assertEquals } from "@std/assert";
import { type ErrorDetail, ProtocolError } from "./errors.ts";

const DETAIL: ErrorDetail = {
  code: "normal-offset",
  requirement: "RCV-07",
  field: "offsets[3]",
  byteOffset: 344,
  value: 2n ** 64n - 1n,
  bound: 4096n,
};

test("the message names field, byte offset, value, bound and code", () => {
  assertEquals(
    new ProtocolError(DETAIL).message,
    "offsets[3] at byte 344 is 18446744073709551615, bound 4096 (normal-offset)",
  );
});

test("an explanation takes the place of the message and leaves the detail", () => {
  const error = new ProtocolError(DETAIL, "too far");
  assertEquals(error.message, "too far");
  assertEquals(error.detail, DETAIL);
});

test("it is an Error with a name of its own", () => {
  const error = new ProtocolError(DETAIL);
  assert(error instanceof Error);
  assertEquals(error.name, "ProtocolError");
});
