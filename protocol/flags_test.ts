import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { FLAG, flagNames, METHOD_MASK, methodFlag, METHODS } from "./flags.ts";

test("flags have their bits", () => {
  assertEquals(Object.entries(FLAG), [
    ["SYNC", 1],
    ["ZLIB", 2],
    ["ZSTD", 4],
    ["QPL", 8],
    ["UADK", 16],
    ["QATZIP", 32],
    ["DEVICE_STATE", 64],
  ]);
  assertEquals(METHOD_MASK, 0b1110);
  assertEquals(METHODS.map(methodFlag), [0, 2, 4]);
});

test("flags are named, unknown bits in hex", () => {
  assertEquals(flagNames(0), "NOCOMP");
  assertEquals(flagNames(1), "SYNC");
  assertEquals(flagNames(3), "SYNC|ZLIB");
  assertEquals(flagNames(0x80), "0x80");
  assertEquals(flagNames(0x80000041), "SYNC|DEVICE_STATE|0x80000000");
  assertEquals(flagNames(0xffffffff), "SYNC|ZLIB|ZSTD|QPL|UADK|QATZIP|DEVICE_STATE|0xffffff80");
});
