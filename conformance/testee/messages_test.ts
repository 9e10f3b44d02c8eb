import { assert, assertEquals } from "@std/assert";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { METHODS } from "../../protocol/flags.ts";
import { DETECTIONS } from "../../protocol/ram.ts";
import { PROFILES } from "../profiles.ts";
import { explain, validator } from "./answer.ts";
import schema from "./messages.schema.json" with { type: "json" };

const PAGE = readFileSync(new URL("../../docs/testee.md", import.meta.url), "utf8");

/** The definitions of messages, by what tells them apart. */
const MESSAGES: Record<string, (message: Record<string, unknown>) => boolean> = {
  helloRequest: (m) => m.type === "hello" && "folder" in m,
  helloAnswer: (m) => m.type === "hello" && !("folder" in m),
  receive: (m) => m.type === "receive",
  received: (m) => m.type === "received",
  send: (m) => m.type === "send",
  sent: (m) => m.type === "sent",
  error: (m) => m.type === "error",
  bye: (m) => m.type === "bye",
};

/** Blocks of JSON, and messages within a line of text. */
function examples(): Record<string, unknown>[] {
  const blocks = [...PAGE.matchAll(/```json\n([\s\S]*?)```/g)].map(([, text]) => text);
  const inline = [...PAGE.matchAll(/`(\{"id":[^`]*\})`/g)].map(([, text]) => text);
  return [...blocks, ...inline].map((text) => JSON.parse(text));
}

test("every example of the page is valid, and there is one of every message", () => {
  const missing = new Set(Object.keys(MESSAGES));
  for (const message of examples()) {
    const name = Object.keys(MESSAGES).find((name) => MESSAGES[name](message))!;
    const valid = validator(name);
    assertEquals(valid(message) ? "" : explain(valid.errors!), "", JSON.stringify(message));
    missing.delete(name);
  }
  assertEquals([...missing], []);
});

test("every member of the examples is in the schema, so a misspelt one would be seen", () => {
  for (const message of examples()) {
    const name = Object.keys(MESSAGES).find((name) => MESSAGES[name](message))!;
    const { properties } = schema.$defs[name as "received"];
    assertEquals(Object.keys(message).filter((member) => !(member in properties)), []);
  }
});

test("the schema has a definition of each message, and refuses one without its type", () => {
  for (const name of Object.keys(MESSAGES)) {
    assert(schema.anyOf.some(({ $ref }) => $ref === `#/$defs/${name}`), name);
    assert(!validator(name)({ id: 1 }), name);
  }
});

test("what a role may show is the same in the page's tables and in the schema", () => {
  const words = (heading: string) => {
    const table = PAGE.slice(PAGE.indexOf(heading)).split("\n\n")[0];
    return [...table.matchAll(/^\| ((?:`[a-z-]+`(?:, )?)+) \|/gm)]
      .flatMap(([, cell]) => cell.replaceAll("`", "").split(", "));
  };
  const { receiver, sender } = schema.$defs;
  assertEquals(
    words("| a receiver's `shows`").sort(),
    [...receiver.properties.shows.items.enum].sort(),
  );
  assertEquals(
    words("| a sender's `shows`").sort(),
    [...sender.properties.shows.items.enum].sort(),
  );
});

test("the schema's words are the project's", () => {
  const { method, sender, helloAnswer } = schema.$defs;
  assertEquals(method.enum, [...METHODS]);
  assertEquals(sender.properties.detections.items.enum, [...DETECTIONS]);
  assertEquals(helloAnswer.properties.profile.enum, [...PROFILES]);
});
