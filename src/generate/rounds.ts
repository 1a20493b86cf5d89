// What the test bench does, round by round: each begins with a reset and sends a part of the vectors; some are cut off.
import { createGolden, type GoldenRecord, type Reached, reach } from "../../golden/index.ts";
import { random } from "../base/random.ts";
import { type NetworkPlan, parametersOf, plan as planned, sequencesInFlight } from "../core/index.ts";
import type { EventSequence, IntegerNetwork } from "../network/integer.ts";
import { bursts, cut } from "../stimuli/bursts.ts";
import { legalPart } from "../stimuli/events.ts";
import { type Packets, paramsWith, strayPackets } from "../stimuli/packets.ts";
import { recordOf, roomOf } from "../stimuli/record.ts";
import { reweight } from "../stimuli/weights.ts";
import { madeUpSequences } from "./made-up.ts";
import { type Times, timesOf } from "./times.ts";
import { wrongEvents, wrongPackets } from "./wrong.ts";

/** What is sent after one reset, and what is right then. */
export interface Part {
  readonly what: string;
  readonly sequences: readonly EventSequence[];
  readonly records: readonly GoldenRecord[];
  readonly times: Times;
  readonly packets: Packets | null;
  /** Beats of events that are taken before the first packet is offered. */
  readonly packetsAfter: number;
  /** Beats of events that do not wait for the packets. */
  readonly eventsBefore: number;
  /** Error flags that are up at the end. */
  readonly raised: readonly string[];
}

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
const LONGEST_TWICE = 512;
/** Sequences that the search for firing neurons tries. */
const TRIES = 2500;
/** Events of a burst at most. */
const MOST_EVENTS = 160;
/** Sequences of one step, in a train. */
const TRAIN = sequencesInFlight + 5;
/** Resets in mid-operation, with answers taken and not. */
const [CUTS, HELD_CUTS] = [10, 3];
/** Parameters beyond which they are not loaded a second time. */
const MOST_LOADED = 20_000;

const beatsOf = ({ steps, offsets }: EventSequence): number =>
  Array.from({ length: steps }, (_, k) => Math.max(1, offsets[k + 1]! - offsets[k]!)).reduce(
    (a, b) => a + b,
    0,
  );

/** Makes the parts of one plan. */
function partMaker(plan: NetworkPlan) {
  const { network } = plan;
  const models = new Map<IntegerNetwork, ReturnType<typeof createGolden>>();
  const modelOf = (n: IntegerNetwork) => {
    const model = models.get(n) ?? createGolden(n);
    models.set(n, model);
    return model;
  };
  /** `networks`: with whose weights each sequence is computed; default: the plan's. */
  return (
    what: string,
    sequences: readonly EventSequence[],
    more: Partial<Pick<Part, "packets" | "packetsAfter" | "eventsBefore" | "raised">> & {
      readonly networks?: readonly IntegerNetwork[];
    } = {},
  ): Part => {
    const { networks, ...rest } = more;
    const legal = sequences.map((s) => legalPart(network.inputs, s));
    const records = legal.map((s, i) => recordOf(networks?.[i] ?? network, s, modelOf));
    const exact = networks === undefined && legal.every((s, i) => s === sequences[i]);
    const times = timesOf(plan, legal, records, exact);
    const none = { packets: null, packetsAfter: 0, eventsBefore: 0, raised: [] };
    return { what, sequences, records, times, ...none, ...rest };
  };
}

/** Everything that the test bench of a plan sends; `given`: sequences beside those that are made up and found. */
export function courseOf(plan: NetworkPlan, given: readonly EventSequence[]): Course {
  const { network, hardware } = plan;
  const { inputs, maxSteps } = network;
  const reached = reach(network, { tries: TRIES });
  const longest = Math.min(maxSteps ?? ENDLESS, LONGEST);
  const made = partMaker(plan);
  const loaded = hardware.parameters === "loaded";
  const first = loaded ? paramsWith(plan, []) : null;
  const short = Math.min(longest, 10);
  const loud = cut(bursts(network, MOST_EVENTS), short, inputs.valueBits > 0);
  const brief = madeUpSequences(inputs, 3, Math.min(longest, 3), 2);

  const parts: Part[] = [];
  const rounds: Round[] = [];
  const add = (part: Part): number => parts.push(part) - 1;
  const run = (part: number, more: Partial<Round> = {}) => rounds.push({ part, cut: null, held: 0, ...more });

  const main = add(
    made(
      "sequences as they come",
      [
        ...madeUpSequences(inputs, 3, short),
        ...given,
        ...reached.sequences,
        ...loud,
        ...madeUpSequences(inputs, 1, longest),
      ],
      { packets: first },
    ),
  );
  if (first !== null) run(main, { cut: Math.floor(first.value.length * 0.6) + 1 });
  run(main);

  const again = add(made("a few sequences", brief));
  const { all } = parts[again]!.times;
  for (let i = 0; i < CUTS; i += 1) run(again, { cut: 2 + Math.floor((all * (2 * i + 1)) / (2 * CUTS)) });
  for (let i = 0; i < HELD_CUTS; i += 1) {
    const at = all + 20 * i;
    run(again, { cut: at, held: at });
  }
  run(again);

  const train = add(made(`a train of ${TRAIN} sequences`, madeUpSequences(inputs, TRAIN, 1)));
  run(train, { held: 2 * parts[train]!.times.all + 100 });

  for (const { what, sent } of wrongEvents(inputs, longest))
    run(add(made(what, sent, { raised: ["error_event"] })));
  const room = roomOf(network);
  if (room <= LONGEST_TWICE)
    run(
      add(
        made("a sequence that is too long", [...madeUpSequences(inputs, 1, room + 2), ...brief.slice(0, 1)], {
          raised: ["error_length"],
        }),
      ),
    );
  if (first === null) return { parts, rounds, reached, longest };

  const wrong = wrongPackets(parametersOf(plan).all);
  for (const [i, { what, sent }] of wrong.entries()) {
    const sequences = i === wrong.length - 1 ? loud : brief.slice(0, 1);
    const part = add(made(what, sequences, { packets: strayPackets(plan, sent), raised: ["error_params"] }));
    if (i === 0) run(part, { cut: 4 });
    run(part);
  }
  if (first.value.length <= MOST_LOADED) {
    const other = reweight(network, random(2), "random");
    const [begun, ...rest] = brief;
    run(
      add(
        made("other parameters, on offer while a sequence is under way", [begun!, ...rest, ...loud], {
          packets: paramsWith(planned(other, hardware), []),
          packetsAfter: Math.ceil(beatsOf(begun!) / 2),
          eventsBefore: beatsOf(begun!),
          networks: [network, ...[...rest, ...loud].map(() => other)],
        }),
      ),
    );
  }
  return { parts, rounds, reached, longest };
}
