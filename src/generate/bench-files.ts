// The test bench of a plan with its vectors: what is sent, what must be seen, and how far that goes.
import type { Reached } from "../../golden/index.ts";
import { hardware, type NetworkPlan, plan as planned } from "../core/index.ts";
import { belowTop } from "../hdl/below-top.ts";
import type { Design } from "../hdl/index.ts";
import type { VerilogFile } from "../hdl/verilog/print.ts";
import type { EventSequence } from "../network/integer.ts";
import { answersOf } from "../simulate/answers.ts";
import { eventBeats, networkBench } from "../simulate/network.ts";
import { insideMonitors } from "../simulate/sight.ts";
import type { Content } from "./bench-tasks.ts";
import { claimsOf } from "./claims.ts";
import { watchesOf } from "./expected.ts";
import type { MemoryUse } from "./memories.ts";
import type { PortUse } from "./ports.ts";
import { type Course, courseOf } from "./rounds.ts";
import { testBenchText } from "./test-bench.ts";
import { answersFile, eventsFile, marksFile, packetsFile, type VectorFile, vectorText } from "./vectors.ts";

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
function shortfall({ silent, unanswered }: Reached): string[] {
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

/** What the bench says of its vectors. */
function about(network: NetworkPlan["network"], { reached, longest }: Course): string[] {
  const { layers, readout, maxSteps } = network;
  const neurons = layers.reduce((sum, l) => sum + l.neurons, 0);
  const silent = reached.silent.reduce((sum, s) => sum + s.length, 0);
  const answered = readout.classes - reached.unanswered.length;
  const most = maxSteps === null ? "" : `of at most ${maxSteps} `;
  return [
    `${neurons - silent} of ${neurons} neurons fire, ${answered} of ${readout.classes} classes are answered; the longest sequence has ${longest} ${most}steps.`,
    ...shortfall(reached),
  ];
}

/** Test bench and vectors of a plan; `sequences`: beside those that are made up and found. */
export function benchFiles(
  subject: Subject,
  sequences: readonly EventSequence[],
): { text: string; data: Record<string, string> } {
  const { plan, design, circuits, ports } = subject;
  const { network } = plan;
  const course = courseOf(plan, sequences);
  const { parts, rounds } = course;
  // Every file carries the top's name: the benches of two networks may lie in one folder.
  const file = (vectors: VectorFile): VectorFile => ({
    ...vectors,
    name: `tb/${design.top}_${vectors.name}.hex`,
  });
  const probed = networkBench(planned(network, hardware({ ...plan.hardware, probe: true })));
  const inside = insideMonitors(belowTop(probed.design), design, probed.bench);
  const records = parts.flatMap((p) => p.records);
  const watches = watchesOf(plan, inside, records).map((w) => ({
    ...w,
    file: file({ name: w.name, width: w.width, lines: w.words }),
  }));
  const events = file(eventsFile(plan, parts));
  const params = plan.hardware.parameters === "loaded" ? file(packetsFile(parts)) : null;
  const given = parts.map((p) => answersOf(plan, p.records));
  const answers = given[0]!.map(({ name }, i) => {
    const fields = ports.filter((p) => p.name.startsWith(`${name}_t`) && !/_t(valid|ready)$/.test(p.name));
    const files = parts.map((p, at) => answersFile(given[at]![i]!, fields, p.times.answers[name]!));
    const lines = files.flatMap((f) => f.lines);
    return { name, fields: fields.map((f) => f.name), file: file({ ...files[0]!, lines }) };
  });
  const steps = (p: (typeof parts)[number]) => p.sequences.reduce((sum, s) => sum + s.steps, 0);
  const marks = file(
    marksFile(
      parts.map((p, at) => [
        eventBeats(p.sequences).beats,
        ...(params === null ? [] : [p.packets?.value.length ?? 0]),
        ...given[at]!.map((a) => a.beats),
        ...watches.map((w) => w.perStep * steps(p)),
      ]),
    ),
  );
  const all: VectorFile[] = [
    events,
    ...answers.map((a) => a.file),
    ...(params === null ? [] : [params]),
    ...watches.map((w) => w.file),
    marks,
  ];
  const texts = new Map(circuits.flatMap((file) => file.circuits.map((name) => [name, file.text] as const)));
  const text = testBenchText({
    top: design.top,
    ports,
    events,
    answers,
    params,
    watches,
    marks,
    parts,
    rounds,
    images: imagesOf(subject),
    claims: claimsOf(design, texts),
    about: about(network, course),
  });
  return { text, data: Object.fromEntries(all.map((file) => [file.name, vectorText(file)])) };
}
