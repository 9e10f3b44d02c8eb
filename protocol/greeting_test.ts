import { Buffer } from "node:buffer";
import { test } from "node:test";
import { assertEquals, assertThrows } from "@std/assert";
import fc from "fast-check";
import { ProtocolError } from "./errors.ts";
import { encodeGreeting, type Greeting, parseGreeting, validateGreeting } from "./greeting.ts";

/** LAY-08, byte for byte. */
const BYTES = new Uint8Array(
  Buffer.from("112233440000000100112233445566778899aabbccddeeff05".padEnd(128, "0"), "hex"),
);
const UUID = Uint8Array.from({ length: 16 }, (_, i) => 0x11 * i);
const GREETING: Greeting = {
  magic: 0x11223344,
  version: 1,
  uuid: UUID,
  id: 5,
  reserved: new Uint8Array(39),
};
const LIMITS = { channels: 6, uuid: UUID, taken: new Set([0, 4]) };

const u32 = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const exactly = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });

test("the greeting has its bytes in its places, and is read back", () => {
  assertEquals(encodeGreeting(GREETING), BYTES);
  assertEquals(parseGreeting(BYTES), GREETING);
});

test("any values come back as they went, wherever the bytes stand, and as copies", () => {
  const greeting = fc.record({
    magic: u32,
    version: u32,
    uuid: exactly(16),
    id: fc.nat(255),
    reserved: exactly(39),
  }, { noNullPrototype: true });
  fc.assert(
    fc.property(greeting, fc.nat(9), fc.boolean(), (greeting, before, buffer) => {
      const memory = new Uint8Array(before + 64 + 3).fill(0xee);
      memory.set(encodeGreeting(greeting), before);
      const bytes = memory.subarray(before);
      const parsed = parseGreeting(buffer ? Buffer.from(memory.buffer, before) : bytes);
      memory.fill(0);
      assertEquals(parsed, greeting);
    }),
    { seed: 1 },
  );
});

test("any 64 bytes are read, and written again as they were", () => {
  fc.assert(
    fc.property(exactly(64), (bytes) => assertEquals(encodeGreeting(parseGreeting(bytes)), bytes)),
    { seed: 1 },
  );
});

test("fewer than 64 bytes are refused by how many there are", () => {
  for (let length = 0; length < 64; length++) {
    const error = assertThrows(() => parseGreeting(BYTES.subarray(0, length)), ProtocolError);
    assertEquals(error.detail, {
      code: "short",
      requirement: "RCV-30",
      field: "greeting",
      byteOffset: length,
      value: length,
      bound: 64,
    });
  }
});

test("arrays of another length than their fields are no greeting", () => {
  for (const length of [0, 15, 17]) {
    assertThrows(
      () => encodeGreeting({ ...GREETING, uuid: new Uint8Array(length) }),
      RangeError,
      `uuid: ${length} bytes, not 16`,
    );
  }
  for (const length of [0, 38, 40]) {
    assertThrows(
      () => encodeGreeting({ ...GREETING, reserved: new Uint8Array(length) }),
      RangeError,
      `reserved: ${length} bytes, not 39`,
    );
  }
});

test("a greeting is taken with any free id below the number of channels, and any reserved bytes", () => {
  for (const id of [1, 2, 3, 5]) {
    validateGreeting({ ...GREETING, id, reserved: new Uint8Array(39).fill(255) }, LIMITS);
  }
});

const otherUuid = Uint8Array.from(UUID, (byte, i) => i === 15 ? byte ^ 1 : byte);
const REFUSED = [
  ["magic", { magic: 0x44332211 }, 0, 0x44332211, 0x11223344],
  ["magic", { magic: 0 }, 0, 0, 0x11223344],
  ["version", { version: 2 }, 4, 2, 1],
  ["version", { version: 0x01000000 }, 4, 0x01000000, 1],
  [
    "uuid",
    { uuid: otherUuid },
    8,
    "00112233445566778899aabbccddeefe",
    "00112233445566778899aabbccddeeff",
  ],
  ["id", { id: 6 }, 24, 6, 5],
  ["id", { id: 255 }, 24, 255, 5],
  ["id", { id: 0 }, 24, 0, "an id not taken yet"],
  ["id", { id: 4 }, 24, 4, "an id not taken yet"],
] as const;

for (const [field, change, byteOffset, value, bound] of REFUSED) {
  test(`a greeting with ${field} ${value} is refused there (RCV-30)`, () => {
    const error = assertThrows(
      () => validateGreeting({ ...GREETING, ...change }, LIMITS),
      ProtocolError,
    );
    const code = field === "id" ? "channel-id" : field;
    assertEquals(error.detail, { code, requirement: "RCV-30", field, byteOffset, value, bound });
    assertEquals(
      error.message.startsWith(`greeting: ${field} at byte ${byteOffset} is ${value}`),
      true,
    );
  });
}

test("of two faults the first on the wire is named", () => {
  const error = assertThrows(
    () => validateGreeting({ ...GREETING, version: 9, uuid: otherUuid, id: 200 }, LIMITS),
    ProtocolError,
  );
  assertEquals(error.detail.field, "version");
});
