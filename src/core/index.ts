// The near-memory-compute core: from an integer network and a hardware choice to a circuit.
export {
  cycleBound,
  cyclesPerStep,
  type Stage,
  type StepActivity,
  stages,
  type Timeline,
  timeline,
} from "./cycles.ts";
export { type Hardware, HardwareError, type HardwareInput, hardware, hardwareSchema } from "./hardware.ts";
export { addressBits } from "./intake.ts";
export { networkCircuit, sequencesInFlight } from "./network.ts";
export { type ParameterMemory, type Parameters, parameterBeats, parametersOf } from "./parameters.ts";
export { type CorePlan, type LayerPlan, type NetworkPlan, plan, type ReadoutPlan } from "./plan.ts";
export { type Schedule, schedule } from "./schedule.ts";
