// The hardware that faults are planted in: two choices that between them have every part, and cases that work them hard.

import { plan } from "../../../src/core/index.ts";
import type { IntegerLayer, IntegerNetwork } from "../../../src/network/integer.ts";
import { type NetworkBench, networkBench } from "../../../src/simulate/network.ts";
import { reweight } from "../../../src/stimuli/weights.ts";
import {
  type Difference,
  openRunner,
  random,
  randomCase,
  randomShape,
  type Shape,
  type VerifyCase,
} from "../../../src/verify/index.ts";

/** Constants at which nothing is ever idle: neurons fire now and then, every saturation is reached. */
function lively(network: IntegerNetwork): IntegerNetwork {
  const layer = (l: IntegerLayer, i: number): IntegerLayer => ({
    ...l,
    fast: { weights: { ...l.fast.weights, bits: 8 }, shift: 1 + i },
    bias: { ...l.bias, bits: 8 },
    leak: { factor: 205, shift: 8 },
    threshold: 60 + 15 * i,
    membraneBits: 10,
    memory: l.memory && {
      ...l.memory,
      drive: {
        ...l.memory.drive,
        weights: { ...l.memory.drive.weights, bits: 8 },
        bias: { ...l.memory.drive.bias, bits: 10 },
        shift: 2,
        bits: 8,
      },
      state: {
        ...l.memory.state,
        transition: { ...l.memory.state.transition, bits: 8 },
        input: { ...l.memory.state.input, bits: 8 },
        shifts: l.memory.state.shifts.map((_, row) => 6 + (row % 2)),
        bits: 11,
      },
      current: {
        state: { ...l.memory.current.state, bits: 8 },
        drive: { ...l.memory.current.drive, bits: 8 },
        shift: 8 - i,
      },
    },
  });
  const { readout } = network;
  return {
    ...network,
    layers: network.layers.map(layer),
    readout: {
      ...readout,
      weights: { ...readout.weights, bits: 4 },
      bias: { ...readout.bias, bits: 4 },
      membrane: readout.membrane && { leak: { factor: 200, shift: 8 }, shift: 1, bits: 6 },
    },
  };
}

const drawn = {
  pipelined: randomShape(random(31), {
    name: "pipelined",
    channels: 9,
    valueBits: 3,
    maxPerStep: 40,
    layers: [
      { neurons: 13, dim: 3, dilation: 2, refresh: "hold", reset: "subtract" },
      { neurons: 6, dim: 2, dilation: 1, reset: "zero" },
    ],
    classes: 4,
    mode: "mean-membrane",
    lastSteps: 3,
    hardware: {
      lanes: { spike: 8, memory: 8, update: 2, readout: 2 },
      overlap: true,
      banks: "separate",
      dependencyBreaking: true,
      mapping: "pipelined",
      parameters: "loaded",
      memories: { weights: "block", readout: "block", state: "block" },
      dataflow: "event-stationary",
      pipeline: false,
      clockGating: "enable",
      outputs: { classes: "sequence", logits: false, spikes: false },
    },
  }),
  lists: randomShape(random(33), {
    name: "lists",
    channels: 9,
    valueBits: 3,
    maxPerStep: 40,
    layers: [
      { neurons: 13, dim: 3, dilation: 1, reset: "subtract" },
      { neurons: 7, dim: 2, dilation: 1, reset: "zero" },
    ],
    classes: 4,
    mode: "mean-logits",
    lastSteps: null,
    hardware: {
      lanes: { spike: 4, memory: 2, update: 2, readout: 2 },
      overlap: true,
      banks: "separate",
      dependencyBreaking: true,
      mapping: "pipelined",
      parameters: "loaded",
      memories: { weights: "block", readout: "block", state: "block" },
      dataflow: "neuron-stationary",
      pipeline: true,
      clockGating: "enable",
      outputs: { classes: "step", logits: true, spikes: true },
    },
  }),
  shared: randomShape(random(32), {
    name: "shared",
    channels: 7,
    valueBits: 0,
    maxPerStep: 40,
    layers: [
      { neurons: 8, dim: 2, dilation: 3, refresh: "skip", reset: "zero" },
      { neurons: 7, dim: 3, dilation: 1, reset: "subtract" },
    ],
    classes: 3,
    mode: "mean-logits",
    lastSteps: null,
    hardware: {
      lanes: { spike: 4, memory: 4, update: 1, readout: 1 },
      overlap: false,
      banks: "separate",
      dependencyBreaking: false,
      mapping: "shared",
      parameters: "loaded",
      memories: { weights: "block", readout: "block", state: "block" },
      dataflow: "event-stationary",
      pipeline: false,
      clockGating: "enable",
      outputs: { classes: "sequence", logits: false, spikes: false },
    },
  }),
};

export type SubjectName = keyof typeof drawn;

/** A shape, its circuit, and the cases a fault in it must show in. */
export interface Subject {
  readonly shape: Shape;
  readonly bench: NetworkBench;
  readonly cases: readonly VerifyCase[];
}

const casesPerSubject = 60;

function subjectOf(name: SubjectName): Subject {
  const shape = { ...drawn[name], network: reweight(lively(drawn[name].network), random(5), "random") };
  const root = random(77);
  const cases = Array.from({ length: casesPerSubject }, (_, n) =>
    randomCase(shape, root.split(n), { steps: 8 }),
  );
  return { shape, bench: networkBench(plan(shape.network, shape.hardware)), cases };
}

export const subjects: Readonly<Record<SubjectName, Subject>> = {
  pipelined: subjectOf("pipelined"),
  lists: subjectOf("lists"),
  shared: subjectOf("shared"),
};

/** The first difference that the cases show in a (changed) design; null where they all agree. */
export async function firstDifference(
  { shape, cases }: Subject,
  design: NetworkBench["design"],
): Promise<{ case: number; difference: Difference } | null> {
  const runner = await openRunner(shape, { engine: "builtin", design });
  try {
    for (const [n, c] of cases.entries()) {
      const [outcome] = await runner.run([c]);
      if (outcome!.difference !== null) return { case: n, difference: outcome!.difference };
    }
    return null;
  } finally {
    await runner.close();
  }
}
