// What the test bench does, round by round: each begins with a reset and sends a part of the vectors; some are cut off.
import { type Reached, reach } from "../../golden/index.ts";
import { random } from "../base/random.ts";
import { type NetworkPlan, parametersOf, plan as planned, sequencesInFlight } from "../core/index.ts";
import type { EventSequence, IntegerNetwork } from "../network/integer.ts";
import { eventBeats } from "../simulate/network.ts";
import { burst, bursts, cut } from "../stimuli/bursts.ts";
import { paramsWith, strayPackets } from "../stimuli/packets.ts";
import { roomOf } from "../stimuli/record.ts";
import { atEnds, reweight } from "../stimuli/weights.ts";
import { madeUpSequences } from "./made-up.ts";
import { type Part, partMaker } from "./part.ts";
import { MOST_EVENTS, wrongEvents, wrongPackets } from "./wrong.ts";

export interface Round {
  /** Number of its part. */
  readonly part: number;
  /** Cycles after which a reset ends it; null: it goes to its end. */
  readonly cut: number | null;
  /** Cycles in which nothing that comes out is taken. */
  readonly held: number;
}

export interface Course {
  readonly parts: readonly Part[];
  readonly rounds: readonly Round[];
  readonly reached: Reached;
  /** Steps of the longest legal sequence. */
  readonly longest: number;
}

/** Steps of the longest sequence at most: beyond, nothing new happens and the bench takes minutes. */
const LONGEST = 2048;
/** Steps of the longest one where a sequence may go on for ever. */
const ENDLESS = 256;
/** Steps beyond which no sequence that is too long is sent. */
const MOST_TOO_LONG = 512;
/** Sequences that the search for firing neurons tries. */
const TRIES = 2500;
/** Sequences of one step, in a train. */
const TRAIN = sequencesInFlight + 5;
/** Resets in mid-operation, with answers taken and not. */
const [CUTS, HELD_CUTS] = [10, 3];
/** Parameters beyond which they are not loaded a second time. */
const MOST_LOADED = 20_000;
/** Weights at the ends of their widths (`atEnds`): all high, all low, and a mix that drives slow states to both ends. */
const ENDS = [0, 1, 4];
/** Parameters beyond which those are not loaded. */
const MOST_AT_ENDS = 2000;

/** A part with the rounds that send it. */
interface Stage {
  readonly part: Part;
  readonly rounds: readonly Omit<Round, "part">[];
}

const whole = { cut: null, held: 0 };
const once = (part: Part): Stage => ({ part, rounds: [whole] });

/** What the stages are made from. */
interface Material {
  readonly plan: NetworkPlan;
  readonly made: ReturnType<typeof partMaker>;
  /** Steps of the longest sequence, and of most. */
  readonly longest: number;
  readonly short: number;
  /** A few sequences of a few steps; and some that drive the sums of events to their ends. */
  readonly brief: readonly EventSequence[];
  readonly loud: readonly EventSequence[];
}

/** Resets in the middle of a few sequences, at first with their answers taken, and at last all of them in whole. */
function resets({ made, brief }: Material): Stage {
  const part = made("a few sequences", brief);
  const { all } = part.times;
  const taken = Array.from({ length: CUTS }, (_, i) => ({
    cut: 2 + Math.floor((all * (2 * i + 1)) / (2 * CUTS)),
    held: 0,
  }));
  const held = Array.from({ length: HELD_CUTS }, (_, i) => ({ cut: all + 20 * i, held: all + 20 * i }));
  return { part, rounds: [...taken, ...held, whole] };
}

function train({ plan, made }: Material): Stage {
  const part = made(`a train of ${TRAIN} sequences`, madeUpSequences(plan.network.inputs, TRAIN, 1));
  return { part, rounds: [{ cut: null, held: 2 * part.times.all + 100 }] };
}

