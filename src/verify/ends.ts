// Which ends of which sums a case reaches: a third reading of the arithmetic, only to know what was tried.
import type { GoldenRecord } from "../../golden/index.ts";
import type { EventSequence, IntegerMatrix, IntegerNetwork } from "../network/integer.ts";
import { hullOf, type Interval, rangesOfWeights, rangesOfWidths } from "../network/ranges.ts";

/** One sum or limited value: how far it may go, and how far it went. */
interface Reach {
  readonly name: string;
  readonly least: number;
  readonly most: number;
  low: boolean;
  high: boolean;
}

const limits = (bits: number): Interval => ({
  min: -(1n << BigInt(bits - 1)),
  max: (1n << BigInt(bits - 1)) - 1n,
});
const see = (reach: Reach, value: number): void => {
  if (value <= reach.least) reach.low = true;
  if (value >= reach.most) reach.high = true;
};

/** sums[r] = sum of the row's weights times the events' values. */
function eventSums(
  m: IntegerMatrix,
  s: Pick<EventSequence, "addresses" | "values">,
  from: number,
  to: number,
): Float64Array {
  const sums = new Float64Array(m.rows);
  for (let e = from; e < to; e += 1) {
    const value = s.values === null ? 1 : s.values[e]!;
    for (let r = 0; r < m.rows; r += 1) sums[r]! += m.values[r * m.columns + s.addresses[e]!]! * value;
  }
  return sums;
}

/** sums[r] = row r times the state, plus the input's weight times x. */
function stateSums(m: IntegerMatrix, input: Int32Array, state: Int32Array, x: number): Float64Array {
  const sums = new Float64Array(m.rows);
  for (let r = 0; r < m.rows; r += 1) {
    let sum = input[r]! * x;
    for (let j = 0; j < m.columns; j += 1) sum += m.values[r * m.columns + j]! * state[j]!;
    sums[r] = sum;
  }
  return sums;
}

/** The ends of every sum of a network; with `loaded`, as far as any weights of the widths could reach. */
export function endsOf(network: IntegerNetwork, loaded: boolean) {
  const ranges = loaded ? rangesOfWidths(network) : rangesOfWeights(network);
  const reach = (name: string, { min, max }: Interval): Reach => ({
    name,
    least: Number(min),
    most: Number(max),
    low: false,
    high: false,
  });
  const layers = network.layers.map((layer, l) => {
    const r = ranges.layers[l]!;
    const memory = layer.memory && r.memory;
    return {
      fast: reach(`layer ${l}: fast current`, hullOf(r.fastSums)),
      membrane: reach(`layer ${l}: membrane`, limits(layer.membraneBits)),
      slow: memory && {
        driveSum: reach(`layer ${l}: sum of the scalar drive`, memory.driveSum),
        drive: reach(`layer ${l}: scalar drive`, memory.drive),
        stateSum: reach(`layer ${l}: change of the slow state`, hullOf(memory.stateSums)),
        state: reach(`layer ${l}: slow state`, memory.state),
        current: reach(`layer ${l}: slow current`, hullOf(memory.currentSums)),
      },
    };
  });
  const readout = {
    sum: reach("readout: sum of a step", hullOf(ranges.readout.sums)),
    logit: reach("readout: logit", hullOf(ranges.readout.logits)),
    membrane: network.readout.membrane && reach("readout: membrane", limits(network.readout.membrane.bits)),
  };
  const all = [
    ...layers.flatMap(({ fast, membrane, slow }) => [fast, membrane, ...(slow ? Object.values(slow) : [])]),
    ...Object.values(readout).filter((r) => r !== null),
  ];
  return {
    /** Looks at one sequence of a network of this shape. */
    see(net: IntegerNetwork, sequence: EventSequence, record: GoldenRecord): void {
      for (let k = 0; k < sequence.steps; k += 1) {
        let [inputs, from, to]: [Pick<EventSequence, "addresses" | "values">, number, number] = [
          sequence,
          sequence.offsets[k]!,
          sequence.offsets[k + 1]!,
        ];
        net.layers.forEach((layer, l) => {
          const { x, m, u, spikes } = record.layers[l]!;
          const own = layers[l]!;
          for (const sum of eventSums(layer.fast.weights, inputs, from, to)) see(own.fast, sum);
          for (let n = 0; n < layer.neurons; n += 1) see(own.membrane, u[k * layer.neurons + n]!);
          const { memory } = layer;
          if (memory !== null && own.slow !== null) {
            const { drive, state, current, dim } = memory;
            const row = { rows: 1, columns: layer.inputs, ...drive.weights };
            see(own.slow.driveSum, eventSums(row, inputs, from, to)[0]! + drive.bias.values[0]!);
            see(own.slow.drive, x[k]!);
            const old = k === 0 ? new Int32Array(dim) : m.subarray((k - 1) * dim, k * dim);
            for (const sum of stateSums(state.transition, state.input.values, old, x[k]!))
              see(own.slow.stateSum, sum);
            for (let i = 0; i < dim; i += 1) see(own.slow.state, m[k * dim + i]!);
            if (k % memory.dilation === 0)
              for (const sum of stateSums(current.state, current.drive.values, old, x[k]!))
                see(own.slow.current, sum);
          }
          [inputs, from, to] = [
            { addresses: spikes.addresses, values: null },
            spikes.offsets[k]!,
            spikes.offsets[k + 1]!,
          ];
        });
        for (const sum of eventSums(net.readout.weights, inputs, from, to)) see(readout.sum, sum);
        const { classes } = net.readout;
        for (let c = 0; c < classes; c += 1) see(readout.logit, record.logitsPerStep[k * classes + c]!);
        if (readout.membrane !== null)
          for (let c = 0; c < classes; c += 1) {
            const before = k === 0 ? 0 : record.logitsPerStep[(k - 1) * classes + c]!;
            if (net.readout.lastSteps === null)
              see(readout.membrane, record.logitsPerStep[k * classes + c]! - before);
          }
      }
    },
    result: () => ({
      reached: all.reduce((sum, r) => sum + (r.low ? 1 : 0) + (r.high ? 1 : 0), 0),
      total: 2 * all.length,
      missing: all.flatMap((r) => [
        ...(r.low ? [] : [`${r.name}, low`]),
        ...(r.high ? [] : [`${r.name}, high`]),
      ]),
    }),
  };
}
