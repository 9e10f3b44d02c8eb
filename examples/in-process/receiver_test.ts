import { inProcessTarget, registerTests } from "@multifd/conformance";
import { PlainReceiver } from "./receiver.ts";

registerTests(inProcessTarget({
  name: "plain receiver",
  receiver: {
    open: (settings) => new PlainReceiver(settings),
    offer: { methods: ["none"] },
  },
}));
