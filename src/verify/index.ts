// Verification: random networks, hardware, events and stalls, compared bit for bit with the golden model.
export { type Random, random } from "../base/random.ts";
export type { StrayPacket } from "../stimuli/packets.ts";
export { plainCase, type VerifyCase } from "./case.ts";
export { loadCase, saveCase } from "./case-file.ts";
export {
  type Beat,
  type CircuitCase,
  loadCircuitCase,
  quietCase,
  type Response,
  type Stimulus,
  saveCircuitCase,
  type Value,
} from "./circuit/case.ts";
export { type CheckFailure, type CheckOptions, type CheckResult, check } from "./circuit/check.ts";
export { type CircuitDifference, describeDifference } from "./circuit/compare.ts";
export { anyStimulus } from "./circuit/draw.ts";
export {
  type CompareOptions,
  compare,
  type Depth,
  type Difference,
  describe,
  type Quantity,
} from "./compare.ts";
export { type CaseLimits, randomCase } from "./draw.ts";
export { VerifyError } from "./errors.ts";
export { junitReport } from "./junit.ts";
export type { VerifyOptions, VerifyProgress } from "./options.ts";
export { loadProof } from "./proof-file.ts";
export { type Failure, resultOf, type ShapeResult, type VerifyResult } from "./result.ts";
export { type Outcome, openRunner, type Runner, type RunnerOptions } from "./runner.ts";
export { randomHardware, randomNetwork, randomShape, type Shape, type ShapeChoice } from "./shape.ts";
export { replay, verify } from "./verify.ts";
export { type ForeignVerilog, readVerilog } from "./verilog.ts";
