// Verification: random networks, hardware, events and stalls, compared bit for bit with the golden model.
export { type Random, random } from "../base/random.ts";
export { plainCase, type StrayPacket, type VerifyCase } from "./case.ts";
export { loadCase, saveCase } from "./case-file.ts";
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
export { type Outcome, openRunner, type Runner, type RunnerOptions } from "./runner.ts";
export { randomHardware, randomNetwork, randomShape, type Shape, type ShapeChoice } from "./shape.ts";
export {
  type Failure,
  replay,
  type ShapeResult,
  type VerifyOptions,
  type VerifyProgress,
  type VerifyResult,
  verify,
} from "./verify.ts";
export { type ForeignVerilog, readVerilog } from "./verilog.ts";
