import { assert, assertEquals } from "@std/assert";
import { test } from "node:test";
import { type MethodName, METHODS } from "../../protocol/flags.ts";
import { Receiver, type ReceiverParameters } from "../../protocol/receiver.ts";
import type { ReceiverCheck } from "../check.ts";
import { runGroup } from "../group-run.ts";
import type { Outcome } from "../trial.ts";
import { bind } from "../subject.ts";
import { openReferenceTarget } from "../targets/reference.ts";
import type { Target } from "../target.ts";
import { RECEIVER_CHECKS } from "./receiver.ts";
import { FAULTY, type ReceiverClass } from "./testing/faulty-receivers.ts";

for (const check of RECEIVER_CHECKS) {
  const methods = check.methods ?? METHODS;
  test(`${check.id} finds nothing wrong with the reference`, async () => {
    for (const method of methods) {
      const { runs, failure, error } = await outcomeOf(check, method, soundReceiver(check));
      assertEquals(error, undefined);
      assert(runs > 0, `${method}: no case concerns it`);
      // The reference writes page data as it comes, which a payload's fault does not undo.
      if (check.id !== "RCV-29/payload") assertEquals(failure?.problem, undefined, method);
    }
  });

  test(`${check.id} finds a receiver that breaks it`, async () => {
    const { Receiver, method = methods[0] } = FAULTY[check.id];
    const { failure, error } = await outcomeOf(check, method, Receiver);
    assertEquals(error, undefined);
    assert(failure, "not found");
    assert(failure.problem.expected !== failure.problem.observed);
  });
}

test("a receiver that undoes a refused packet is shown by RCV-29/payload too", async () => {
  const check = RECEIVER_CHECKS.find((c) => c.id === "RCV-29/payload")!;
  const { runs, failure } = await outcomeOf(check, "zlib", UndoingReceiver);
  assert(runs > 0);
  assertEquals(failure?.problem, undefined);
});

/** A target of the layout before the patch where the check is about one. */
async function outcomeOf(
  check: ReceiverCheck,
  method: MethodName,
  Implementation: ReceiverClass,
): Promise<Outcome> {
  const target = openReferenceTarget({ name: "under-test", Receiver: Implementation });
  const old = check.id === "RCV-33/zero-pages";
  const judged: Target = old ? withOldLayout(target) : target;
  const group = {
    role: "receiver" as const,
    source: check.cases,
    method,
    checks: [{ check, level: "MUST" as const }],
  };
  const [outcome] = await runGroup(bind(group, judged), { seed: 1, runs: 20, only: [] });
  return outcome;
}

function withOldLayout(target: Target): Target {
  const receiver = target.receiver!;
  const offer = { ...receiver.offer, layout: "before-patch" as const };
  return { ...target, receiver: { ...receiver, offer } };
}

function soundReceiver(check: ReceiverCheck): ReceiverClass {
  return check.id === "RCV-33/zero-pages" ? OldReceiver : Receiver;
}

class OldReceiver extends Receiver {
  constructor(parameters: ReceiverParameters) {
    super({ ...parameters, layout: "before-patch" });
  }
}

/** Keeps RAM as it was before each packet, and goes back to it when the packet is refused. */
class UndoingReceiver extends Receiver {
  #before: Uint8Array[] = [];

  protected override readPacket(...[connection]: Parameters<Receiver["readPacket"]>): boolean {
    this.#before = this.blocks.map(({ bytes }) => bytes.slice());
    return super.readPacket(connection);
  }

  protected override fail(...[error]: Parameters<Receiver["fail"]>): void {
    for (const [i, bytes] of this.#before.entries()) this.blocks[i].bytes.set(bytes);
    super.fail(error);
  }
}
