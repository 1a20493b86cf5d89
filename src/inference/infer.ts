// Runs recordings through float model, golden model and simulated hardware, and compares what they say.
import { setImmediate } from "node:timers/promises";
import { createGolden, type GoldenRecord } from "../../golden/index.ts";
import { activityOf, type Hardware, type NetworkPlan, plan } from "../core/index.ts";
import { type FloatNetwork, floatModel, type IntegerNetwork } from "../network/index.ts";
import { type EngineName, openEngine } from "../simulate/index.ts";
import { networkBench } from "../simulate/network.ts";
import type { Difference } from "../verify/index.ts";
import { answers } from "./answers.ts";
import { type CostsPerStep, costsPerStep } from "./costs.ts";
import { type CycleCount, joinCounts } from "./cycles.ts";
import { group, type Part, type RtlSteps } from "./group.ts";
import { type LabelledEvents, shareRight } from "./labels.ts";
import type { Answer } from "./models.ts";

/** What answers: hardware in one of the simulators, or only the models. */
export type InferenceEngine = EngineName | "golden" | "float";

export interface InferenceOptions {
  readonly engine: InferenceEngine;
  /** Null: there is only the integer network. */
  readonly float: FloatNetwork | null;
  /** Null only for the engine "float". */
  readonly integer: IntegerNetwork | null;
  /** Null where no hardware is simulated. With `probe` every value is compared, else the classes. */
  readonly hardware: Hardware | null;
  readonly recordings: readonly LabelledEvents[];
  /** Threads that run the models where no hardware is simulated; left out: one. */
  readonly jobs?: number;
  /** Told how far each stage is. "models": float and golden; "build": the simulator is made; "hardware": it runs. */
  readonly onProgress?: (stage: "models" | "build" | "hardware", done: number, total: number) => void;
}

/** Classes of one recording; null where that model did not run. */
export interface RecordingResult {
  readonly name: string;
  readonly label: number | null;
  readonly float: number | null;
  readonly golden: number | null;
  readonly rtl: number | null;
  /** What the hardware said after every step; null where it does not. */
  readonly rtlSteps: RtlSteps | null;
}

export interface InferenceResult {
  readonly results: readonly RecordingResult[];
  /** Recordings for which hardware and golden model differ. */
  readonly mismatches: number;
  /** The first difference of each group of recordings that has one. */
  readonly differences: readonly Difference[];
  /** What was compared; null where no hardware ran. */
  readonly compared: "every value" | "classes" | null;
  /** Values that were compared: probe records times their fields, and classes. */
  readonly values: number;
  readonly accuracy: {
    readonly float: number | null;
    readonly golden: number | null;
    readonly rtl: number | null;
  };
  /** Null where no hardware ran. */
  readonly cyclesPerStep: CycleCount | null;
  /** Bits of memory that a step moves, and operations that it does; null where no hardware ran. */
  readonly bitsPerStep: CostsPerStep["bitsPerStep"] | null;
  readonly operationsPerStep: CostsPerStep["operationsPerStep"] | null;
  /** All cycles of the simulation. */
  readonly cycles: number;
  /** Time steps of all recordings. */
  readonly steps: number;
  readonly seconds: { readonly models: number; readonly build: number; readonly hardware: number };
}

/** Makes the simulator of a hardware choice, so that `infer` finds it ready. */
export async function prepare(
  engine: EngineName,
  integer: IntegerNetwork,
  hardware: Hardware,
): Promise<void> {
  const made = await openEngine(engine, networkBench(plan(integer, hardware)));
  await made.close();
}

/** Recordings that go through the hardware one right after the other, between two resets. */
const together = 5;

const now = () => performance.now() / 1000;

/**
 * Runs every recording. Throws what the models throw for recordings that do not fit the network, and what the engine
 * throws where it cannot be built or fails.
 */
export async function infer(options: InferenceOptions): Promise<InferenceResult> {
  const { engine, float, integer, hardware, recordings, onProgress = () => {} } = options;
  const begin = now();
  const at = (done: number) => onProgress("models", done, recordings.length);
  if (engine === "golden" || engine === "float" || integer === null || hardware === null) {
    const models = { float, integer: engine === "float" ? null : integer };
    const found = await answers(models, recordings, options.jobs ?? 1, at);
    return results(options, found, nothing, now() - begin);
  }
  const { found, records } = await recorded(float, integer, recordings, at);
  const models = now() - begin;
  return results(
    options,
    found,
    await simulate(plan(integer, hardware), engine, recordings, records, onProgress),
    models,
  );
}

