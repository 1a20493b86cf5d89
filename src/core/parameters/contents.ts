// The words of every parameter memory: how matrices and vectors lie in lanes.
import { type IntegerMatrix, type NeuronNumber, ofNeuron } from "../../network/integer.ts";
import type { Hardware } from "../hardware.ts";
import { heldStill } from "../held-still.ts";
import type { CorePlan, LayerPlan } from "../plan/plan.ts";

/** Word by word, lane by lane. Lanes beyond the last row hold 0. */
export type Words = readonly (readonly number[])[];

/** One word. There are hundreds of thousands: a plain loop. */
const word = (lanes: number, value: (lane: number) => number): number[] => {
  const values = new Array<number>(lanes);
  for (let l = 0; l < lanes; l++) values[l] = value(l);
  return values;
};

const at = (m: IntegerMatrix, row: number, column: number): number =>
  row < m.rows ? m.values[row * m.columns + column]! : 0;

/** The row of an input's weights after the other, each as words of lanes. */
function inputWords(lanes: number, groups: number, weights: IntegerMatrix): Words {
  const { rows, columns, values } = weights;
  const words: number[][] = [];
  for (let input = 0; input < columns; input++)
    for (let g = 0; g < groups; g++) {
      // Millions of values: no call for each.
      const word = new Array<number>(lanes).fill(0);
      const filled = Math.min(lanes, rows - g * lanes);
      for (let l = 0, at = g * lanes * columns + input; l < filled; l++, at += columns) word[l] = values[at]!;
      words.push(word);
    }
  return words;
}

/** Group after group of rows, each as a word of lanes for every input. */
function groupWords(lanes: number, groups: number, weights: IntegerMatrix): Words {
  const words: number[][] = [];
  for (let g = 0; g < groups; g++)
    for (let input = 0; input < weights.columns; input++)
      words.push(word(lanes, (l) => at(weights, g * lanes + l, input)));
  return words;
}

/** Weights in the order in which the hardware's dataflow takes them. */
export function weightWords(
  hardware: Hardware,
  lanes: number,
  groups: number,
  weights: IntegerMatrix,
): Words {
  const words = { input: inputWords, group: groupWords }[heldStill(hardware).weightsBy];
  return words(lanes, groups, weights);
}

/** Rows side by side in lanes, group after group, streamed over the columns of the matrix and then the vector. */
function streamedWords(lanes: number, groups: number, m: IntegerMatrix, vector: ArrayLike<number>): Words {
  const words: number[][] = [];
  for (let g = 0; g < groups; g++) {
    for (let j = 0; j < m.columns; j++) words.push(word(lanes, (l) => at(m, g * lanes + l, j)));
    words.push(word(lanes, (l) => vector[g * lanes + l] ?? 0));
  }
  return words;
}

/** A number of each neuron, as words of neuron lanes. */
const neuronWords = ({ lanes }: CorePlan, { layer, words }: LayerPlan, number: NeuronNumber): Words =>
  Array.from({ length: words }, (_, f) =>
    word(lanes.neuron, (l) => {
      const n = f * lanes.neuron + l;
      return n < layer.neurons ? ofNeuron(number, n) : 0;
    }),
  );

/** What each parameter memory of a core holds of one layer. */
export const layerWords = {
  weights: ({ lanes, hardware }: CorePlan, { layer, spikeGroups }: LayerPlan): Words =>
    weightWords(hardware, lanes.spike, spikeGroups, layer.fast.weights),
  drive: (_: CorePlan, { layer: { memory } }: LayerPlan): Words =>
    memory === null ? [] : [...memory.drive.weights.values, ...memory.drive.bias.values].map((v) => [v]),
  slow: ({ lanes }: CorePlan, { layer: { memory }, memoryGroups }: LayerPlan): Words =>
    memory === null
      ? []
      : streamedWords(lanes.memory, memoryGroups, memory.current.state, memory.current.drive.values),
  update: ({ lanes }: CorePlan, { layer: { memory }, updateGroups }: LayerPlan): Words =>
    memory === null
      ? []
      : streamedWords(lanes.update, updateGroups, memory.state.transition, memory.state.input.values),
  bias: (core: CorePlan, plan: LayerPlan): Words => neuronWords(core, plan, plan.layer.bias),
  leaks: (core: CorePlan, plan: LayerPlan): Words =>
    core.own.leaks ? neuronWords(core, plan, plan.layer.leak.factor) : [],
  thresholds: (core: CorePlan, plan: LayerPlan): Words =>
    core.own.thresholds ? neuronWords(core, plan, plan.layer.threshold) : [],
  resets(core: CorePlan, plan: LayerPlan): Words {
    const { reset, threshold, resetBy = threshold } = plan.layer;
    return core.own.resets ? neuronWords(core, plan, reset === "subtract" ? resetBy : 0) : [];
  },
};

export type CoreRole = keyof typeof layerWords;
