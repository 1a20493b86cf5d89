// One verification case as plain data: a network, its hardware, sequences and stalls. Stored and replayed as JSON.

import type { Random } from "../base/random.ts";
import type { Hardware } from "../core/index.ts";
import type { EventSequence, IntegerNetwork } from "../network/integer.ts";
import type { Stalls } from "../simulate/index.ts";
import { randomSequence } from "./events.ts";
import type { Shape } from "./shape.ts";
import { reweight, weightStyles } from "./weights.ts";

export interface VerifyCase {
  /** What the case was drawn from; 0 for one that was written by hand. */
  readonly seed: number;
  readonly network: IntegerNetwork;
  readonly hardware: Hardware;
  /** One after the other, without a pause or a reset between. */
  readonly sequences: readonly EventSequence[];
  /** Null: every stream goes as fast as it can. */
  readonly stalls: Stalls | null;
  /** Contents of registers and memories at the beginning: 0: cleared; another number: noise made from it. */
  readonly stateSeed: number;
}

/** How long random cases are. */
export interface CaseLimits {
  /** Most sequences of a case. Default 4. */
  readonly sequences?: number;
  /** Most steps of a sequence. Default 8. */
  readonly steps?: number;
}

/**
 * A random case of a shape. Where parameters are loaded, most cases have weights of their own; else all have the
 * shape's. No sequence is longer than the network allows.
 */
export function randomCase(shape: Shape, random: Random, limits: CaseLimits = {}): VerifyCase {
  const { network, hardware } = shape;
  const [weights, events] = [random.split(1), random.split(2)];
  const longest = Math.min(limits.steps ?? 8, network.maxSteps);
  const own = hardware.parameters === "loaded" && random.chance(0.9);
  const count = random.int(1, limits.sequences ?? 4);
  const pauses = () => random.pick([0, 0.1, 0.5, 0.9]);
  const stalls = random.chance(0.5)
    ? { seed: random.int(1, 2 ** 31 - 1), source: pauses(), sink: pauses() }
    : null;
  return {
    seed: random.seed,
    network: own ? reweight(network, weights, weights.pick(weightStyles)) : network,
    hardware,
    sequences: Array.from({ length: count }, (_, i) =>
      randomSequence(events.split(i), network.inputs, random.chance(0.2) ? 1 : random.int(1, longest)),
    ),
    stalls,
    stateSeed: random.chance(0.2) ? random.int(1, 2 ** 31 - 1) : 0,
  };
}

/** All time steps of a case. */
export const stepsOf = ({ sequences }: VerifyCase): number => sequences.reduce((sum, s) => sum + s.steps, 0);
