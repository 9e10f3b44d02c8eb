/** From a line that a program sent to an answer of the protocol, or to a plain word on what is wrong with it. */
import { Ajv2020, type ErrorObject, type ValidateFunction } from "ajv/dist/2020.js";
import type { ErrorAnswer, HelloAnswer, ReceivedAnswer, SentAnswer } from "./messages.ts";
import schema from "./messages.schema.json" with { type: "json" };

/** What may come back to a request of each type; `error` may always. */
export interface Answers {
  hello: HelloAnswer;
  receive: ReceivedAnswer;
  send: SentAnswer;
}

/** The program broke the protocol. The message is for its author. */
export class AnswerError extends Error {
  override readonly name = "AnswerError";
}

const SCHEMAS = { hello: "helloAnswer", receive: "received", send: "sent", error: "error" };
const TYPES = { hello: "hello", receive: "received", send: "sent" } as const;

const ajv = new Ajv2020({ allowUnionTypes: true, strictRequired: false });
ajv.addSchema(schema);

/** The answer in `line` to request `id`. Throws an AnswerError for anything else. */
export function readAnswer<Type extends keyof Answers>(
  line: string,
  id: number,
  type: Type,
): Answers[Type] | ErrorAnswer {
  const message = objectIn(line);
  if (message.id !== id) throw new AnswerError(wrongId(message.id, id));
  const found = message.type === "error" ? "error" : type;
  if (message.type !== TYPES[type] && found !== "error") {
    throw new AnswerError(
      `type is ${shown(message.type)}, and that of an answer to ${type} "${TYPES[type]}"`,
    );
  }
  const valid = validator(SCHEMAS[found]);
  if (!valid(message)) throw new AnswerError(explain(valid.errors!));
  return message as unknown as Answers[Type] | ErrorAnswer;
}

/** The validator of a definition in the schema. */
export function validator(name: string): ValidateFunction {
  return ajv.getSchema(`${schema.$id}#/$defs/${name}`)!;
}

/** What a validator found wrong: the member, and what it must be. */
export function explain(errors: readonly ErrorObject[]): string {
  // Of alternatives each has its error, and then there is one for all.
  const last = errors[errors.length - 1];
  return (last.keyword === "anyOf" ? errors.slice(0, -1) : errors.slice(0, 1))
    .map(explainOne).join(", or ");
}

function explainOne({ instancePath, message, params }: ErrorObject): string {
  let where = "";
  for (const key of instancePath.split("/").slice(1)) {
    where += /^\d+$/.test(key) ? `[${key}]` : where ? `.${key}` : key;
  }
  if (params.type) return `${where || "it"} must be ${[params.type].flat().join(" or ")}`;
  const values = params.allowedValues ?? params.allowedValue;
  const what = values === undefined ? message : `${message}: ${[values].flat().join(", ")}`;
  return `${where || "it"} ${what}`;
}

/** A value the program sent, as short as a message can take it. */
export function shown(value: unknown): string {
  return value === undefined ? "none" : JSON.stringify(value).slice(0, 60);
}

function objectIn(line: string): Record<string, unknown> {
  let message: unknown;
  try {
    message = JSON.parse(line);
  } catch {
    throw new AnswerError("it is not JSON");
  }
  if (typeof message !== "object" || message === null || Array.isArray(message)) {
    throw new AnswerError("it is no JSON object");
  }
  return message as Record<string, unknown>;
}

function wrongId(found: unknown, id: number): string {
  const earlier = typeof found === "number" && found > 0 && found < id;
  return `id is ${shown(found)}, and that of the request ${id}` +
    (earlier ? ": one line an answer, and no other line" : "");
}
