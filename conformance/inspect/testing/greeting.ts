import { encodeGreeting } from "../../../protocol/greeting.ts";

/** A legal greeting of channel 0. */
export const GREETING = encodeGreeting({
  magic: 0x11223344,
  version: 1,
  uuid: new Uint8Array(16),
  id: 0,
  reserved: new Uint8Array(39),
});
