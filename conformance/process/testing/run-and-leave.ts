/**
 * A program that uses a scratch folder, and a QEMU where it is given one, and then leaves in some way:
 * `run-and-leave.ts HOW BASE [PROGRAM [exits-with-parent]]`. Prints the folder and the QEMU's pid.
 */
import process from "node:process";
import { startQemu } from "../../targets/qemu/process.ts";
import { openScratch } from "../scratch.ts";

const [how, base, program, exits] = process.argv.slice(2);
const exitsWithParent = exits === "exits-with-parent";
const scratch = openScratch([base]);
const ramSize = 1024 * 1024;
const qemu = program && await startQemu({ program, exitsWithParent, scratch, ramSize });
process.stdout.write(`${scratch.path}\n${qemu ? qemu.pid : ""}\n`);
setInterval(() => {}, 1000);
setTimeout(() => {
  if (how === "throw") throw new Error("thrown");
  else if (how === "reject") Promise.reject(new Error("rejected"));
  else if (how === "exit") process.exit(5);
  else process.kill(process.pid, how as NodeJS.Signals);
}, 1);
