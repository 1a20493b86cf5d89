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
export { type Reached, type ReachOptions, reach } from "./reach.ts";
export type { GoldenState, LayerState, ReadoutState } from "./state.ts";
