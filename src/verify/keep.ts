// Keeps a failing case: the case as drawn and as shrunk, a report, and a waveform around the failure with its view.

import { mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { makeFolder } from "../base/make-folder.ts";
import { RESET_CYCLES } from "../simulate/index.ts";
import type { NetworkBench } from "../simulate/network.ts";
import { waveView } from "../simulate/waveview.ts";
import { stepsOf, type VerifyCase } from "./case.ts";
import { saveCase } from "./case-file.ts";
import { type Difference, describe } from "./compare.ts";
import { openRunner, type RunnerOptions } from "./runner.ts";
import { viewOf } from "./view.ts";

/** A failure before and after shrinking. */
export interface Failing {
  readonly original: { readonly case: VerifyCase; readonly difference: Difference };
  readonly shrunk: { readonly case: VerifyCase; readonly difference: Difference };
}

/** Cycles of the waveform before and after the failure. */
const [BEFORE, AFTER] = [400, 60];

const sizeOf = (c: VerifyCase) =>
  `${c.sequences.length} sequence(s), ${stepsOf(c)} step(s), ` +
  `${c.sequences.reduce((sum, s) => sum + s.addresses.length, 0)} event(s)`;

function reportOf({ original, shrunk }: Failing, options: RunnerOptions, wave: string): string {
  const { network, hardware } = shrunk.case;
  const layers = network.layers.map((l) => `${l.neurons} (d = ${l.memory?.dim ?? 0})`).join(", ");
  return `# Counterexample

The hardware and the golden model disagree on the network "${network.name}".

- First difference: ${describe(shrunk.difference)}
- Before shrinking: ${describe(original.difference)}
- Engine: ${options.engine}${options.verilog === undefined ? "" : ", Verilog from a folder"}
- Network: ${network.inputs.channels} channels, neurons ${layers}, ${network.readout.classes} classes
- Hardware: \`${JSON.stringify(hardware)}\`
- Seed of the case: ${original.case.seed}
- Size: ${sizeOf(shrunk.case)}; as drawn: ${sizeOf(original.case)}

| file | what it is |
|---|---|
| \`case.json\` | the smallest case that still fails: \`dmp verify replay case.json\` |
| \`original.json\` | the case as it was drawn |
| \`${wave}\` | waveform around the failure; \`wave.gtkw\` is a view of it for GTKWave |
`;
}

/**
 * Writes the folder of a failure, whole or not at all; one that is already there is replaced. Returns its path.
 * The waveform comes from the engine that failed (a build of its own for Verilator).
 */
export async function keepFailure(
  directory: string,
  failing: Failing,
  options: RunnerOptions,
): Promise<string> {
  const target = resolve(directory);
  const wave = options.engine === "verilator" ? "wave.fst" : "wave.vcd";
  makeFolder(dirname(target));
  const unfinished = await mkdtemp(join(dirname(target), `.${basename(target)}-`));
  try {
    const { case: smallest, difference } = failing.shrunk;
    const bench = await record(join(unfinished, wave), smallest, difference, options);
    const view = waveView(viewOf(bench), {
      name: "wave",
      waveform: join(target, wave),
      directory: target,
      ...(options.engine === "verilator" ? { scope: "TOP" } : {}),
    });
    const files = [
      { name: "case.json", text: saveCase(smallest) },
      { name: "original.json", text: saveCase(failing.original.case) },
      { name: "report.md", text: reportOf(failing, options, wave) },
      ...view,
    ];
    for (const { name, text } of files) await writeFile(join(unfinished, name), text);
    await rm(target, { recursive: true, force: true });
    await rename(unfinished, target);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  return target;
}

/** Runs the case once more with a waveform around the cycle of its difference. */
async function record(
  file: string,
  c: VerifyCase,
  { cycle }: Difference,
  options: RunnerOptions,
): Promise<NetworkBench> {
  const runner = await openRunner(
    { name: "", network: c.network, hardware: c.hardware },
    { ...options, trace: true },
  );
  try {
    const at = RESET_CYCLES + (cycle ?? 0);
    await runner.run(
      [c],
      cycle === null ? { file } : { file, from: Math.max(0, at - BEFORE), to: at + AFTER },
    );
    return runner.bench;
  } finally {
    await runner.close();
  }
}
