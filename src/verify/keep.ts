// Keeps a failing case: the case as drawn and as shrunk, a report, and a waveform around the failure with its view.
import { counted } from "../base/counted.ts";
import { stepsOf, type VerifyCase } from "./case.ts";
import { saveCase } from "./case-file.ts";
import { type Difference, describe } from "./compare.ts";
import { keepFolder, waveformOf } from "./kept-folder.ts";
import { openRunner, type RunnerOptions } from "./runner.ts";
import type { Failed } from "./shrinking.ts";
import { viewOf } from "./view.ts";

/** A failure before and after shrinking. */
export interface Failing {
  readonly original: Failed<VerifyCase, Difference>;
  readonly shrunk: Failed<VerifyCase, Difference>;
}

const sizeOf = (c: VerifyCase) =>
  [
    counted(c.sequences.length, "sequence"),
    counted(stepsOf(c), "step"),
    counted(
      c.sequences.reduce((sum, s) => sum + s.addresses.length, 0),
      "event",
    ),
  ].join(", ");

/** The command that runs the kept case again, as it was run. */
function replayCommand({ engine, verilog, depth, cycles }: RunnerOptions): string {
  const quoted = (text: string) =>
    /^[\w./:@%+=-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
  return [
    "dmp verify replay case.json",
    `--engine ${engine}`,
    ...(verilog?.directory === undefined ? [] : [`--rtl ${quoted(verilog.directory)}`]),
    ...(depth === "classes" ? ["--depth classes"] : []),
    ...(cycles === false ? ["--no-cycles"] : []),
  ].join(" ");
}

function reportOf({ original, shrunk }: Failing, options: RunnerOptions): string {
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
- Again: \`${replayCommand(options)}\`

| file | what it is |
|---|---|
| \`case.json\` | the smallest case that still fails |
| \`original.json\` | the case as it was drawn |
| \`${waveformOf(options.engine)}\` | waveform around the failure; \`wave.gtkw\` is a view of it for GTKWave |
`;
}

/**
 * Writes the folder of a failure, whole or not at all; one that is already there is replaced. Returns its path.
 * The waveform comes from the engine that failed (a build of its own for Verilator).
 */
export function keepFailure(directory: string, failing: Failing, options: RunnerOptions): Promise<string> {
  const { case: smallest, difference } = failing.shrunk;
  return keepFolder(directory, options.engine, difference.cycle, async (trace) => {
    const shape = { name: "", network: smallest.network, hardware: smallest.hardware };
    const runner = await openRunner(shape, { ...options, trace: true });
    try {
      await runner.run([smallest], trace);
      return {
        files: [
          { name: "case.json", text: saveCase(smallest) },
          { name: "original.json", text: saveCase(failing.original.case) },
          { name: "report.md", text: reportOf(failing, options) },
        ],
        view: viewOf(runner.bench),
      };
    } finally {
      await runner.close();
    }
  });
}
