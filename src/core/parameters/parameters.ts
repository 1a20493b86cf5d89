// The parameter memories of a network's hardware: their order, sizes and contents.
import type { MemoryStyle, Type } from "../../hdl/index.ts";
import { type Hardware, stateStyle } from "../hardware.ts";
import { heldStill } from "../held-still.ts";
import type { CorePlan, NetworkPlan } from "../plan/plan.ts";
import { type CoreRole, layerWords, type Words, weightWords } from "./contents.ts";

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
  /** Its words come through the `params` stream; else it is initialised with them. */
  readonly loaded: boolean;
  /** `depth` words of `lanes` values; lanes beyond the last neuron hold 0. */
  readonly words: Words;
}

/** Bits of a value of the memory: of the two's complement numbers that hold it. */
export const valueBitsOf = ({ type }: Pick<ParameterMemory, "type">): number =>
  BigInt(type.hi).toString(2).length + 1;

/** Parameters that are baked are never written: RAM made of look-up tables is no place for them, the tables themselves are. */
function parameterStyle(hardware: Hardware, words: number): MemoryStyle {
  const style = stateStyle(hardware, words);
  return hardware.parameters === "baked" && style === "distributed" ? "registers" : style;
}

type Unnumbered = Omit<ParameterMemory, "id">;

function coreMemories(core: CorePlan): Record<CoreRole, Unnumbered> {
  const { types, depth, lanes, hardware } = core;
  const memory = (
    role: CoreRole,
    what: string,
    size: Pick<ParameterMemory, "depth" | "lanes" | "type">,
  ): Unnumbered => ({
    name: `${core.name}_${role}`,
    what,
    style: role === "weights" ? hardware.memories.weights : parameterStyle(hardware, size.depth),
    loaded: hardware.parameters === "loaded",
    words: core.layers.flatMap((layer) => layerWords[role](core, layer)),
    ...size,
  });
  const words = (depth: number, lanes: number, type: Type) => ({ depth, lanes, type });
  return {
    weights: memory(
      "weights",
      `fast weights Wf, by ${{ input: "input", group: "group of neurons" }[heldStill(hardware).weightsBy]}`,
      words(depth.weights, lanes.spike, types.weight),
    ),
    drive: memory(
      "drive",
      "drive weights Wx, then the drive's bias",
      words(depth.drive, 1, types.driveWeight),
    ),
    slow: memory("slow", "P and v, by group of neurons", words(depth.slow, lanes.memory, types.slowWeight)),
    update: memory(
      "update",
      "D and B, by group of slow states",
      words(depth.update, lanes.update, types.updateWeight),
    ),
    bias: memory("bias", "biases of the neurons", words(depth.neuron, lanes.neuron, types.bias)),
    leaks: memory("leaks", "leaks of the neurons", words(depth.neuron, lanes.neuron, types.leak)),
    thresholds: memory(
      "thresholds",
      "thresholds of the neurons",
      words(depth.neuron, lanes.neuron, types.threshold),
    ),
    resets: memory(
      "resets",
      "what a reset takes from each neuron",
      words(depth.neuron, lanes.neuron, types.reset),
    ),
  };
}

type ReadoutRole = "weights" | "bias";

function readoutMemories({ network, readout, hardware }: NetworkPlan): Record<ReadoutRole, Unnumbered> {
  const { weights, bias } = network.readout;
  const { lanes, groups, types } = readout;
  const loaded = hardware.parameters === "loaded";
  const words = weightWords(hardware, lanes, groups, weights);
  const by = { input: "neuron", group: "group of classes" }[heldStill(hardware).weightsBy];
  return {
    weights: {
      name: "readout_weights",
      what: `readout weights Wo, by ${by}`,
      depth: words.length,
      lanes,
      type: types.weight,
      style: hardware.memories.readout,
      loaded,
      words,
    },
    bias: {
      name: "readout_bias",
      what: "biases of the classes",
      depth: readout.classes,
      lanes: 1,
      type: types.bias,
      style: parameterStyle(hardware, readout.classes),
      loaded,
      words: [...bias.values].map((v) => [v]),
    },
  };
}

/** Every parameter memory, by core and role. */
export interface Parameters {
  readonly cores: readonly Record<CoreRole, ParameterMemory>[];
  readonly readout: Record<ReadoutRole, ParameterMemory>;
  /** In the order of their numbers. A core without slow state has none for it, nor one for leaks, thresholds and resets that neurons share. */
  readonly all: readonly ParameterMemory[];
}

export function parametersOf(plan: NetworkPlan): Parameters {
  const all: ParameterMemory[] = [];
  const numbered = <R extends string>(memories: Record<R, Unnumbered>): Record<R, ParameterMemory> => {
    const entries = Object.entries<Unnumbered>(memories).map(([role, memory]) => {
      const made = { ...memory, id: all.length };
      if (memory.words.length > 0) all.push(made);
      return [role, made];
    });
    return Object.fromEntries(entries);
  };
  const cores = plan.cores.map((core) => numbered(coreMemories(core)));
  return { cores, readout: numbered(readoutMemories(plan)), all };
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
