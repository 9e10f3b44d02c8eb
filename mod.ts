/**
 * A conformance suite for QEMU's multifd migration protocol, as a library: the suite as tests of your own runner, the
 * interfaces it drives, the wire's codec, generators of legal and of broken traffic, and the reference.
 *
 * @example The suite as tests
 * ```ts
 * import { createReceiver, inProcessTarget, registerTests } from "@multifd/conformance";
 * registerTests(inProcessTarget({
 *   name: "yours, where the reference stands here",
 *   receiver: { open: (settings) => createReceiver(settings) },
 * }));
 * ```
 *
 * @module
 */

// Your implementation
export {
  type InProcess,
  inProcessTarget,
  type ReceiverLike,
  type SenderLike,
} from "./conformance/in-process.ts";
export type { ProfileName } from "./conformance/profiles.ts";
export type {
  ChannelCounters,
  MainWord,
  ReceiverObservation,
  ReceiverOffer,
  ReceiverSession,
  ReceiverSettings,
  ReceiverSight,
  ReceiverTarget,
  SenderObservation,
  SenderOffer,
  SenderSession,
  SenderSettings,
  SenderSight,
  SenderTarget,
  SenderWrite,
  Target,
  WireEvent,
} from "./conformance/target.ts";
export { TargetError } from "./conformance/target.ts";

// The suite
export { openTarget, type TargetSettings } from "./conformance/commands/open-target.ts";
export { type Expectation, parseExpectations } from "./conformance/expectations.ts";
export {
  type RegisterOptions,
  registerTests,
  type TestFunction,
} from "./conformance/register-tests.ts";
export { type Requirement, REQUIREMENTS } from "./conformance/requirements.ts";
export type { RunOptions } from "./conformance/run-options.ts";
export { run } from "./conformance/runner.ts";
export type { TargetHead } from "./reports/events.ts";
export type {
  Counterexample,
  Level,
  PacketSummary,
  PacketView,
  Report,
  RequirementText,
  Result,
  Role,
  TargetReport,
  Verdict,
} from "./reports/model.ts";

// The wire
export { type ErrorCode, type ErrorDetail, ProtocolError } from "./protocol/errors.ts";
export { FLAG, flagNames, type MethodName, METHODS } from "./protocol/flags.ts";
export {
  encodeGreeting,
  type Greeting,
  type GreetingLimits,
  parseGreeting,
  validateGreeting,
} from "./protocol/greeting.ts";
export {
  type Field,
  type FieldType,
  GREETING_LAYOUT,
  type LayoutName,
  PACKET_LAYOUT,
  packetLength,
  pageCountOf,
} from "./protocol/layout.ts";
export {
  type MainChannelWord,
  MainChannelWriter,
  type WritableWord,
} from "./protocol/main-channel.ts";
export {
  type Compressor,
  createCompressor,
  createDecompressor,
  type Decompressor,
} from "./protocol/method.ts";
export {
  emptyPacket,
  encodePacket,
  encodePacketInto,
  type Packet,
  type PacketShape,
  parsePacket,
  parsePacketInto,
} from "./protocol/packet.ts";
export type { Detection, PagedBlock, PageRef, RamBlock, RamBlockInfo } from "./protocol/ram.ts";
export {
  decodePacketInto,
  type PacketLimits,
  pageOffsets,
  validatePacket,
  type ValidPacket,
} from "./protocol/validate.ts";
export { isZeroPage, partition } from "./protocol/zero-page.ts";

// The reference
export { createReceiver, createSender } from "./conformance/reference.ts";
export type { ReceiverParameters } from "./protocol/receiver.ts";
export type { SenderParameters, Sink } from "./protocol/sender.ts";

// Generators
export { anyCase, type AnyCaseConstraints } from "./generators/any-case.ts";
export type {
  BlockSpec,
  Breaks,
  Delivery,
  FieldOverrides,
  GreetingSpec,
  PacketSpec,
  PageFill,
  PayloadFault,
  ReceiverCase,
  Segmentation,
  Step,
} from "./generators/case.ts";
export type { Need } from "./generators/family.ts";
export type { PassSpec, SenderJob } from "./generators/job.ts";
export { packetSpec, type PacketSpecConstraints } from "./generators/packet-spec.ts";
export { type SessionConstraints, validSession } from "./generators/receiver-session.ts";
export type { SceneWishes } from "./generators/scene.ts";
export { senderJob, type SenderJobConstraints } from "./generators/sender-job.ts";
export type { Prefill } from "./generators/session-draft.ts";
export type { Shape } from "./generators/shape.ts";
export { wireEvents } from "./generators/wire.ts";
