/** Pages of words through the reference sender or receiver, compressed. */
import { hash } from "node:crypto";
import { concat } from "@std/bytes";
import type { MethodName } from "../../protocol/flags.ts";
import { serve, type Task } from "./serve.ts";
import { arriving, payloadsOf, receive, send } from "./wire.ts";
import { words } from "./words.ts";

const source = words(8 * 1024 * 1024);

await serve({
  "sender-zlib": () => sending("zlib"),
  "sender-zstd": () => sending("zstd"),
  "receiver-zlib": () => receiving("zlib"),
  "receiver-zstd": () => receiving("zstd"),
});

function sending(method: MethodName): Task {
  return {
    act: () => send(source, method),
    show: () => hash("sha256", concat(payloadsOf(send(source, method)))),
  };
}

function receiving(method: MethodName): Task {
  const pieces = arriving(send(source, method));
  const ram = new Uint8Array(source.length);
  const act = () => receive(pieces, method, ram);
  return {
    act,
    show() {
      act();
      return hash("sha256", ram);
    },
  };
}
