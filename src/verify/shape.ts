// Random shapes: everything of a network but its weights, and a hardware choice for it.

import type { Random } from "../base/random.ts";
import { type Hardware, hardware } from "../core/index.ts";
import type { IntegerLayer, IntegerMemory, IntegerNetwork } from "../network/integer.ts";
import { reweight, weightStyles } from "../stimuli/weights.ts";

/** A network and a hardware choice: what one circuit is made from. */
export interface Shape {
  readonly name: string;
  readonly network: IntegerNetwork;
  readonly hardware: Hardware;
}

/** What a random layer must be like; what is left out is drawn. */
export interface LayerChoice {
  readonly neurons?: number;
  /** Dimension of the slow state, 0: none. */
  readonly dim?: number;
  readonly reset?: IntegerLayer["reset"];
  readonly dilation?: number;
  readonly refresh?: IntegerMemory["refresh"];
  /** Neurons have leaks of their own; thresholds; what is subtracted from them. */
  readonly ownLeaks?: boolean;
  readonly ownThresholds?: boolean;
  readonly ownResets?: boolean;
}

/** What a random shape must be like; what is left out is drawn. */
export interface ShapeChoice {
  readonly name?: string;
  readonly channels?: number;
  /** 0: events carry no value. */
  readonly valueBits?: number;
  readonly maxPerStep?: number;
  readonly layers?: readonly LayerChoice[];
  readonly classes?: number;
  readonly mode?: IntegerNetwork["readout"]["mode"];
  readonly lastSteps?: number | null;
  readonly hardware?: Partial<Omit<Hardware, "lanes">> & {
    readonly lanes?: Partial<Record<keyof Hardware["lanes"], number>>;
  };
}

const zeros = (length: number, bits: number) => ({ bits, values: new Int32Array(length) });
const matrix = (rows: number, columns: number, bits: number) => ({
  rows,
  columns,
  ...zeros(rows * columns, bits),
});

/** Weight widths in use: 2 to 8 bits, and 16 now and then. */
const widthOf = (random: Random) => random.pick([2, 3, 4, 6, 8, 8, 8, 16]);

function memoryOf(
  random: Random,
  inputs: number,
  neurons: number,
  dim: number,
  given: LayerChoice,
): IntegerMemory {
  const weights = widthOf(random);
  const rowShift = random.int(3, 12);
  const perRow = random.chance(0.4);
  const shifts = Int32Array.from({ length: dim }, () => (perRow ? random.int(-1, 12) : rowShift));
  return {
    dim,
    drive: {
      weights: zeros(inputs, weights),
      bias: zeros(1, Math.min(32, weights + 4)),
      shift: random.int(-1, 6),
      bits: random.pick([1, 4, 8, 12, 12, 16]),
    },
    state: {
      transition: matrix(dim, dim, random.pick([4, 8, 8, 12])),
      input: zeros(dim, random.pick([4, 8, 8, 12])),
      shifts,
      bits: random.pick([6, 10, 12, 16, 16]),
      fraction: new Int32Array(dim),
    },
    current: {
      state: matrix(neurons, dim, weights),
      drive: zeros(neurons, weights),
      shift: random.int(-1, 14),
    },
    dilation: given.dilation ?? random.pick([1, 1, 1, 2, 3, 5]),
    refresh: given.refresh ?? random.pick(["hold", "skip"]),
  };
}

/** What a subtraction takes where it is not the `threshold`: up to four times as much. Drawn from a stream of its own. */
function resetByOf(own: Random, threshold: number, { reset }: IntegerLayer) {
  return reset === "subtract" && own.chance(0.3)
    ? { resetBy: threshold + own.int(0, 3 * Math.abs(threshold) + 1) }
    : {};
}

/** Whether a leak has the fraction bits of a long time constant. A stream of its own: nothing else that is drawn depends on it. */
const longLeak = (random: Random): boolean => random.split(3).chance(0.25);

