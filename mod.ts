/**
 * The public API: the wire and its reference implementation, generators of cases, and the suite itself.
 *
 * @example
 * ```ts
 * import { openTarget, run } from "./mod.ts";
 * const target = await openTarget("reference", { timeoutMs: 5000, jobs: 1, transport: "unix" });
 * const report = await run([target], { seed: 1, only: ["RCV-05"] });
 * console.log(report.targets[0].summary);
 * await target.close();
 * ```
 */

// The wire
export { type ErrorCode, type ErrorDetail, ProtocolError } from "./protocol/errors.ts";
export { FLAG, flagNames, type MethodName, METHODS } from "./protocol/flags.ts";
export {
  encodeGreeting,
  type Greeting,
  parseGreeting,
  validateGreeting,
} from "./protocol/greeting.ts";
export {
  type Field,
  GREETING_LAYOUT,
  type LayoutName,
  PACKET_LAYOUT,
  packetLength,
  pageCountOf,
} from "./protocol/layout.ts";
export { type MainChannel, MainChannelWriter, readMainChannel } from "./protocol/main-channel.ts";
export {
  type Compressor,
  createCompressor,
  createDecompressor,
  type Decompressor,
} from "./protocol/method.ts";
export { emptyPacket, encodePacket, type Packet, parsePacket } from "./protocol/packet.ts";
export { type Detection, type PageRef, type RamBlock, type RamBlockInfo } from "./protocol/ram.ts";
export { Receiver, type ReceiverParameters } from "./protocol/receiver.ts";
export { Sender, type SenderParameters } from "./protocol/sender.ts";
export { type PacketLimits, validatePacket, type ValidPacket } from "./protocol/validate.ts";
export { isZeroPage, partition } from "./protocol/zero-page.ts";

// Generators
export { anyCase } from "./generators/any-case.ts";
export type { ReceiverCase } from "./generators/case.ts";
export { caseFromJson, caseToJson, jobFromJson } from "./generators/case-json.ts";
export type { SenderJob } from "./generators/job.ts";
export { packetSpec } from "./generators/packet-spec.ts";
export { validSession } from "./generators/receiver-session.ts";
export { senderJob } from "./generators/sender-job.ts";
export type { Shape } from "./generators/shape.ts";
export { wireEvents } from "./generators/wire.ts";

// The suite
export {
  type InProcess,
  inProcessTarget,
  type ReceiverLike,
  type SenderLike,
} from "./conformance/in-process.ts";
export { openTarget } from "./conformance/commands/open-target.ts";
export {
  type RegisterOptions,
  registerTests,
  type TestFunction,
} from "./conformance/register-tests.ts";
export { type Requirement, REQUIREMENTS } from "./conformance/requirements.ts";
export type { RunOptions } from "./conformance/run-options.ts";
export { run } from "./conformance/runner.ts";
export type { ReceiverTarget, SenderTarget, Target } from "./conformance/target.ts";
export type { Report } from "./reports/model.ts";
