import { FLAG } from "../../protocol/flags.ts";
import type { Step } from "../case.ts";
import { emptySpec, family, packetStep, type Variant, withFields } from "../family.ts";

interface NoSync extends Variant {
  /** What happens to the channel instead of its SYNC. */
  loss: "eof" | "fault";
  /** Whether the barrier is there already. */
  pending: boolean;
}

/** A channel ends or is refused before its SYNC, and there is a barrier: it must fail, not hang. */
export const barrierWithoutSync = family<NoSync>({
  name: "barrier-without-sync",
  requirement: "RCV-38",
  legal: false,
  needs: ["main"],
  variants: () => [
    { name: "eof-then-barrier", loss: "eof", pending: false },
    { name: "barrier-then-eof", loss: "eof", pending: true },
    { name: "fault-then-barrier", loss: "fault", pending: false },
    { name: "barrier-then-fault", loss: "fault", pending: true },
  ],
  build({ scene, channel, packet, variant }) {
    const steps: Step[] = [packetStep(channel, packet)];
    for (let other = 0; other < scene.channels; other++) {
      if (other === channel) continue;
      const sync = withFields({ ...emptySpec(), sync: true }, { flags: FLAG.SYNC });
      steps.push(packetStep(other, sync));
    }
    const loss: Step = variant.loss === "eof"
      ? { kind: "eof", channel }
      : packetStep(channel, withFields(emptySpec(), { magic: 0 }));
    if (variant.pending) steps.push({ kind: "barrier" }, loss);
    else steps.push(loss, { kind: "barrier" });
    return { steps, field: "barrier" };
  },
});
