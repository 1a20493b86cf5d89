// Everything that is generated for a planned network, as files of one folder. The test bench lies in tb/, so that the
// Verilog files of the folder itself are the design and nothing else.
import type { NetworkPlan } from "../core/index.ts";
import { parametersOf } from "../core/index.ts";
import { belowTop } from "../hdl/below-top.ts";
import { printVerilog } from "../hdl/verilog/print.ts";
import type { EventSequence } from "../network/integer.ts";
import { networkBench } from "../simulate/network.ts";
import { benchFiles } from "./bench-files.ts";
import { coreFile } from "./core-file.ts";
import { FolderError } from "./folder.ts";
import { type MemoryUse, memoriesOf } from "./memories.ts";
import { type PortUse, portsOf } from "./ports.ts";
import { referenceText } from "./reference.ts";
import type { Folder } from "./replace.ts";
import { wrapperFiles } from "./wrapper-files.ts";

export interface GenerateOptions {
  /** Make a test bench with vectors. Default true. */
  readonly testBench?: boolean;
  /** Sequences for the test bench, beside made-up ones and those that make neurons fire. */
  readonly sequences?: readonly EventSequence[];
  /** Say in the Verilog, as comments, which line of the hardware's source it comes from. Default false. */
  readonly sourceLines?: boolean;
  /** Folder in which tools find the memory images, as the Verilog names it. Default: the one they run in. */
  readonly imagePath?: string;
  /** Put a wrapper around it, with registers and streams of whole bytes. Default: none. */
  readonly wrapper?: "axi";
}

export interface Generated {
  /** Name of the top module. */
  readonly top: string;
  /** Name of the wrapper's top module; null without one. */
  readonly wrapper: string | null;
  readonly files: Folder;
  readonly memories: readonly MemoryUse[];
  readonly ports: readonly PortUse[];
}

/**
 * Verilog, memory images, core file, reference document and test bench of a plan. The same plan gives the same bytes.
 * Throws a GoldenError where a sequence does not fit the network, a FolderError where Verilog cannot name the path.
 */
export function generate(
  plan: NetworkPlan,
  { testBench = true, sequences = [], sourceLines = false, imagePath, wrapper }: GenerateOptions = {},
): Generated {
  if (/["\\\n]/.test(imagePath ?? ""))
    throw new FolderError(
      `image path ${JSON.stringify(imagePath)}: allowed: a path without quotes, backslashes and line breaks`,
    );
  const design = belowTop(networkBench(plan).design);
  const { top } = design;
  const circuits = printVerilog(design, {
    ...{ merge: true, sourceLines, externals: "model" },
    ...(imagePath === undefined ? {} : { imagePath: `${imagePath.replace(/\/$/, "")}/` }),
  });
  const images = circuits.flatMap((file) => file.images);
  const memories = memoriesOf(design);
  const ports = portsOf(design);
  const parameters = plan.hardware.parameters === "loaded" ? parametersOf(plan).all : null;
  const bench = testBench ? benchFiles({ plan, design, circuits, memories, ports }, sequences) : null;
  const verilog = circuits.map((file) => file.name);
  const imageNames = images.map((image) => image.name);
  const around = wrapper === undefined ? null : wrapperFiles(plan, { top, verilog, images: imageNames });
  const files: Record<string, string> = {};
  for (const file of [...circuits, ...images]) files[file.name] = file.text;
  files[`${top}.f`] = `${verilog.join("\n")}\n`;
  files[`${top}.core`] = coreFile({
    top,
    description: `Spiking network ${plan.network.name} with dual memory pathways`,
    verilog,
    images: imageNames,
    wrapper: around,
    testBench: bench && { verilog: `tb/${top}_tb.v`, top: `${top}_tb`, data: Object.keys(bench.data) },
  });
  files[`${top}.md`] = referenceText(plan, ports, memories, parameters, top);
  Object.assign(files, around?.files);
  if (bench !== null) {
    Object.assign(files, bench.data, { [`tb/${top}_tb.v`]: bench.text });
    files[`tb/${top}_tb.f`] = `${[...verilog, `tb/${top}_tb.v`].join("\n")}\n`;
  }
  return { top, wrapper: around?.top ?? null, files, memories, ports };
}
