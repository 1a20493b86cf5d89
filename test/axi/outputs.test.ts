// What leaves the network beside classes goes through the wrapper as well: logits in whole bytes, spikes as words.
import { expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden, type GoldenRecord } from "../../golden/index.ts";
import { eventBit, hardware, plan } from "../../src/core/index.ts";
import type { Column, Values } from "../../src/simulate/index.ts";
import { randomSequence } from "../../src/stimuli/events.ts";
import { random } from "../../src/verify/index.ts";
import { openAxi } from "./bench.ts";
import { eventTransfers } from "./transfers.ts";

/** The class after each step: the first of the largest logits. */
const classesOf = ({ logitsPerStep }: GoldenRecord, classes: number): number[] =>
  Array.from({ length: logitsPerStep.length / classes }, (_, k) => {
    const row = [...logitsPerStep.subarray(k * classes, (k + 1) * classes)];
    return row.indexOf(Math.max(...row));
  });

interface Fired {
  readonly fired: number[];
  readonly ends: boolean;
}

/** The last layer's spikes, step by step; the sequence's last step says so. */
function firedSteps({ layers }: GoldenRecord): Fired[] {
  const { offsets, addresses } = layers.at(-1)!.spikes;
  const steps = offsets.length - 1;
  return Array.from({ length: steps }, (_, k) => ({
    fired: [...addresses.subarray(offsets[k], offsets[k + 1])],
    ends: k === steps - 1,
  }));
}

/** The same from words with their TLAST: a step's last word carries a spike or none. */
function stepsOfWords(words: readonly number[], last: readonly number[]): Fired[] {
  const steps: Fired[] = [];
  let fired: number[] = [];
  words.forEach((word, i) => {
    const is = (flag: keyof typeof eventBit) => ((word >> eventBit[flag]) & 1) === 1;
    if (!is("empty")) fired.push(word % 2 ** eventBit.last);
    expect(last[i]).toBe(Number(is("last") && is("end")));
    if (!is("last")) return;
    steps.push({ fired, ends: is("end") });
    fired = [];
  });
  return steps;
}

/** 1 on the last entry of each group. */
const lastOfEach = (groups: readonly (readonly unknown[])[]): number[] =>
  groups.flatMap((group) => group.map((_, i) => Number(i === group.length - 1)));

it.each([
  ["subtract", "neuron-stationary", { logits: true, spikes: true }],
  ["legendre-5", "event-stationary", { classes: "step", logits: true, spikes: true }],
] as const)("%s, %s, %j: the golden model's, a transfer a sequence", async (name, dataflow, outputs) => {
  const { network } = vectorCases.find((c) => c.name === name)!;
  const choice = hardware({ lanes: { spike: 2, memory: 2, update: 1 }, dataflow, outputs });
  const golden = createGolden(network);
  const sequences = [3, 1, 6, 2].map((steps, i) => randomSequence(random(40 + i), network.inputs, steps));
  const records = sequences.map((s) => golden.record(s));
  const { classes } = network.readout;
  const steps = sequences.reduce((sum, s) => sum + s.steps, 0);
  const every = "classes" in outputs;

  const engine = await openAxi(plan(network, choice), "builtin");
  const [result] = await engine.run([
    {
      sources: { events: eventTransfers(sequences, network.inputs.valueBits > 0, random(1)) },
      until: [
        { sink: "classes", beats: every ? steps : sequences.length },
        { sink: "logits", beats: steps * classes },
      ],
      idleCycles: 200,
      maxCycles: 60_000,
      stalls: { seed: 5, source: 0.2, sink: 0.5 },
    },
  ]);
  await engine.close();
  const of = (sink: string) =>
    result!.sinks[sink]!.columns.map((column: Column | Values) => Array.from(column as ArrayLike<number>));

  const [logits, keep, logitsLast] = of("logits");
  const bits = 8 * Math.log2(keep![0]! + 1);
  const signed = logits!.map((value) => (value >= 2 ** (bits - 1) ? value - 2 ** bits : value));
  expect(signed).toEqual(records.flatMap((r) => Array.from(r.logitsPerStep)));
  expect(signed.some((logit) => logit < 0)).toBe(true);
  expect(logitsLast).toEqual(lastOfEach(records.map((r) => Array.from(r.logitsPerStep))));

  const [answers, , answersLast] = of("classes");
  const given = records.map((r) => (every ? classesOf(r, classes) : [r.class]));
  expect(answers).toEqual(given.flat());
  expect(answersLast).toEqual(lastOfEach(given));

  const [spikes, , spikesLast] = of("spikes");
  const fired = records.flatMap(firedSteps);
  expect(stepsOfWords(spikes!, spikesLast!)).toEqual(fired);
  expect(fired.flatMap((step) => step.fired).length).toBeGreaterThan(5);
});
