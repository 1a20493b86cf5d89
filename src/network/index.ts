// Networks with dual memory pathways: their description, float reference, checkpoints and integer form.
export { networkFromTensors, tensorsOf } from "./checkpoint.ts";
export { loadCheckpoint, readTensors, saveCheckpoint } from "./checkpoint-file.ts";
export {
  DEFAULT_MAX_STEPS,
  DescriptionError,
  type DescriptionProblem,
  dmp,
  eachNeuron,
  type LayerDescription,
  type LayerSpec,
  leakOf,
  leaksOf,
  type MemoryDescription,
  type MemorySpec,
  type NetworkDescription,
  type NetworkSpec,
  network,
  type PerNeuron,
  parseDescription,
  type ReadoutDescription,
  type ReadoutSpec,
  readout,
} from "./description.ts";
export {
  type FloatModel,
  type FloatOptions,
  type FloatResult,
  type FloatState,
  type FloatTrace,
  floatModel,
  initialFloatState,
  type LayerTrace,
  runFloat,
} from "./float.ts";
export type { LayerState } from "./float-layer.ts";
export type { FloatLayer, FloatMemory, FloatNetwork, FloatReadout } from "./float-network.ts";
export type * from "./integer.ts";
export { MAX_PER_STEP, NetworkKindError, numbersOf, ofNeuron } from "./integer.ts";
export { legendreContinuous, legendreDiscrete, type StateSpace } from "./legendre.ts";
export { type FloatMatrix, matrix, multiply } from "./matrix.ts";
export { readNpy, readNpz } from "./npz.ts";
export { floatNetwork, type LayerParameters, type NetworkParameters, parametersOf } from "./parameters.ts";
export { type FloatTensor, readSafetensors, writeSafetensors } from "./safetensors.ts";
export { checkSequence, SequenceError } from "./sequence.ts";
export { CheckpointError, type CheckpointProblem, type Tensor, type Tensors } from "./tensor.ts";