/**
 * Leaks, thresholds and resets of each neuron, in place of those that they share: their values are drawn with the weights.
 * From a stream of its own.
 */
function ownOf(
  own: Random,
  layer: IntegerLayer,
  given: LayerChoice,
): Pick<IntegerLayer, "leak" | "threshold" | "resetBy"> {
  const { leak, threshold, neurons, membraneBits, reset } = layer;
  const [leaks, resets] = [own.chance(0.25), own.chance(0.25)];
  const bits = { leak: leak.shift + own.int(1, 2), reset: own.int(4, membraneBits) };
  const [thresholds, thresholdBits] = [own.chance(0.25), own.int(4, membraneBits)];
  return {
    leak: (given.ownLeaks ?? leaks) ? { ...leak, factor: zeros(neurons, bits.leak) } : leak,
    threshold: (given.ownThresholds ?? thresholds) ? zeros(neurons, thresholdBits) : threshold,
    ...((given.ownResets ?? resets) && reset === "subtract" ? { resetBy: zeros(neurons, bits.reset) } : {}),
  };
}

function layerOf(random: Random, index: number, inputs: number, given: LayerChoice): IntegerLayer {
  const neurons = given.neurons ?? random.pick([1, 2, 3, 5, 7, 8, 11, 13, 16, 21]);
  const dim = given.dim ?? random.pick([0, 1, 2, 3, 5, 8]);
  const membraneBits = random.pick([8, 12, 16, 16, 20]);
  const usual = random.pick([4, 8, 8]);
  const shift = longLeak(random) ? 15 : usual;
  const layer = {
    inputs,
    neurons,
    fast: { weights: matrix(neurons, inputs, widthOf(random)), shift: random.int(-2, 5) },
    bias: zeros(neurons, Math.min(membraneBits, random.pick([4, 8, 12]))),
    leak: { factor: random.int(random.chance(0.2) ? -(2 ** shift) : 0, 2 ** shift), shift },
    // Low enough that neurons fire, high enough that they do not always.
    threshold: random.chance(0.05) ? random.int(-20, 0) : random.int(1, 2 ** random.int(3, membraneBits - 2)),
    reset: given.reset ?? random.pick(["subtract", "zero"]),
    membraneBits,
    membraneFraction: 0,
    memory: dim === 0 ? null : memoryOf(random, inputs, neurons, dim, given),
  } satisfies IntegerLayer;
  // In the order of a network file, so that a case has the same text again after loading.
  const { membraneBits: _, membraneFraction, memory, ...before } = layer;
  const resetBy = resetByOf(random.split(4).split(index), layer.threshold, layer);
  const own = ownOf(random.split(5).split(index), layer, given);
  return { ...before, ...resetBy, ...own, membraneBits, membraneFraction, memory };
}

/** A network of the given choice; what is left open, and the weights, are drawn. */
export function randomNetwork(random: Random, given: ShapeChoice = {}): IntegerNetwork {
  const channels = given.channels ?? random.int(1, 20);
  const layers: IntegerLayer[] = [];
  for (const choice of given.layers ?? Array.from({ length: random.pick([1, 1, 2, 2, 3]) }, () => ({})))
    layers.push(layerOf(random, layers.length, layers.at(-1)?.neurons ?? channels, choice));
  const outputs = layers.at(-1)!.neurons;
  const classes = given.classes ?? random.int(1, 9);
  const mode = given.mode ?? random.pick(["mean-logits", "mean-logits", "mean-membrane"]);
  const shift = longLeak(random) ? 13 : 8;
  const lastSteps =
    given.lastSteps !== undefined ? given.lastSteps : random.chance(0.3) ? random.int(1, 8) : null;
  const endless = lastSteps !== null && random.split(2).chance(0.5);
  const network: IntegerNetwork = {
    format: "dmp-rtl integer network 1",
    name: given.name ?? "random",
    inputs: {
      channels,
      valueBits: given.valueBits ?? random.pick([0, 0, 0, 1, 3, 8]),
      maxPerStep: given.maxPerStep ?? random.pick([1, 8, 40, 60, 300]),
      timestep: 0.01,
    },
    layers,
    readout: {
      classes,
      mode,
      weights: matrix(classes, outputs, widthOf(random)),
      bias: zeros(classes, random.pick([4, 8, 12])),
      lastSteps,
      membrane:
        mode === "mean-membrane"
          ? {
              leak: { factor: random.int(0, 2 ** shift), shift },
              shift: random.int(-1, 3),
              bits: random.int(6, 16),
            }
          : null,
      fraction: 0,
    },
    maxSteps: endless ? null : 64,
  };
  return reweight(network, random.split(1), random.pick(weightStyles));
}

