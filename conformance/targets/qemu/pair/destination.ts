/** The receiving QEMU of a pair: fed by the other one, through us. */
import { createConnection, type Socket } from "node:net";
import type { ReceiverObservation, SenderSession } from "../../../target.ts";
import { orDeath } from "../guard.ts";
import type { Qemu } from "../process.ts";
import type { Program } from "../program.ts";
import type { Guest } from "../sender/guest.ts";
import { openGuestRam } from "../sender/guest-ram.ts";
import { untilStatus } from "../sender/outgoing.ts";

export interface Destination {
  /** Hands a stream of the source on. */
  pass(socket: Socket): void;
  /** What became of the migration; the source has ended. */
  observe(): Promise<ReceiverObservation>;
}

/** Has a fresh QEMU, started with `-incoming defer`, wait for the migration. The caller kills it. */
export async function openDestination(
  qemu: Qemu,
  session: SenderSession,
  settings: { program: Program; guest: Guest; timeoutMs: number },
): Promise<Destination> {
  const { program, guest, timeoutMs } = settings;
  const { multifd, channels, method } = session;
  const path = qemu.path("incoming");
  const { qmp } = qemu;
  await Promise.all([
    qmp.execute("migrate-set-capabilities", {
      capabilities: [{ capability: "multifd", state: multifd }],
    }),
    qmp.execute("migrate-set-parameters", {
      "multifd-channels": channels,
      "multifd-compression": method,
    }),
    qmp.execute("migrate-incoming", {
      uri: `unix:${path}`,
      ...(program.exitOnError && { "exit-on-error": false }),
    }),
  ]);
  return {
    pass(socket) {
      const onward = createConnection(path);
      socket.pipe(onward).pipe(socket);
      // A source that is refused must learn of it.
      onward.on("error", () => socket.destroy());
      onward.on("close", () => socket.destroy());
      socket.on("close", () => onward.end());
    },
    async observe() {
      const seen = await orDeath(qemu, timeoutMs, async (): Promise<ReceiverObservation> => {
        const { status, "error-desc": text } = await untilStatus(qemu, "completed", "failed");
        if (status === "failed") return { outcome: "rejected", text };
        const ram = openGuestRam(qemu, guest);
        try {
          return { outcome: "accepted", ram: await ram.show() };
        } finally {
          ram.close();
        }
      });
      // Before 9.1 the process ends with an error.
      return seen.outcome === "crashed" && !seen.signal ? { ...seen, outcome: "rejected" } : seen;
    },
  };
}
