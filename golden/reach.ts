// Looks for sequences with which every neuron fires and every class is answered: a search that the golden model judges.
import { random } from "../src/base/random.ts";
import type { EventSequence, IntegerNetwork } from "../src/network/integer.ts";
import { createGolden, type GoldenRecord } from "./golden.ts";

/** What a search found. */
export interface Reached {
  /** Sequences that between them reach all that was reached. */
  readonly sequences: readonly EventSequence[];
  /** Numbers of neurons that never fired, layer by layer. */
  readonly silent: readonly (readonly number[])[];
  /** Classes that were never answered. */
  readonly unanswered: readonly number[];
}

export interface ReachOptions {
  /** Sequences to try at most. Default 3,000. */
  readonly tries?: number;
  /** Milliseconds after which nothing more is tried; the result then depends on the machine. Default: none. */
  readonly most?: number;
}

/** The same events in every step: channels with repeats, each of the largest value. */
interface Pattern {
  readonly channels: readonly number[];
  readonly steps: number;
}

/** Events of a step at most: more take long and say little. */
const MOST_EVENTS = 160;

function sequenceOf({ inputs }: IntegerNetwork, { channels, steps }: Pattern): EventSequence {
  const value = inputs.valueBits === 0 ? 1 : Math.min(2 ** inputs.valueBits - 1, inputs.maxPerStep);
  const most = Math.min(MOST_EVENTS, Math.floor(inputs.maxPerStep / value));
  const list = channels.slice(0, most);
  return {
    steps,
    offsets: Uint32Array.from({ length: steps + 1 }, (_, k) => k * list.length),
    addresses: Uint32Array.from({ length: steps * list.length }, (_, e) => list[e % list.length]!),
    values: inputs.valueBits === 0 ? null : new Uint16Array(steps * list.length).fill(value),
  };
}

/** One thing to be reached, how near the nearest pattern came, and that pattern. */
interface Target {
  reached: boolean;
  best: number;
  pattern: Pattern;
}

/** Searches for sequences that make every neuron fire and every class win: the same for the same network. */
export function reach(network: IntegerNetwork, { tries = 3000, most }: ReachOptions = {}): Reached {
  const golden = createGolden(network);
  const next = random(1).next;
  const below = (n: number) => Math.floor(next() * n);
  const { channels } = network.inputs;
  const { classes } = network.readout;
  const longest = Math.min(24, network.maxSteps ?? Infinity);
  const empty: Pattern = { channels: [], steps: Math.min(4, longest) };
  const target = (): Target => ({ reached: false, best: -Infinity, pattern: empty });
  const neurons = network.layers.map((l) => Array.from({ length: l.neurons }, target));
  const answers = Array.from({ length: classes }, target);
  const all = [...neurons.flat(), ...answers];
  const kept: EventSequence[] = [];
  let left = all.length;
  const begin = performance.now();

  /** Whether the record reaches something new; remembers who came nearest to what is still to be reached. */
  const judge = (pattern: Pattern, { layers, logits, class: answer }: GoldenRecord): boolean => {
    let news = false;
    const reached = (t: Target) => {
      if (t.reached) return;
      t.reached = true;
      left -= 1;
      news = true;
    };
    const near = (t: Target, score: number) => {
      if (t.reached || score <= t.best) return;
      t.best = score;
      t.pattern = pattern;
    };
    layers.forEach(({ u, spikes }, l) => {
      const own = neurons[l]!;
      for (const n of spikes.addresses) reached(own[n]!);
      for (let at = 0; at < u.length; at += 1) near(own[at % own.length]!, u[at]!);
    });
    reached(answers[answer]!);
    const best = logits[answer]!;
    for (let c = 0; c < classes; c += 1) near(answers[c]!, logits[c]! - best);
    return news;
  };
  let tried = 0;
  const attempt = (pattern: Pattern): void => {
    tried += 1;
    const sequence = sequenceOf(network, pattern);
    if (judge(pattern, golden.record(sequence))) kept.push(sequence);
  };
  const over = () => left === 0 || tried >= tries || (most !== undefined && performance.now() - begin > most);

  /** A pattern near to the given one: more or fewer events, other channels, those of another pattern, other lengths. */
  const changed = ({ channels: own, steps }: Pattern): Pattern => {
    const extra = () => Array.from({ length: 1 + below(8) }, () => below(channels));
    const other = all[below(all.length)]!.pattern.channels;
    const lists = [
      () => [...own, ...extra()],
      () => own.filter(() => next() < 0.7),
      () => [...own, ...own],
      () => [...own, ...other],
      () => [...extra(), ...own.slice(0, below(own.length + 1))],
      () => [...own, ...Array<number>(8).fill(own[below(Math.max(1, own.length))] ?? 0)],
    ];
    const lengths = [steps, steps, 2 * steps, 1 + below(longest)];
    return {
      channels: lists[below(lists.length)]!().slice(0, MOST_EVENTS),
      steps: Math.min(longest, lengths[below(lengths.length)]!),
    };
  };

  attempt({ channels: Array.from({ length: channels }, (_, c) => c), steps: longest });
  attempt({ ...empty, steps: longest });
  for (let c = 0; c < Math.min(channels, 400) && !over(); c += 1) {
    attempt({ channels: Array<number>(4).fill(c), steps: Math.min(6, longest) });
    attempt({ channels: Array<number>(32).fill(c), steps: Math.min(3, longest) });
  }
  while (!over()) {
    const open = all.filter((t) => !t.reached);
    for (let i = 0; i < open.length && !over(); i += 1) attempt(changed(open[i]!.pattern));
    for (let i = 0; i < 4 && !over(); i += 1) {
      const share = next() ** 2;
      const list = Array.from({ length: channels }, (_, c) => c).filter(() => next() < share);
      attempt({ channels: list, steps: 1 + below(longest) });
    }
  }
  return {
    sequences: kept,
    silent: neurons.map((own) => own.flatMap((t, n) => (t.reached ? [] : [n]))),
    unanswered: answers.flatMap((t, c) => (t.reached ? [] : [c])),
  };
}