/** The models' answers, and everything that the golden model did. */
async function recorded(
  float: FloatNetwork | null,
  integer: IntegerNetwork,
  recordings: readonly LabelledEvents[],
  at: (done: number) => void,
): Promise<{ found: Answer[]; records: GoldenRecord[] }> {
  const runFloat = float && floatModel(float);
  const golden = createGolden(integer);
  const found: Answer[] = [];
  const records: GoldenRecord[] = [];
  for (const [i, events] of recordings.entries()) {
    at(i);
    records.push(golden.record(events));
    found.push({ float: runFloat?.(events).class ?? null, golden: records[i]!.class });
    // Lets signals and the progress bar through.
    await setImmediate();
  }
  return { found, records };
}

function results(
  { recordings, float, integer, engine }: InferenceOptions,
  found: readonly Answer[],
  hardware: Simulated,
  models: number,
): InferenceResult {
  const classes = found.map((answer) => answer.golden);
  return {
    results: recordings.map(({ name, label }, i) => ({
      name,
      label,
      ...found[i]!,
      rtl: hardware.classes[i] ?? null,
      rtlSteps: hardware.steps[i] ?? null,
    })),
    mismatches: hardware.mismatches,
    differences: hardware.differences,
    compared: hardware.compared,
    values: hardware.values,
    accuracy: {
      float:
        float &&
        shareRight(
          recordings,
          found.map((answer) => answer.float),
        ),
      golden: engine === "float" || integer === null ? null : shareRight(recordings, classes),
      rtl: hardware.compared === null ? null : shareRight(recordings, hardware.classes),
    },
    cyclesPerStep: hardware.cyclesPerStep,
    bitsPerStep: hardware.bitsPerStep,
    operationsPerStep: hardware.operationsPerStep,
    cycles: hardware.cycles,
    steps: recordings.reduce((sum, r) => sum + r.steps, 0),
    seconds: { models, ...hardware.seconds },
  };
}

interface Simulated
  extends Pick<Part, "classes" | "steps">,
    Pick<InferenceResult, "bitsPerStep" | "operationsPerStep"> {
  readonly mismatches: number;
  readonly differences: readonly Difference[];
  readonly compared: InferenceResult["compared"];
  readonly values: number;
  readonly cyclesPerStep: CycleCount | null;
  readonly cycles: number;
  readonly seconds: { readonly build: number; readonly hardware: number };
}

const nothing: Simulated = {
  classes: [],
  steps: [],
  mismatches: 0,
  differences: [],
  compared: null,
  values: 0,
  cyclesPerStep: null,
  bitsPerStep: null,
  operationsPerStep: null,
  cycles: 0,
  seconds: { build: 0, hardware: 0 },
};

async function simulate(
  planned: NetworkPlan,
  name: EngineName,
  recordings: readonly LabelledEvents[],
  records: readonly GoldenRecord[],
  onProgress: NonNullable<InferenceOptions["onProgress"]>,
): Promise<Simulated> {
  const begin = now();
  onProgress("build", 0, 1);
  const bench = networkBench(planned);
  const engine = await openEngine(name, bench);
  const built = now();
  const parts: Part[] = [];
  try {
    for (let first = 0; first < recordings.length; first += together) {
      onProgress("hardware", first, recordings.length);
      const events = recordings.slice(first, first + together);
      parts.push(await group(engine, bench, events, records.slice(first, first + together), first === 0));
      await setImmediate();
    }
  } finally {
    await engine.close();
  }
  return {
    classes: parts.flatMap((part) => part.classes),
    steps: parts.flatMap((part) => part.steps),
    mismatches: parts.reduce((sum, part) => sum + part.mismatches, 0),
    differences: parts.flatMap((part) => part.difference ?? []),
    compared: planned.hardware.probe ? "every value" : "classes",
    values: parts.reduce((sum, part) => sum + part.values, 0),
    cyclesPerStep: joinCounts(parts.flatMap((part) => part.count ?? [])),
    ...costsPerStep(
      planned,
      recordings.map((recording, i) => activityOf(recording, records[i]!)),
    ),
    cycles: parts.reduce((sum, part) => sum + part.cycles, 0),
    seconds: { build: built - begin, hardware: now() - built },
  };
}
