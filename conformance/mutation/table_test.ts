import { test } from "node:test";
import { assertEquals } from "@std/assert";
import { receiver } from "../mutants/mutant.ts";
import { Receiver } from "../../protocol/receiver.ts";
import { mutantsTable } from "./table.ts";

test("the table has a row for each mutant: what it breaks, by what it was caught, how small", () => {
  const found = { missed: [], escaped: [], faults: [] };
  const least = { pages: 8, why: "a | b" };
  const hunted = [
    {
      mutant: receiver("deaf", "", ["RCV-01/a", "RCV-01", "RCV-02"], Receiver),
      checks: ["RCV-01"],
      runs: 3,
      pages: 1,
      ...found,
    },
    {
      mutant: receiver("full", "", ["RCV-13"], Receiver, { least }),
      checks: ["RCV-13"],
      runs: null,
      pages: 8,
      ...found,
    },
    {
      mutant: receiver("well", "", ["RCV-03"], Receiver),
      checks: [],
      runs: null,
      pages: null,
      ...found,
    },
  ];
  assertEquals(mutantsTable(hunted, ["All is well."]).split("\n"), [
    "# Mutants",
    "",
    "All is well.",
    "",
    "| mutant | role | breaks | caught by | runs needed | smallest case |",
    "| --- | --- | --- | --- | --- | --- |",
    "| `deaf` | receiver | RCV-01, RCV-02 | RCV-01 | 3 | 1 page |",
    "| `full` | receiver | RCV-13 | RCV-13 | fixed case | 8 pages: a \\| b |",
    "| `well` | receiver | RCV-03 | nothing |  |  |",
    "",
  ]);
});
