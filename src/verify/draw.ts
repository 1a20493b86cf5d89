// Random cases of a shape: how many sequences, how long, with which weights, pauses and disturbances.

import type { Random } from "../base/random.ts";
import type { EventSequence, IntegerNetwork } from "../network/integer.ts";
import { randomSequence, withIllegal } from "../stimuli/events.ts";
import type { StrayPacket } from "../stimuli/packets.ts";
import { reweight, weightStyles } from "../stimuli/weights.ts";
import type { VerifyCase } from "./case.ts";
import { drawStalls, drawStateSeed } from "./pauses.ts";
import type { Shape } from "./shape.ts";

/** How long random cases are. */
export interface CaseLimits {
  /** Most steps of a sequence. Default: as many as the network allows, and now and then a few more. */
  readonly steps?: number;
  /** Steps that a case has at least: fewer would not pay for loading its parameters. Default 0. */
  readonly least?: number;
  /** Memories of the `params` stream; 0 where parameters are baked. */
  readonly memories?: number;
}

/** Sequences of a case mostly; of a train; and steps of a sequence mostly. */
const [FEW, TRAIN_LEAST, TRAIN_MOST, SHORT] = [4, 20, 40, 8];

/** Steps of the longest sequences that are drawn where they may be without end. */
const LONG = 256;

/** Steps of one sequence: mostly few, now and then as many as there may be, or more. */
function lengthOf(random: Random, maxSteps: number | null, limit: number | undefined): number {
  const longest = Math.min(limit ?? Infinity, maxSteps ?? limit ?? LONG);
  // A share in full, smaller where that is long: it shall not take most of the steps.
  if (random.chance(Math.min(0.06, 6 / longest))) {
    if (limit === undefined && maxSteps !== null && random.chance(0.3)) return maxSteps + random.int(1, 3);
    return random.chance(0.7) ? longest : Math.max(1, longest - 1);
  }
  if (random.chance(0.15)) return 1;
  return random.int(1, Math.min(longest, random.chance(0.15) ? 5 * SHORT : SHORT));
}

function sequencesOf(
  random: Random,
  { inputs, maxSteps }: IntegerNetwork,
  { steps, least = 0 }: CaseLimits,
): EventSequence[] {
  const draw = random.split(1);
  const train = draw.chance(0.04);
  const count = train ? draw.int(TRAIN_LEAST, TRAIN_MOST) : draw.int(1, FEW);
  const sequences: EventSequence[] = [];
  for (let i = 0, all = 0; i < count || all < least; i += 1) {
    const length = train ? draw.int(1, 2) : lengthOf(draw, maxSteps, steps);
    sequences.push(randomSequence(random.split(2).split(i), inputs, length));
    all += length;
  }
  return sequences;
}

/** Share of the random cases that check the design's assertions: they take half of a simulation's time. */
const ASSERTED = 0.125;

const faults = ["unknown", "header", "short", "long", "misfit"] as const;

const strayPackets = (random: Random, memories: number): StrayPacket[] =>
  Array.from({ length: random.int(1, 2) }, () => ({
    memory: random.int(0, memories - 1),
    fault: random.pick(faults),
    at: random.int(0, 2 ** 16),
  }));

/**
 * A random case of a shape. Where parameters are loaded, most cases have weights of their own, and some load others
 * between two sequences; else all have the shape's.
 */
export function randomCase(shape: Shape, random: Random, limits: CaseLimits = {}): VerifyCase {
  const { network, hardware } = shape;
  const [weights, events, disturb] = [random.split(1), random.split(2), random.split(3)];
  const loaded = hardware.parameters === "loaded";
  const fresh = (r: Random) => reweight(network, r, r.pick(weightStyles));
  const own = loaded && random.chance(0.9) ? fresh(weights) : network;
  const stalls = drawStalls(random);
  const legal = sequencesOf(events, network, limits);
  const sequences = disturb.chance(0.1)
    ? legal.map((s, i) => withIllegal(disturb.split(i), network.inputs, s))
    : legal;
  const before = disturb.int(1, Math.max(1, sequences.length - 1));
  const beats = sequences[before - 1]!.addresses.length;
  return {
    seed: random.seed,
    network: own,
    hardware,
    sequences,
    stalls,
    stateSeed: drawStateSeed(random),
    interrupted: disturb.chance(0.1)
      ? {
          sequences: Array.from({ length: disturb.int(1, 3) }, (_, i) =>
            randomSequence(disturb.split(100 + i), network.inputs, disturb.int(1, SHORT)),
          ),
          cycles: 2 ** disturb.int(1, 11) + disturb.int(0, 100),
        }
      : null,
    reload:
      loaded && sequences.length > 1 && disturb.chance(0.2)
        ? { before, beats: disturb.int(1, Math.max(1, beats)), network: fresh(weights.split(1)) }
        : null,
    assertions: random.split(4).chance(ASSERTED),
    stray: loaded && disturb.chance(0.1) ? strayPackets(disturb, limits.memories ?? 1) : [],
  };
}
