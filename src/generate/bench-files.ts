// The test bench of a plan with its vectors: what is sent, what must be seen, and how far that goes.
import { createGolden, reach } from "../../golden/index.ts";
import {
  activityOf,
  hardware,
  type NetworkPlan,
  plan as planned,
  sequencesInFlight,
  timeline,
} from "../core/index.ts";
import { belowTop } from "../hdl/below-top.ts";
import type { Design } from "../hdl/index.ts";
import type { VerilogFile } from "../hdl/verilog/print.ts";
import type { EventSequence } from "../network/integer.ts";
import { answersOf } from "../simulate/answers.ts";
import { networkBench } from "../simulate/network.ts";
import { insideMonitors } from "../simulate/sight.ts";
import { claimsOf } from "./claims.ts";
import { watchesOf } from "./expected.ts";
import type { MemoryUse } from "./memories.ts";
import type { PortUse } from "./ports.ts";
import { type Content, testBenchText } from "./test-bench.ts";
import {
  answersFile,
  eventsFile,
  madeUpSequences,
  paramsFile,
  type VectorFile,
  vectorText,
} from "./vectors.ts";

/** Steps of the longest sequence at most: beyond, nothing new happens and the bench takes minutes. */
const LONGEST = 2048;
/** Steps of a sequence that could go on without end. */
const ENDLESS = 256;
/** Sequences that the search for firing neurons tries. */
const TRIES = 2500;

export interface Subject {
  readonly plan: NetworkPlan;
  readonly design: Design;
  readonly circuits: readonly VerilogFile[];
  readonly memories: readonly MemoryUse[];
  readonly ports: readonly PortUse[];
}

/** The memories that have images, with what they must hold. */
function imagesOf({ memories, circuits }: Subject): Content[] {
  const texts = new Map(circuits.flatMap((c) => c.images.map((image) => [image.name, image.text] as const)));
  return memories.flatMap(({ name, bits, image }) => {
    const text = image === null ? undefined : texts.get(image);
    if (image === null || text === undefined) return [];
    const lines = text
      .trim()
      .split(/\s+/)
      .map((line) => BigInt(`0x${line}`));
    return [{ memory: `dut.${name}`, file: { name: image, width: bits, lines } }];
  });
}

/** What does not happen in the vectors, in words. */
function shortfall({ silent, unanswered }: ReturnType<typeof reach>): string[] {
  const listed = (numbers: readonly number[]) =>
    `${numbers.slice(0, 12).join(", ")}${numbers.length > 12 ? ` and ${numbers.length - 12} more` : ""}`;
  return [
    ...silent.flatMap((numbers, l) =>
      numbers.length === 0
        ? []
        : [`Layer ${l}: no input was found on which neurons ${listed(numbers)} fire.`],
    ),
    ...(unanswered.length === 0
      ? []
      : [`No input was found that is answered by classes ${listed(unanswered)}.`]),
  ];
}

/** Cycles from the first event taken to the last class, where nothing pauses; `known`: they are exact. */
function cyclesOf(
  plan: NetworkPlan,
  sequences: readonly EventSequence[],
  records: ReturnType<ReturnType<typeof createGolden>["record"]>[],
) {
  const activities = sequences.map((sequence, i) => activityOf(sequence, records[i]!));
  const { taken, classes } = timeline(plan, activities);
  // Where so many are under way that one has to wait for a class, the timeline does not say when.
  let beat = 0;
  const full = activities.some((steps, i) => {
    const begins = taken[beat]!;
    beat += steps.reduce((sum, step) => sum + Math.max(1, step.inputs), 0);
    return i >= sequencesInFlight && classes[i - sequencesInFlight]! >= begins;
  });
  return { cycles: classes.at(-1)! - taken[0]!, known: !full };
}

/** Test bench and vectors of a plan; `given`: sequences beside those that are made up and found. */
export function benchFiles(
  subject: Subject,
  given: readonly EventSequence[],
): { text: string; data: Record<string, string> } {
  const { plan, design, circuits, ports } = subject;
  const { network } = plan;
  const { inputs, maxSteps } = network;
  const found = reach(network, { tries: TRIES });
  const longest = Math.min(maxSteps ?? ENDLESS, LONGEST);
  const sequences = [
    ...madeUpSequences(inputs, 3, Math.min(10, maxSteps ?? Infinity)),
    ...given,
    ...found.sequences,
    ...madeUpSequences(inputs, 1, longest),
  ];
  const golden = createGolden(network);
  // Every file carries the top's name: the benches of two networks may lie in one folder.
  const file = (vectors: VectorFile): VectorFile => ({
    ...vectors,
    name: `tb/${design.top}_${vectors.name}.hex`,
  });
  const records = sequences.map((s) => golden.record(s));
  const probed = networkBench(planned(network, hardware({ ...plan.hardware, probe: true })));
  const watches = watchesOf(plan, insideMonitors(belowTop(probed.design), design, probed.bench), records).map(
    (w) => ({
      ...w,
      file: file({ name: w.name, width: w.width, lines: w.words }),
    }),
  );
  const events = file(eventsFile(plan, sequences));
  const answers = answersOf(plan, records).map((a) => {
    const fields = ports.filter((p) => p.name.startsWith(`${a.name}_t`) && !/_t(valid|ready)$/.test(p.name));
    return { name: a.name, fields: fields.map((f) => f.name), file: file(answersFile(a, fields)) };
  });
  const loaded = paramsFile(plan);
  const params = loaded && file(loaded);
  const all: VectorFile[] = [
    events,
    ...answers.map((a) => a.file),
    ...(params === null ? [] : [params]),
    ...watches.map((w) => w.file),
  ];
  const { cycles, known } = cyclesOf(plan, sequences, records);
  const texts = new Map(circuits.flatMap((file) => file.circuits.map((name) => [name, file.text] as const)));
  const neurons = network.layers.reduce((sum, l) => sum + l.neurons, 0);
  const silent = found.silent.reduce((sum, s) => sum + s.length, 0);
  const { classes: many } = network.readout;
  const text = testBenchText({
    top: design.top,
    ports,
    events,
    answers,
    sequences: sequences.length,
    params,
    watches,
    images: imagesOf(subject),
    claims: claimsOf(design, texts),
    about: [
      `${neurons - silent} of ${neurons} neurons fire, ${many - found.unanswered.length} of ${many} classes are answered; the longest sequence has ${longest} ${maxSteps === null ? "" : `of at most ${maxSteps} `}steps.`,
      ...shortfall(found),
    ],
    steps: sequences.reduce((sum, s) => sum + s.steps, 0),
    cycles: known ? cycles : null,
    most: 2 * (cycles + (params?.lines.length ?? 0)) + 20_000,
  });
  return { text, data: Object.fromEntries(all.map((file) => [file.name, vectorText(file)])) };
}
