import { assertEquals, assertRejects } from "@std/assert";
import { createConnection, createServer, type Socket } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { Qmp, QmpClosed, QmpError } from "./qmp.ts";
import { withFolder } from "../../process/testing/folder.ts";

const GREETING = '{"QMP": {"version": {}, "capabilities": []}}\r\n';

/** A QMP client, and the other end of its socket. */
async function withQmp(check: (qmp: Qmp, peer: Socket) => Promise<void>) {
  await withFolder(async (folder) => {
    const server = createServer();
    const path = join(folder, "qmp");
    await new Promise<void>((resolve) => server.listen(path, resolve));
    const peer = new Promise<Socket>((resolve) => server.once("connection", resolve));
    const qmp = new Qmp(createConnection({ path }));
    try {
      await check(qmp, await peer);
    } finally {
      qmp.close();
      (await peer).destroy();
      server.close();
    }
  });
}

/** Hands every command that arrives to `answer`. */
// deno-lint-ignore no-explicit-any -- a command as it came
function onCommand(peer: Socket, answer: (command: any) => void) {
  let rest = "";
  peer.setEncoding("utf8");
  peer.on("data", (text: string) => {
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) answer(JSON.parse(line));
  });
}

test("answers find their commands whatever their pieces and the events between them", async () => {
  await withQmp(async (qmp, peer) => {
    const commands: { execute: string }[] = [];
    onCommand(peer, (command) => {
      commands.push(command);
      if (commands.length < 2) return;
      const [first, second] = commands;
      const text = `{"return": {"to": "${first.execute}"}}\r\n` +
        '{"event": "STOP", "timestamp": {}}\r\n' +
        `{"return": {"to": "${second.execute}"}}\r\n`;
      peer.write(text.slice(0, 25));
      setTimeout(() => peer.write(text.slice(25)), 1);
    });
    peer.write(GREETING);
    await qmp.greeting;
    const answers = await Promise.all([qmp.execute("query-version"), qmp.execute("query-migrate")]);
    assertEquals(answers, [{ to: "query-version" }, { to: "query-migrate" }]);
  });
});

test("arguments are sent with the command", async () => {
  await withQmp(async (qmp, peer) => {
    onCommand(peer, (command) => peer.write(JSON.stringify({ return: command }) + "\n"));
    assertEquals(await qmp.execute("migrate", { uri: "unix:x" }), {
      execute: "migrate",
      arguments: { uri: "unix:x" },
    });
    assertEquals(await qmp.execute("query-migrate"), { execute: "query-migrate" });
  });
});

test("a refused command rejects with QEMU's words and the command's name, the next is answered", async () => {
  await withQmp(async (qmp, peer) => {
    onCommand(
      peer,
      ({ execute }) =>
        peer.write(
          execute === "migrate"
            ? '{"error": {"class": "GenericError", "desc": "no such thing"}}\n'
            : '{"return": {}}\n',
        ),
    );
    const next = qmp.execute("query-migrate");
    await assertRejects(() => qmp.execute("migrate"), QmpError, "migrate: no such thing");
    assertEquals(await next, {});
  });
});

test("an answer that nobody asked for is left alone", async () => {
  await withQmp(async (qmp, peer) => {
    peer.write('{"return": {}}\n');
    onCommand(peer, () => peer.write('{"return": 1}\n'));
    await new Promise((resolve) => setTimeout(resolve, 5));
    assertEquals(await qmp.execute("query-migrate"), 1);
  });
});

test("commands without an answer are rejected when the connection ends, later ones at once", async () => {
  await withQmp(async (qmp, peer) => {
    onCommand(peer, () => peer.end());
    await assertRejects(() => qmp.execute("quit"), QmpClosed, "quit");
    await assertRejects(() => qmp.execute("query-migrate"), QmpClosed, "query-migrate");
  });
});

test("a connection that ends before the greeting has none", async () => {
  await withQmp(async (qmp, peer) => {
    peer.end();
    await assertRejects(() => qmp.greeting, QmpClosed, "greeting");
  });
});

test("bytes that are no JSON end the connection", async () => {
  await withQmp(async (qmp, peer) => {
    onCommand(peer, () => peer.write("HTTP/1.1 400 Bad Request\n"));
    await assertRejects(() => qmp.execute("query-migrate"), QmpClosed);
  });
});
