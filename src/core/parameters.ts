// The parameter memories of a network's hardware: their order, sizes and contents.
import type { MemoryStyle, Type } from "../hdl/index.ts";
import type { IntegerMatrix } from "../network/integer.ts";
import type { CorePlan, LayerPlan, NetworkPlan, ReadoutPlan } from "./plan.ts";

/** A memory of parameters: word by word, lane by lane. */
export interface ParameterMemory {
  /** Number in the `params` stream's headers. */
  readonly id: number;
  /** `<core>_<role>`. */
  readonly name: string;
  /** What it holds, for people. */
  readonly what: string;
  readonly depth: number;
  readonly lanes: number;
  readonly type: Type;
  readonly style: MemoryStyle;
  /** `depth` words of `lanes` values; lanes beyond the last neuron hold 0. */
  readonly words: readonly (readonly number[])[];
}

const at = (m: IntegerMatrix, row: number, column: number): number =>
  row < m.rows ? m.values[row * m.columns + column]! : 0;

/** One word. There are hundreds of thousands: a plain loop. */
const word = (lanes: number, value: (lane: number) => number): number[] => {
  const values = new Array<number>(lanes);
  for (let l = 0; l < lanes; l++) values[l] = value(l);
  return values;
};

const fill = (depth: number, words: number[][], lanes: number): number[][] =>
  words.length === 0 ? Array.from({ length: depth }, () => word(lanes, () => 0)) : words;

/** Wf: the row of an input's weights, as words of spike lanes. */
function weightWords(lanes: number, groups: number, weights: IntegerMatrix): number[][] {
  const words: number[][] = [];
  for (let c = 0; c < weights.columns; c++)
    for (let g = 0; g < groups; g++) words.push(word(lanes, (l) => at(weights, g * lanes + l, c)));
  return words;
}

/** Rows side by side in lanes, streamed over the columns of the matrix and then the vector. */
function streamedWords(
  lanes: number,
  groups: number,
  m: IntegerMatrix,
  column: ArrayLike<number>,
): number[][] {
  const words: number[][] = [];
  for (let q = 0; q < groups; q++) {
    for (let j = 0; j < m.columns; j++) words.push(word(lanes, (l) => at(m, q * lanes + l, j)));
    words.push(word(lanes, (l) => (q * lanes + l < m.rows ? column[q * lanes + l]! : 0)));
  }
  return words;
}

const layerWords = {
  weights: (core: CorePlan, p: LayerPlan) =>
    weightWords(core.lanes.spike, p.spikeGroups, p.layer.fast.weights),
  drive: (_core: CorePlan, { layer }: LayerPlan) =>
    layer.memory === null
      ? []
      : [...layer.memory.drive.weights.values, ...layer.memory.drive.bias.values].map((v) => [v]),
  dense: (core: CorePlan, { layer, denseGroups }: LayerPlan) =>
    layer.memory === null
      ? []
      : streamedWords(
          core.lanes.dense,
          denseGroups,
          layer.memory.current.state,
          layer.memory.current.drive.values,
        ),
  update: (core: CorePlan, { layer, updateGroups }: LayerPlan) =>
    layer.memory === null
      ? []
      : streamedWords(
          core.lanes.update,
          updateGroups,
          layer.memory.state.transition,
          layer.memory.state.input.values,
        ),
  bias: (core: CorePlan, p: LayerPlan) =>
    Array.from({ length: p.words }, (_, f) =>
      word(core.lanes.neuron, (l) => p.layer.bias.values[f * core.lanes.neuron + l] ?? 0),
    ),
};

export type CoreRole = keyof typeof layerWords;

/** The parameter memories of a core in the order of their numbers, starting at `firstId`. */
function coreMemories(core: CorePlan, firstId: number): Record<CoreRole, ParameterMemory> {
  const { types, depth, lanes, hardware } = core;
  const sizes: Record<CoreRole, { what: string; depth: number; lanes: number; type: Type }> = {
    weights: {
      what: "fast weights Wf, by input",
      depth: depth.weights,
      lanes: lanes.spike,
      type: types.weight,
    },
    drive: {
      what: "drive weights Wx, then the drive's bias",
      depth: depth.drive,
      lanes: 1,
      type: types.driveWeight,
    },
    dense: {
      what: "P and v, by group of neurons",
      depth: depth.dense,
      lanes: lanes.dense,
      type: types.denseWeight,
    },
    update: {
      what: "D and B, by group of slow states",
      depth: depth.update,
      lanes: lanes.update,
      type: types.updateWeight,
    },
    bias: { what: "biases of the neurons", depth: depth.neuron, lanes: lanes.neuron, type: types.bias },
  };
  let id = firstId;
  return Object.fromEntries(
    Object.entries(sizes).map(([role, size]) => {
      const words = fill(
        size.depth,
        core.layers.flatMap((p) => layerWords[role as CoreRole](core, p)),
        size.lanes,
      );
      const style = role === "weights" ? hardware.memories.weights : hardware.memories.state;
      return [role, { id: id++, name: `${core.name}_${role}`, style, words, ...size }];
    }),
  ) as unknown as Record<CoreRole, ParameterMemory>;
}

function readoutMemories(
  plan: NetworkPlan,
  r: ReadoutPlan,
  firstId: number,
): Record<"weights" | "bias", ParameterMemory> {
  const { weights, bias } = plan.network.readout;
  const words = weightWords(r.lanes, r.groups, weights);
  return {
    weights: {
      id: firstId,
      name: "readout_weights",
      what: "readout weights Wo, by neuron",
      depth: words.length,
      lanes: r.lanes,
      type: r.types.weight,
      style: plan.hardware.memories.readout,
      words,
    },
    bias: {
      id: firstId + 1,
      name: "readout_bias",
      what: "biases of the classes",
      depth: r.classes,
      lanes: 1,
      type: r.types.bias,
      style: plan.hardware.memories.state,
      words: [...bias.values].map((v) => [v]),
    },
  };
}

/** Every parameter memory, by core and role. Memories that a core without slow state does not have are left out. */
export interface Parameters {
  readonly cores: readonly Record<CoreRole, ParameterMemory>[];
  readonly readout: Record<"weights" | "bias", ParameterMemory>;
  /** In the order of their numbers. */
  readonly all: readonly ParameterMemory[];
}

const slowRoles: readonly string[] = ["drive", "dense", "update"];

export function parametersOf(plan: NetworkPlan): Parameters {
  const cores: Record<CoreRole, ParameterMemory>[] = [];
  const all: ParameterMemory[] = [];
  for (const core of plan.cores) {
    const memories = coreMemories(core, 0);
    for (const role of Object.keys(memories) as CoreRole[]) {
      if (!core.hasMemory && slowRoles.includes(role)) continue;
      memories[role] = { ...memories[role], id: all.length };
      all.push(memories[role]);
    }
    cores.push(memories);
  }
  const readout = readoutMemories(plan, plan.readout, all.length);
  return { cores, readout, all: [...all, readout.weights, readout.bias] };
}

/**
 * The beats of the `params` stream that load every memory: for each, a header (its number), then its values word by
 * word and lane by lane; `last` is 1 on the last value of each.
 */
export function parameterBeats(parameters: Parameters): { value: Int32Array; last: Int32Array } {
  const size = parameters.all.reduce((n, m) => n + 1 + m.depth * m.lanes, 0);
  const value = new Int32Array(size);
  const last = new Int32Array(size);
  let n = 0;
  for (const memory of parameters.all) {
    value[n++] = memory.id;
    for (const w of memory.words) for (const v of w) value[n++] = v;
    last[n - 1] = 1;
  }
  return { value, last };
}
