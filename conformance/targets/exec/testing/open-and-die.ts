/** Opens `exec:` on its arguments, runs a session that starts children, and is killed in the middle of another. */
import process from "node:process";
import { openExecTarget } from "../open.ts";
import { FINE, TRIGGER } from "./sessions.ts";

const target = await openExecTarget(process.argv[2], { timeoutMs: 60_000, jobs: 2 });
await target.receiver!.receiveAll!([FINE, TRIGGER]);
process.kill(process.pid, process.argv[3] as NodeJS.Signals);
setInterval(() => {}, 1000);
