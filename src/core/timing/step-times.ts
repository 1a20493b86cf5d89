// Step times of many hardware choices over the same recordings: exactly the timeline's, a hundred times as fast.
import { routinesOf } from "../../base/webassembly.ts";
import type { HardwarePart } from "../plan/parts.ts";
import type { StepActivity } from "./activity.ts";
import { type StepKernel, type Structure, stepKernelBytes, TOGETHER } from "./step-kernel.ts";
import { BLOCK, layoutOf, type Places, runSteps, type StepCycles } from "./step-run.ts";
import { StepTables } from "./step-tables.ts";
import { type TimedPart, timedParts } from "./timed-parts.ts";

export interface StepTimes {
  /** A part as times depend on it. */
  partOf(part: HardwarePart): TimedPart;
  /** Choices that may be told together have the same; so many at once at most. */
  structureOf(parts: readonly TimedPart[]): number;
  readonly together: number;
  /**
   * Tells choices, each given as its cores and its readout. `places`: which of the cycles in ascending order are told. Null
   * where the recurrence does not hold: where events wait for reads of the same memory, or times are too large for it; the
   * timeline tells these.
   */
  of(choices: readonly (readonly TimedPart[])[], places: Places): readonly StepCycles[] | null;
}

function structureOf(parts: readonly TimedPart[]): Structure {
  const [first] = parts;
  if (first === undefined || !("layers" in first)) throw new Error("a choice begins with a core");
  return {
    layers: parts.reduce((sum, { intakes }) => sum + intakes.length, -1),
    shared: first.layers.length > 1,
    opensWhenTaken: first.opensWhenTaken,
  };
}

const numberOf = ({ shared, opensWhenTaken }: Structure): number =>
  Number(shared) + 2 * Number(opensWhenTaken);

const waits = (parts: readonly TimedPart[]): boolean => parts.some((part) => part.waits !== null);

/**
 * Makes what tells step times over sequences, one right after the other, with events always on offer and classes taken at
 * once, of hardware for a network of so many layers. `kept`: bytes of tables that choices share.
 */
export function stepTimes(
  sequences: readonly (readonly StepActivity[])[],
  layers: number,
  kept = 2 ** 28,
): StepTimes {
  const lengths = sequences.map(({ length }) => length);
  const layout = layoutOf(lengths, layers);
  const tables = new StepTables(sequences, layout.bytes, BLOCK, kept);
  const kernels: StepKernel[] = [];
  const kernelOf = (structure: Structure): StepKernel => {
    const number = numberOf(structure);
    kernels[number] ??= routinesOf<StepKernel>(stepKernelBytes(structure), tables.memory);
    return kernels[number];
  };
  return {
    partOf: timedParts(),
    structureOf: (parts) => numberOf(structureOf(parts)),
    together: TOGETHER,
    of(choices, places) {
      if (choices.some(waits) || !tables.room(TOGETHER, layers)) return null;
      const addresses = choices.map((parts) => tables.of(parts));
      if (!addresses.every((own) => own !== null)) return null;
      const structure = structureOf(choices[0]!);
      const parts = structure.shared ? 2 : layers + 1;
      return runSteps(kernelOf(structure), tables.memory.buffer, layout, addresses, parts, places);
    },
  };
}
