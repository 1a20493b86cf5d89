// Runs recordings through float model, golden model and simulated hardware, and compares what they say.
import { setImmediate } from "node:timers/promises";
import { createGolden, type GoldenRecord } from "../../golden/index.ts";
import { activityOf, type Hardware, type NetworkPlan, plan } from "../core/index.ts";
import { type FloatNetwork, floatModel, type IntegerNetwork } from "../network/index.ts";
import { type EngineName, openEngine } from "../simulate/index.ts";
import { networkBench } from "../simulate/network.ts";
import { answers } from "./answers.ts";
import { costSums } from "./costs.ts";
import { group, type Part } from "./group.ts";
import { type InferenceResult, type Inferred, resultOf } from "./inferred.ts";
import type { LabelledEvents } from "./labels.ts";
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
export const groupSize = 5;

const now = () => performance.now() / 1000;

/**
 * Runs every recording. Throws what the models throw for recordings that do not fit the network, and what the engine
 * throws where it cannot be built or fails.
 */
export const infer = async (options: InferenceOptions): Promise<InferenceResult> =>
  resultOf(await inferred(options));

/** The same as what can be put together with other recordings. A run is in parts at multiples of `groupSize`. */
export async function inferred(options: InferenceOptions): Promise<Inferred> {
  const { engine, float, integer, hardware, recordings, onProgress = () => {} } = options;
  const begin = now();
  const at = (done: number) => onProgress("models", done, recordings.length);
  const known = recordings.map(({ name, label, steps }) => ({ name, label, steps }));
  if (engine === "golden" || engine === "float" || integer === null || hardware === null) {
    const models = { float, integer: engine === "float" ? null : integer };
    const answered = await answers(models, recordings, options.jobs ?? 1, at);
    const seconds = { models: now() - begin, build: 0, hardware: 0 };
    return { recordings: known, answers: answered, compared: null, groups: [], costs: null, seconds };
  }
  const { found, records } = await recorded(float, integer, recordings, at);
  const models = now() - begin;
  const ran = await simulate(plan(integer, hardware), engine, recordings, records, onProgress);
  return { recordings: known, answers: found, ...ran, seconds: { models, ...ran.seconds } };
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

async function simulate(
  planned: NetworkPlan,
  name: EngineName,
  recordings: readonly LabelledEvents[],
  records: readonly GoldenRecord[],
  onProgress: NonNullable<InferenceOptions["onProgress"]>,
): Promise<
  Pick<Inferred, "compared" | "groups" | "costs"> & { seconds: { build: number; hardware: number } }
> {
  const begin = now();
  onProgress("build", 0, 1);
  const bench = networkBench(planned);
  const engine = await openEngine(name, bench);
  const built = now();
  const groups: Part[] = [];
  try {
    for (let first = 0; first < recordings.length; first += groupSize) {
      onProgress("hardware", first, recordings.length);
      const events = recordings.slice(first, first + groupSize);
      groups.push(await group(engine, bench, events, records.slice(first, first + groupSize), first === 0));
      await setImmediate();
    }
  } finally {
    await engine.close();
  }
  return {
    compared: planned.hardware.probe ? "every value" : "classes",
    groups,
    costs: costSums(
      planned,
      recordings.map((recording, i) => activityOf(recording, records[i]!)),
    ),
    seconds: { build: built - begin, hardware: now() - built },
  };
}
