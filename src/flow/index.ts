// The FPGA flow: synthesis, place and route, checks, netlists that are simulated.
export { gatesFiles } from "./asic/files.ts";
export { type Gates, type GatesOptions, synthGates } from "./asic/gates-of-network.ts";
export { type Cell as LibraryCell, type Library, libraryOf } from "./asic/library.ts";
export type { EnergyReport, GatesOfCircuit, GatesReport, GateUse, MacroUse } from "./asic/report.ts";
export { gatesText } from "./asic/text.ts";
export type { MemoryPlacement } from "./checks.ts";
export {
  type Device,
  deviceNames,
  deviceOf,
  type Family,
  type Resource,
  type Resources,
  resources,
} from "./devices.ts";
export { FlowError, FlowRunError } from "./error.ts";
export type { CircuitUse } from "./netlist.ts";
export type { PathStop } from "./place.ts";
export { type ClaimResult, type ProofOptions, type ProofResult, prove } from "./prove/prove.ts";
export { proveStep, type StepProof, type StepProofOptions } from "./prove/step.ts";
export { needRoom } from "./room.ts";
export { type Board, type Synthesized, type SynthOptions, type SynthReport, synth } from "./synth.ts";
export { resourceTitles, synthText } from "./text.ts";
export { type Throughput, throughput } from "./throughput.ts";
export { toolsOf } from "./tools.ts";
export {
  type NetlistOptions,
  type NetlistRun,
  type NetlistTarget,
  type NetlistVerification,
  onDevice,
  onLibrary,
  verifyNetlist,
} from "./verify-netlist.ts";
