// A few recordings through opened hardware, one right after the other, and what they come to.
import type { GoldenRecord } from "../../golden/index.ts";
import { activityOf, type NetworkPlan, stages, timeline } from "../core/index.ts";
import { classAnswers } from "../simulate/answers.ts";
import type { Case, CaseResult, Engine } from "../simulate/index.ts";
import { eventBeats, type NetworkBench, paramsBeats } from "../simulate/network.ts";
import { compare, type Difference } from "../verify/index.ts";
import { type Activity, type CycleCount, countCycles } from "./cycles.ts";
import type { LabelledEvents } from "./labels.ts";

/** What the hardware said after each step of a recording; null what it has no stream for. */
export interface RtlSteps {
  /** The class after each step, `steps` of them. */
  readonly classes: readonly number[] | null;
  /** The logits after each step, steps x classes: integer sums of the readout, as the core has them. */
  readonly logits: readonly (readonly number[])[] | null;
}

/** What came of a few recordings. */
export interface Part {
  readonly classes: readonly (number | null)[];
  /** Of each recording, where the hardware answers after every step. */
  readonly steps: readonly (RtlSteps | null)[];
  readonly mismatches: number;
  readonly difference: Difference | null;
  readonly values: number;
  readonly count: CycleCount | null;
  readonly cycles: number;
}

/**
 * Recordings one right after the other as a case of the simulator. `first`: parameters that are loaded are loaded
 * before them; they outlive a reset.
 */
export function caseOf(
  { plan: planned }: NetworkBench,
  events: readonly LabelledEvents[],
  records: readonly GoldenRecord[],
  first: boolean,
): Case {
  const activities: Activity[] = events.map((sequence, i) => activityOf(sequence, records[i]!));
  const params = first && planned.hardware.parameters === "loaded" ? paramsBeats(planned) : null;
  // What is still on its way when the last class leaves: a pass of every layer.
  const idleCycles = 100 + stages(planned, quiet(planned)).reduce((sum, stage) => sum + stage.cycles, 0);
  const expected = timeline(planned, activities).classes.at(-1)!;
  return {
    sources: { events: eventBeats(events), ...(params === null ? {} : { params }) },
    ...(params === null ? {} : { order: ["params", "events"] }),
    until: { sink: "classes", beats: classAnswers(planned, records).beats },
    idleCycles,
    maxCycles: 10_000 + 2 * (expected + (params?.beats ?? 0)),
  };
}

/** A few recordings, one right after the other. */
export async function group(
  engine: Engine,
  bench: NetworkBench,
  events: readonly LabelledEvents[],
  records: readonly GoldenRecord[],
  first: boolean,
): Promise<Part> {
  const { plan: planned } = bench;
  const activities: Activity[] = events.map((sequence, i) => activityOf(sequence, records[i]!));
  const [result] = await engine.run([caseOf(bench, events, records, first)]);
  const difference = compare(planned, bench.bench, result!, records, {
    depth: planned.hardware.probe ? "every value" : "classes",
  });
  const answers = result!.sinks.classes!.columns[0]!;
  const { places } = classAnswers(planned, records);
  // The last answer of each recording is its own.
  const own = events.map((_, i) => places.findLastIndex((place) => place.sequence === i));
  const classes = own.map((at) => (at < answers.length ? Number(answers[at]) : null));
  const wrong = classes.filter((c, i) => c !== records[i]!.class).length;
  const probed = Object.values(result!.monitors).reduce(
    (sum, m) => sum + m.cycles.length * m.columns.length,
    0,
  );
  const ran = events.reduce((sum, { steps }) => sum + steps, 0);
  const shown = Math.max(0, probed - ran * unused(planned, result!));
  const taken = result!.sources.events!;
  const beats = activities.flat().reduce((sum, step) => sum + Math.max(1, step.inputs), 0);
  return {
    classes,
    steps: stepsOf(planned, result!, events),
    mismatches: Math.max(wrong, difference === null ? 0 : 1),
    difference,
    values: shown + answers.length + beatsOf(result!, "logits") + beatsOf(result!, "spikes"),
    count: taken.length === beats ? countCycles(planned, activities, taken) : null,
    cycles: result!.cycles,
  };
}

/** Beats of an output stream, which hardware without it has none of. */
const beatsOf = ({ sinks }: CaseResult, name: string): number => sinks[name]?.cycles.length ?? 0;

/**
 * Of the values that probes show in a step, those that mean nothing and are not compared: lanes beyond a layer's last
 * neuron (membrane and spike), and the drive that a core with slow states shows for a layer without.
 */
const unused = ({ cores }: NetworkPlan, { monitors }: CaseResult): number =>
  cores.reduce((sum, core) => {
    const drive = monitors[`${core.name}_drive`]?.columns.length ?? 0;
    return core.layers.reduce(
      (own, { words, dim, layer }) =>
        own + 2 * (words * core.lanes.neuron - layer.neurons) + (dim === 0 ? drive : 0),
      sum,
    );
  }, 0);

/** The answers after each step, recording after recording; beats that did not come are left out. */
function stepsOf(
  { hardware: { outputs }, readout }: NetworkPlan,
  { sinks }: CaseResult,
  events: readonly LabelledEvents[],
): (RtlSteps | null)[] {
  const everyStep = outputs.classes === "step";
  if (!everyStep && !outputs.logits) return events.map(() => null);
  const column = (name: string) => Array.from(sinks[name]!.columns[0]!, Number);
  const classes = everyStep ? column("classes") : null;
  const logits = outputs.logits ? column("logits") : null;
  let before = 0;
  return events.map(({ steps }) => {
    const [from, to] = [before, before + steps];
    before = to;
    const rows = Array.from({ length: steps }, (_, k) => (from + k) * readout.classes);
    return {
      classes: classes?.slice(from, to) ?? null,
      logits: logits && rows.map((at) => logits.slice(at, at + readout.classes)),
    };
  });
}

const quiet = (planned: NetworkPlan) => ({ inputs: 0, spikes: planned.network.layers.map(() => []) });
