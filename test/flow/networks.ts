// Small networks for the FPGA flow.
import type { IntegerMatrix, IntegerNetwork, IntegerVector } from "../../src/network/integer.ts";

const matrix = (rows: number, columns: number, values: readonly number[], bits = 4): IntegerMatrix => ({
  rows,
  columns,
  bits,
  values: Int32Array.from(values),
});
const vector = (values: readonly number[], bits = 4): IntegerVector => ({
  bits,
  values: Int32Array.from(values),
});

/** Two inputs, two neurons with one slow state, two classes: small enough to be proved. */
export const tinyNetwork: IntegerNetwork = {
  format: "dmp-rtl integer network 1",
  name: "tiny",
  inputs: { channels: 2, valueBits: 0, maxPerStep: 2, timestep: 1 },
  maxSteps: 2,
  layers: [
    {
      inputs: 2,
      neurons: 2,
      fast: { weights: matrix(2, 2, [1, 0, 1, 1], 2), shift: 0 },
      bias: vector([0, 0], 2),
      leak: { factor: 1, shift: 1 },
      threshold: 1,
      reset: "zero",
      membraneBits: 3,
      membraneFraction: 0,
      memory: {
        dim: 1,
        drive: { weights: vector([1, 1], 2), bias: vector([0], 2), shift: 0, bits: 2 },
        state: {
          transition: matrix(1, 1, [-1], 2),
          input: vector([1], 2),
          shifts: Int32Array.of(1),
          bits: 3,
          fraction: Int32Array.of(0),
        },
        current: { state: matrix(2, 1, [1, 1], 2), drive: vector([1, 0], 2), shift: 0 },
        dilation: 1,
        refresh: "hold",
      },
    },
  ],
  readout: {
    classes: 2,
    mode: "mean-logits",
    weights: matrix(2, 2, [1, 0, 0, 1], 2),
    bias: vector([0, 0], 2),
    lastSteps: null,
    membrane: null,
    fraction: 0,
  },
};
