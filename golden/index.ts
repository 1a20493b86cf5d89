// The golden model: the bit-exact integer reference that judges every other implementation.
export {
  createGolden,
  type Golden,
  type GoldenRecord,
  type GoldenRun,
  type GoldenStep,
  type LayerRecord,
} from "./golden.ts";
export { GoldenError } from "./legal.ts";
export type { GoldenState, LayerState, ReadoutState } from "./state.ts";
