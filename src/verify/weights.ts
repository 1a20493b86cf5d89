// Random weights and biases for a network whose every other number is given.
import type { IntegerLayer, IntegerMemory, IntegerNetwork, IntegerVector } from "../network/integer.ts";
import type { Random } from "./random.ts";

/** `random`: all values alike. `extreme`: only the two ends of each width. `sparse`: mostly 0. `decaying`: as a trained network's. */
export type WeightStyle = "random" | "extreme" | "sparse" | "decaying";

export const weightStyles: readonly WeightStyle[] = ["random", "extreme", "sparse", "decaying"];

function draw(random: Random, style: WeightStyle, bits: number): number {
  const [low, high] = [-(2 ** (bits - 1)), 2 ** (bits - 1) - 1];
  if (style === "extreme") return random.chance(0.5) ? low : high;
  if (style === "sparse" && random.chance(0.8)) return 0;
  return random.int(low, high);
}

/** D of a slow state that forgets: leaks on the diagonal, weak couplings beside it, in the scale of each row's shift. */
function decaying(random: Random, memory: IntegerMemory): Int32Array {
  const { dim, state } = memory;
  const limit = 2 ** (state.transition.bits - 1);
  return Int32Array.from({ length: dim * dim }, (_, at) => {
    const [i, j] = [Math.floor(at / dim), at % dim];
    const one = Math.min(limit, 2 ** Math.max(0, state.shifts[i]!));
    const value = i === j ? -random.int(1, Math.max(1, one / 2)) : Math.round((random.next() - 0.5) * (one / dim));
    return Math.max(-limit, Math.min(limit - 1, value));
  });
}

/**
 * The network with all weights and biases drawn anew within their widths: what a loaded circuit may be given without
 * being built again. Shifts, thresholds, leaks and dilations stay.
 */
export function reweight(network: IntegerNetwork, random: Random, style: WeightStyle): IntegerNetwork {
  const fresh = <T extends IntegerVector>(v: T): T => ({
    ...v,
    values: Int32Array.from(v.values, () => draw(random, style, v.bits)),
  });
  const memoryOf = (memory: IntegerMemory): IntegerMemory => ({
    ...memory,
    drive: { ...memory.drive, weights: fresh(memory.drive.weights), bias: fresh(memory.drive.bias) },
    state: {
      ...memory.state,
      transition:
        style === "decaying"
          ? { ...memory.state.transition, values: decaying(random, memory) }
          : fresh(memory.state.transition),
      input: fresh(memory.state.input),
    },
    current: { ...memory.current, state: fresh(memory.current.state), drive: fresh(memory.current.drive) },
  });
  return {
    ...network,
    layers: network.layers.map(
      (layer): IntegerLayer => ({
        ...layer,
        fast: { ...layer.fast, weights: fresh(layer.fast.weights) },
        bias: fresh(layer.bias),
        memory: layer.memory && memoryOf(layer.memory),
      }),
    ),
    readout: { ...network.readout, weights: fresh(network.readout.weights), bias: fresh(network.readout.bias) },
  };
}
