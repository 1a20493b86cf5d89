// What the cells of the slow path grow with: scalar drive, slow state, slow current.
import type { CorePlan } from "../core/index.ts";
import { address, bitsOf, differing } from "./size-bits.ts";

/** Shifts of the rows of all layers, and of the rows whose shift is not the usual one each where layers agree in it. */
function rowShifts({ layers }: CorePlan) {
  const of = layers.map(({ layer }) => [...(layer.memory?.state.shifts ?? [])]);
  const usual = Math.min(...of.flat());
  const unusual = of.flatMap((shifts) =>
    shifts.flatMap((shift, row) => (shift === usual ? [] : [`${row} ${shift}`])),
  );
  return { distinct: new Set(of.flat()).size, unusual: new Set(unusual).size };
}

/** Of a core of which some layer has a slow state. */
export function slowSizes(core: CorePlan) {
  const { lanes, types, layers, depth, hardware, valueBits } = core;
  const { memory, update } = lanes;
  const staged = Number(hardware.pipeline);
  const multiplicand = bitsOf(types.multiplicand);
  const driveSum = bitsOf(types.driveSum);
  const updateSum = bitsOf(types.updateSum);
  const { distinct, unusual } = rowShifts(core);
  const products = (count: number, bits: number) => ({
    products: count * (bits + multiplicand),
    staged: staged * (count * bits + multiplicand),
  });
  return {
    scalar_drive: {
      sum: driveSum,
      drive: bitsOf(types.drive),
      weight: staged * bitsOf(types.driveWeight),
      graded: valueBits > 0 ? bitsOf(types.driveWeight) + valueBits : 0,
      address: address(depth.drive),
      shared: differing(layers, (l) => l.memory?.drive.shift) * driveSum,
    },
    slow_state: {
      sums: update * updateSum,
      olds: update * bitsOf(types.state),
      ...products(update, bitsOf(types.updateWeight)),
      value: multiplicand,
      // One row leaves in a cycle.
      shifts: Math.max(0, distinct - 1) * updateSum,
      rows: unusual,
      shared: differing(layers, (l) => l.memory?.state.shifts.length) * address(depth.state),
      address: address(depth.state),
    },
    slow_current: {
      sums: memory * bitsOf(types.slowSum),
      ...products(memory, bitsOf(types.slowWeight)),
    },
  };
}
