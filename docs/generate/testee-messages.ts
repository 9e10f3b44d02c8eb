/** `testee-messages.md`: the members of every message, from the JSON Schema that the harness checks them with. */
import { readFileSync } from "node:fs";
import { code, GENERATED, table } from "./markdown.ts";

const SCHEMA = new URL("../../conformance/testee/messages.schema.json", import.meta.url);

interface Schema {
  $ref?: string;
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  required?: string[];
  properties?: Record<string, Schema>;
  minimum?: number;
  maximum?: number;
}

/** The page. */
export function testeeMessages(): string {
  const { $defs } = JSON.parse(readFileSync(SCHEMA, "utf8")) as { $defs: Record<string, Schema> };
  const objects = Object.entries($defs).filter(([, { properties }]) => properties);
  return `${GENERATED}

# Members of the testee protocol's messages

What each message of the [testee protocol](testee.md) has, from \`conformance/testee/messages.schema.json\`. Members in brackets may be left out.

${objects.map(([name, schema]) => `## ${name}\n\n${members(schema, $defs)}`).join("\n\n")}
`;
}

function members({ properties, required = [] }: Schema, defs: Record<string, Schema>): string {
  const rows = Object.entries(properties!).map(([name, schema]) => [
    required.includes(name) ? code(name) : `[${code(name)}]`,
    kindOf(schema, defs),
  ]);
  return table(["member", "what"], rows);
}

/** Objects by their names, everything else by what it is. */
function kindOf(schema: Schema, defs: Record<string, Schema>): string {
  if (schema.$ref) {
    const name = schema.$ref.split("/").at(-1)!;
    return defs[name].properties ? `[${name}](#${name.toLowerCase()})` : kindOf(defs[name], defs);
  }
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(JSON.stringify(value))).join(", ");
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map((choice) => kindOf(choice, defs)).join(" or ");
  if (schema.type === "array") {
    return `array of ${schema.items ? kindOf(schema.items, defs) : "anything"}`;
  }
  if (schema.properties) {
    const named = Object.entries(schema.properties).map(([name, member]) =>
      `${code(name)}: ${kindOf(member, defs)}`
    );
    return `object of ${named.join("; ")}`;
  }
  const { minimum, maximum } = schema;
  const from = minimum === undefined ? "" : ` from ${minimum}`;
  const to = maximum === undefined ? "" : ` to ${maximum}`;
  return `${[schema.type].flat().join(" or ")}${from}${to}`;
}
