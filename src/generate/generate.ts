// Everything that is generated for a planned network, as files of one folder. The test bench lies in tb/, so that the
// Verilog files of the folder itself are the design and nothing else.
import type { NetworkPlan } from "../core/index.ts";
import { parametersOf } from "../core/index.ts";
import { printVerilog } from "../hdl/verilog/print.ts";
import type { EventSequence } from "../network/integer.ts";
import { networkBench } from "../simulate/network.ts";
import { coreFile } from "./core-file.ts";
import type { Folder } from "./folder.ts";
import { type MemoryUse, memoriesOf } from "./memories.ts";
import { type PortUse, portsOf } from "./ports.ts";
import { referenceText } from "./reference.ts";
import { testBenchText } from "./test-bench.ts";
import { madeUpSequences, type VectorFile, vectorsOf, vectorText } from "./vectors.ts";

export interface GenerateOptions {
  /** Make a test bench with vectors. Default true. */
  readonly testBench?: boolean;
  /** Sequences for the test bench, beside three short made-up ones. */
  readonly sequences?: readonly EventSequence[];
}

export interface Generated {
  /** Name of the top module. */
  readonly top: string;
  readonly files: Folder;
  readonly memories: readonly MemoryUse[];
  readonly ports: readonly PortUse[];
}

/** Cycles without an answer that the test bench waits for, for each beat and step: pauses included. */
const patience = 20_000;

/**
 * Verilog, memory images, core file, reference document and test bench of a plan. The same plan gives the same bytes.
 * Throws a GoldenError where a sequence does not fit the network.
 */
export function generate(
  plan: NetworkPlan,
  { testBench = true, sequences = [] }: GenerateOptions = {},
): Generated {
  const { design } = networkBench(plan);
  const { top } = design;
  const circuits = printVerilog(design);
  const images = circuits.flatMap((file) => file.images);
  const memories = memoriesOf(design);
  const ports = portsOf(design);
  const parameters = plan.hardware.parameters === "loaded" ? parametersOf(plan).all : null;
  const bench = testBench ? benchFiles(plan, top, ports, sequences) : null;
  const verilog = circuits.map((file) => file.name);
  const files: Record<string, string> = {};
  for (const file of [...circuits, ...images]) files[file.name] = file.text;
  files[`${top}.f`] = `${verilog.join("\n")}\n`;
  files[`${top}.core`] = coreFile({
    top,
    description: `Spiking network ${plan.network.name} with dual memory pathways`,
    verilog,
    images: images.map((image) => image.name),
    testBench: bench && { verilog: `tb/${top}_tb.v`, top: `${top}_tb`, data: Object.keys(bench.data) },
  });
  files[`${top}.md`] = referenceText(plan, ports, memories, parameters, top);
  if (bench !== null) {
    Object.assign(files, bench.data, { [`tb/${top}_tb.v`]: bench.text });
    files[`tb/${top}_tb.f`] = `${[...verilog, `tb/${top}_tb.v`].join("\n")}\n`;
  }
  return { top, files, memories, ports };
}

function benchFiles(
  plan: NetworkPlan,
  top: string,
  ports: readonly PortUse[],
  given: readonly EventSequence[],
) {
  const { inputs, maxSteps } = plan.network;
  const sequences = [...madeUpSequences(inputs, 3, Math.min(10, maxSteps)), ...given];
  const steps = sequences.reduce((sum, s) => sum + s.steps, 0);
  const vectors = vectorsOf(plan, sequences);
  const all: VectorFile[] = [vectors.events, vectors.classes, ...vectors.spikes];
  if (vectors.params !== null) all.push(vectors.params);
  const beats = vectors.events.lines.length + (vectors.params?.lines.length ?? 0);
  return {
    data: Object.fromEntries(all.map((file) => [file.name, vectorText(file)])),
    text: testBenchText(top, ports, vectors, steps, patience * (steps + beats)),
  };
}
