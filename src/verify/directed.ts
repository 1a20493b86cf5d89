// Directed cases: what random ones would reach late or never: ends of sums, packets cut off, full lengths, trains, every neuron and class.
import { reach } from "../../golden/index.ts";
import type { Random } from "../base/random.ts";
import type { EventSequence } from "../network/integer.ts";
import { burst, bursts, cut } from "../stimuli/bursts.ts";
import { randomSequence } from "../stimuli/events.ts";
import type { StrayPacket } from "../stimuli/packets.ts";
import { type StepEvent, sequenceFrom } from "../stimuli/sequence.ts";
import { atEnds } from "../stimuli/weights.ts";
import { plainCase, type VerifyCase } from "./case.ts";
import type { CaseLimits } from "./draw.ts";
import type { Shape } from "./shape.ts";

/** Events of a step at most, and steps of a sequence that is in full length at most. */
const [MOST_EVENTS, MOST_STEPS] = [2000, 1100];
const TRAIN = 32;
/** As many memories as three layers have; numbers beyond the last begin again. */
const MEMORIES = 20;

/**
 * The directed cases of a shape. Where parameters are loaded, the sums are driven by weights at the ends of their widths;
 * where they are baked, as far as the network's own weights go.
 */
export function directedCases(shape: Shape, random: Random, { steps: limit }: CaseLimits = {}): VerifyCase[] {
  const { network, hardware } = shape;
  const { inputs, maxSteps } = network;
  const graded = inputs.valueBits > 0;
  const longest = Math.min(limit ?? Infinity, maxSteps ?? Infinity, MOST_STEPS);
  const made = (sequences: readonly EventSequence[], more: Partial<VerifyCase> = {}) =>
    plainCase({ seed: random.seed, network, hardware, sequences, ...more });
  const drawn = (part: number, steps: number) => randomSequence(random.split(part), inputs, steps);

  const ends = cut(bursts(network, MOST_EVENTS), longest, graded);
  const train = Array.from({ length: TRAIN }, (_, i) => drawn(100 + i, 1));
  const quiet = sequenceFrom(
    Array.from({ length: Math.min(longest, 40) }, () => []),
    graded,
  );
  const cases = [
    made(ends),
    made([drawn(1, longest), drawn(2, 1)]),
    made(train),
    made([drawn(3, 2), quiet, drawn(4, 2)]),
    // In full length after the reset: what was counted before it must not count.
    made([drawn(5, longest), drawn(13, 2)], {
      interrupted: { sequences: [drawn(6, 8), drawn(7, 8)], cycles: 150 },
    }),
    ...(limit === undefined && maxSteps !== null && maxSteps < MOST_STEPS
      ? [made([drawn(8, maxSteps + 2), drawn(9, 2)])]
      : []),
  ];
  /** Packets of every memory that end in the middle of a word, or hold what is too wide: all else must stay. */
  const faulty = () => {
    const draw = random.split(10);
    const faults = ["short", "misfit", "misfit"] as const;
    const stray = Array.from({ length: MEMORIES }, (_, memory) =>
      // Of the misfits one is too large, and one too small.
      faults.map((fault, i): StrayPacket => ({ memory, fault, at: 2 * draw.int(0, 2 ** 15) + (i % 2) })),
    ).flat();
    return made([drawn(11, Math.min(longest, 8)), drawn(12, Math.min(longest, 8))], { stray });
  };
  if (hardware.parameters === "loaded") {
    // As long as a slow state takes to saturate, or a logit to get to its end.
    const busy = cut([...Array<StepEvent[]>(longest).fill(burst(inputs, 0, MOST_EVENTS))], longest, graded);
    const short = cut(
      [...Array<StepEvent[]>(Math.min(longest, 12)).fill(burst(inputs, 0, MOST_EVENTS))],
      longest,
      graded,
    );
    const [high, low] = [
      made(busy, { network: atEnds(network, 0) }),
      made(busy, { network: atEnds(network, 1) }),
    ];
    const others = Array.from({ length: 14 }, (_, i) => made(short, { network: atEnds(network, i + 2) }));
    return [...cases, faulty(), high, low, ...others];
  }
  const { sequences } = reach(network, { tries: 600 });
  for (let at = 0; at < sequences.length; at += 8) cases.push(made(sequences.slice(at, at + 8)));
  return cases;
}