const divisorsOf = (n: number): number[] =>
  Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);

/** A hardware choice with probes on, so that every value can be compared. */
export function randomHardware(random: Random, given: ShapeChoice["hardware"] = {}, layers = 1): Hardware {
  const lanes = () => random.pick([1, 1, 2, 3, 4, 5, 6, 8, 12, 16]);
  const parameters = random.pick(["baked", "loaded"] as const);
  const initialised = ["block", "block", "distributed", "registers"] as const;
  const loaded = parameters === "loaded" && given.parameters !== "baked";
  const styles = loaded ? ([...initialised, "macro"] as const) : initialised;
  const filled = loaded ? ([...styles, "spram"] as const) : styles;
  const drawn = {
    lanes: {
      spike: lanes(),
      memory: lanes(),
      update: random.pick([1, 1, 2, 3, 4]),
      readout: random.pick([1, 1, 2, 3, 4]),
    },
    overlap: random.chance(0.7),
    banks: random.pick(["separate", "joint"] as const),
    dependencyBreaking: random.chance(0.7),
    mapping: random.pick(["pipelined", "pipelined", "shared"] as const),
    parameters,
    memories: {
      weights: random.pick(filled),
      readout: random.pick(filled),
      state: random.pick(styles),
    } as Hardware["memories"],
    dataflow: random.pick(["event-stationary", "neuron-stationary"] as const),
  };
  const pipeline = random.chance(0.25);
  if (random.chance(0.3)) drawn.memories.small = random.pick(styles);
  const outputs = {
    classes: random.pick(["sequence", "sequence", "step"] as const),
    logits: random.chance(0.25),
    spikes: random.chance(0.25),
  };
  const choice = {
    ...drawn,
    pipeline,
    outputs,
    clockGating: random.split(1).pick(["enable", "enable", "none", "cell"] as const),
    probe: true,
    ...given,
    lanes: { ...drawn.lanes, ...given.lanes },
  };
  if (choice.dataflow === "neuron-stationary" && choice.lanes.spike % choice.lanes.memory !== 0) {
    if (given.lanes?.memory === undefined) choice.lanes.memory = random.pick(divisorsOf(choice.lanes.spike));
    else if (given.dataflow === undefined) choice.dataflow = "event-stationary";
  }
  if (layers === 1 || choice.mapping === "shared" || given.lanes !== undefined || random.chance(0.7))
    return hardware(choice);
  const each = <T>(draw: (layer: number) => T) => Array.from({ length: layers }, (_, layer) => draw(layer));
  const spike = each(lanes);
  const held = choice.dataflow === "neuron-stationary";
  const memory = spike.map((s) => (held ? random.pick(divisorsOf(s)) : lanes()));
  const update = random.chance(0.5) ? choice.lanes.update : each(() => random.int(1, 4));
  return hardware({ ...choice, lanes: { ...choice.lanes, spike, memory, update } });
}

/** A random shape of the given choice. */
export function randomShape(random: Random, given: ShapeChoice = {}): Shape {
  const network = randomNetwork(random.split(1), given);
  return {
    name: given.name ?? `random-${random.seed.toString(16)}`,
    network,
    hardware: randomHardware(random.split(2), given.hardware, network.layers.length),
  };
}
