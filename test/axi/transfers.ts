// What a DMA engine sends to the wrapper: words of events and parameters, with beats that carry no bytes between them.

import type { NetworkPlan } from "../../src/core/index.ts";
import { parameterBeats, parametersOf } from "../../src/core/index.ts";
import type { Beats } from "../../src/simulate/index.ts";
import { eventBeats } from "../../src/simulate/network.ts";
import type { Random } from "../../src/verify/index.ts";

/** Beats of TDATA, TKEEP and TLAST; `chance`: of a beat without bytes before each. */
function withEmptyBeats(
  words: readonly { readonly data: number; readonly last: boolean }[],
  keep: number,
  random: Random,
  chance: number,
): Beats {
  const beats = words.flatMap(({ data, last }) => {
    const empty = random.chance(chance) ? [[random.int(0, 2 ** 16 - 1), 0, random.int(0, 1)]] : [];
    return [...empty, [data, keep, Number(last)]];
  });
  return { beats: beats.length, columns: [0, 1, 2].map((column) => beats.map((beat) => beat[column]!)) };
}

type Sequences = Parameters<typeof eventBeats>[0];

/** The word of an event has its flags at bits 13 to 15, and its value above; a transfer ends anywhere. */
export function eventTransfers(sequences: Sequences, graded: boolean, random: Random, chance = 0.1): Beats {
  const { beats, columns } = eventBeats(sequences);
  const [data, last, user] = columns.map((column) => Array.from(column, Number));
  const words = Array.from({ length: beats }, (_, i) => {
    const [value, address] = [Math.floor(data![i]! / 2 ** 16), data![i]! % 2 ** 13];
    const flags = last![i]! * 2 ** 13 + (user![i]! & 1) * 2 ** 14 + (user![i]! >> 1) * 2 ** 15;
    return { data: value * 2 ** 16 + flags + address, last: random.chance(0.01) };
  });
  return withEmptyBeats(words, graded ? 15 : 3, random, chance);
}

/** The words that load a network: a transfer for each memory. */
export const parameterWords = (plan: NetworkPlan) => {
  const { value, last } = parameterBeats(parametersOf(plan));
  return Array.from(value, (data, i) => ({ data: data >>> 0, last: last[i] === 1 }));
};

export const parameterTransfers = (plan: NetworkPlan, random: Random): Beats =>
  withEmptyBeats(parameterWords(plan), 15, random, 0.1);
