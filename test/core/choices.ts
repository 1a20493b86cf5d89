// Hardware choices that the whole core is tried with, in bits and in cycles.
import type { HardwareInput } from "../../src/core/index.ts";

/** Lanes of a hardware choice; those of the readout are one where nothing is said. */
export const lanes = (spike: number, memory: number, update: number, readout = 1) => ({
  lanes: { spike, memory, update, readout },
});

const choices: Readonly<Record<string, HardwareInput>> = {
  "one lane": lanes(1, 1, 1),
  "two lanes": lanes(2, 2, 2, 2),
  "more lanes than neurons": lanes(16, 16, 16, 16),
  "no overlap": { ...lanes(2, 2, 1), overlap: false },
  "no dependency breaking": { ...lanes(2, 2, 1), dependencyBreaking: false },
  neither: { ...lanes(3, 3, 2), overlap: false, dependencyBreaking: false },
  shared: { ...lanes(2, 2, 2), mapping: "shared" },
  registers: { ...lanes(2, 2, 1, 2), pipeline: true },
  "registers, one group": { ...lanes(16, 16, 16, 16), pipeline: true, banks: "joint" },
  "registers, shared, neither": {
    ...lanes(3, 2, 1),
    pipeline: true,
    mapping: "shared",
    overlap: false,
    dependencyBreaking: false,
  },
  "registers, neurons held": { ...lanes(4, 2, 2, 2), pipeline: true, dataflow: "neuron-stationary" },
  "joint banks": { ...lanes(4, 2, 1, 2), banks: "joint" },
  "joint banks, shared": { ...lanes(2, 2, 2), mapping: "shared", banks: "joint" },
  "neurons held": { ...lanes(2, 2, 1), dataflow: "neuron-stationary" },
  "neurons held, parts": { ...lanes(4, 1, 1, 2), dataflow: "neuron-stationary", dependencyBreaking: false },
  "neurons held, shared": { ...lanes(6, 2, 2), dataflow: "neuron-stationary", mapping: "shared" },
  "neurons held, one list": {
    ...lanes(4, 2, 1),
    dataflow: "neuron-stationary",
    overlap: false,
    mapping: "shared",
  },
  "shared, neither": { ...lanes(1, 2, 1, 2), mapping: "shared", overlap: false, dependencyBreaking: false },
};

/** Choices that between them say every option that changes cycles; event-stationary where nothing is said. */
export const hardwareChoices: Readonly<Record<string, HardwareInput>> = Object.fromEntries(
  Object.entries(choices).map(([name, choice]) => [name, { dataflow: "event-stationary", ...choice }]),
);