/** Events that are not legal, and a sequence that is too long. */
function illegal({ plan: { network }, made, longest, brief }: Material): Stage[] {
  const events = wrongEvents(network.inputs, longest);
  const room = roomOf(network);
  const tooLong = () => [...madeUpSequences(network.inputs, 1, room + 2), ...brief.slice(0, 1)];
  return [
    ...events.map(({ what, sent }) => once(made(what, sent, { raised: ["error_event"] }))),
    ...(room > MOST_TOO_LONG
      ? []
      : [once(made("a sequence that is too long", tooLong(), { raised: ["error_length"] }))]),
  ];
}

/** Packets with a fault; the first one is cut off too, and after the last all weights are used. */
function faultyPackets({ plan, made, brief, loud }: Material): Stage[] {
  const wrong = wrongPackets(parametersOf(plan).all);
  return wrong.map(({ what, sent }, i) => {
    const sequences = i === wrong.length - 1 ? loud : brief.slice(0, 1);
    const part = made(what, sequences, { packets: strayPackets(plan, sent), raised: ["error_params"] });
    return { part, rounds: i === 0 ? [{ cut: 4, held: 0 }, whole] : [whole] };
  });
}

/** Other weights, which the memories hold from there on: while a sequence is under way, and at the ends of their widths. */
function otherWeights({ plan, made, short, brief, loud }: Material, size: number): Stage[] {
  const { network, hardware } = plan;
  const { inputs } = network;
  const load = (n: IntegerNetwork) => paramsWith(planned(n, hardware), []);
  const stages: Stage[] = [];
  const [begun, ...rest] = brief;
  if (size <= MOST_LOADED) {
    const { beats } = eventBeats([begun!]);
    const other = reweight(network, random(2), "random");
    const part = made(
      "other parameters, on offer while a sequence is under way",
      [begun!, ...rest, ...loud],
      {
        packets: load(other),
        packetsAfter: Math.ceil(beats / 2),
        eventsBefore: beats,
        networks: [network, ...[...rest, ...loud].map(() => other)],
      },
    );
    stages.push(once(part));
  }
  if (size <= MOST_AT_ENDS) {
    const busy = cut(Array(8).fill(burst(inputs, 0, MOST_EVENTS)), short, inputs.valueBits > 0);
    for (const number of ENDS) {
      const ends = atEnds(network, number);
      const networks = busy.map(() => ends);
      stages.push(once(made("weights at the ends of their widths", busy, { packets: load(ends), networks })));
    }
  }
  return stages;
}

/** Everything that the test bench of a plan sends; `given`: sequences beside those that are made up and found. */
export function courseOf(plan: NetworkPlan, given: readonly EventSequence[]): Course {
  const { network, hardware } = plan;
  const { inputs, maxSteps } = network;
  const reached = reach(network, { tries: TRIES });
  const longest = Math.min(maxSteps ?? ENDLESS, LONGEST);
  const short = Math.min(longest, 10);
  const material: Material = {
    plan,
    made: partMaker(plan),
    longest,
    short,
    brief: madeUpSequences(inputs, 3, Math.min(longest, 3), 2),
    loud: cut(bursts(network, MOST_EVENTS), short, inputs.valueBits > 0),
  };
  const packets = hardware.parameters === "loaded" ? paramsWith(plan, []) : null;
  const first = material.made(
    "sequences as they come",
    [
      ...madeUpSequences(inputs, 3, short),
      ...given,
      ...reached.sequences,
      ...material.loud,
      ...madeUpSequences(inputs, 1, longest),
    ],
    { packets },
  );
  const size = packets?.value.length ?? 0;
  const stages = [
    {
      part: first,
      rounds: packets === null ? [whole] : [{ cut: Math.floor(size * 0.6) + 1, held: 0 }, whole],
    },
    resets(material),
    train(material),
    ...illegal(material),
    ...(packets === null ? [] : [...faultyPackets(material), ...otherWeights(material, size)]),
  ];
  return {
    parts: stages.map((s) => s.part),
    rounds: stages.flatMap((s, part) => s.rounds.map((r) => ({ part, ...r }))),
    reached,
    longest,
  };
}
