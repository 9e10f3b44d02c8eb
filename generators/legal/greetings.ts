import type { GreetingSpec, Step } from "../case.ts";
import { family, packetStep, type Variant } from "../family.ts";

interface Order extends Variant {
  reversed: boolean;
  greeting: GreetingSpec;
}

/** Channels greet in another order, and with reserved bytes set. */
export const greetings = family<Order>({
  name: "greetings",
  requirement: "RCV-36",
  legal: true,
  needs: ["greeting"],
  session: false,
  variants: () => [
    { name: "greetings-reversed", reversed: true, greeting: {} },
    { name: "greeting-reserved-set", reversed: false, greeting: { reserved: "ff".repeat(39) } },
  ],
  build({ scene, channel, packet, variant }) {
    const order = Array.from({ length: scene.channels }, (_, i) => i);
    if (variant.reversed) order.reverse();
    const steps = order.map((c): Step => ({
      kind: "greeting",
      channel: c,
      greeting: variant.greeting,
    }));
    return { steps: [...steps, packetStep(channel, packet)] };
  },
});
