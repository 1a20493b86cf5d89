// From float to integer networks: quantizing, what it changed, and the integer network's file.
export type { TensorReport } from "./apply.ts";

export {
  type Comparison,
  compareNetworks,
  type IntegerModel,
  type LabelledSequence,
  type LayerComparison,
  type Saturation,
} from "./compare.ts";
export type { ConstantReport } from "./constants.ts";
export { QuantizeError, QuantizeOptionError } from "./error.ts";
export type { FormatChoice, Formats, LayerFormats, MemoryFormats } from "./formats.ts";
export { type AccumulatorBits, type Quantized, type QuantizeOptions, quantize } from "./quantize.ts";
export { reportText } from "./report.ts";
export { loadNetwork, NetworkFileError, saveNetwork } from "./store.ts";
export { type Agreement, type Sweep, type SweptTensor, sweepBits, sweepTolerance } from "./sweep.ts";
export type { LayerWidths, ReadoutWidths, WidthChoice } from "./widths.ts";
