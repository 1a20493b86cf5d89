// dmp run: recordings through the hardware, the golden model or the float model.
import { Option } from "commander";
import { type InferenceResult, infer } from "../../inference/index.ts";
import { describe } from "../../verify/index.ts";
import { chooseEngine, type EngineChoice, engines } from "../engine.ts";
import { status, UsageError } from "../errors.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import type { LoadedRecordings } from "../files/recordings.ts";
import { loadInputs, recordingsFor } from "../inputs.ts";
import {
  addBinningOptions,
  addHardwareOption,
  addNetworkOptions,
  type BinningOptions,
  jsonOption,
  type NetworkOptions,
  networkArgument,
} from "../options.ts";
import type { AddCommand } from "../program.ts";
import { withProgress } from "../progress.ts";
import { percent, seconds, table } from "../text.ts";

interface Options extends NetworkOptions, BinningOptions {
  readonly hardware?: string;
  readonly engine?: EngineChoice;
  readonly probe?: boolean;
  readonly json?: boolean;
}

export const addRun: AddCommand = (program, io, finish) => {
  const command = program
    .command("run")
    .description("recordings through the RTL, the golden or the float model: classes, accuracy, cycles")
    .argument("<network>", networkArgument)
    .argument("<recordings...>", "SHD files (.h5), events (.json, .txt), sound (.wav), MNIST images (IDX)")
    .addOption(
      new Option("--engine <name>", "default: verilator, or builtin where there is none").choices(engines),
    )
    .option(
      "--probe",
      "compare every spike, state, membrane and logit with the golden model, not only classes",
    );
  addBinningOptions(addNetworkOptions(addHardwareOption(command)))
    .addOption(jsonOption("engine, recordings, mismatches, accuracy, cyclesPerStep, seconds, results"))
    .addHelpText(
      "after",
      `
Exit status 1 where the hardware and the golden model differ.

Examples:
  dmp run models/spoken-digits models/spoken-digits/test-100.h5
  dmp run models/spoken-digits my-voice.wav
  dmp run network.ts shd_test.h5 --pool 5 --steps 100 --to 50 --engine golden
`,
    )
    .action(async (network: string, paths: string[], options: Options) => {
      const inputs = await loadInputs(network, options, options, io);
      const loaded = await recordingsFor(inputs.file, paths, options, io);
      const engine = await chooseEngine(options.engine, io);
      if (engine === "float" && inputs.float === null)
        throw new UsageError(`--engine float: ${inputs.file.path} is an integer network`);
      const simulated = engine === "verilator" || engine === "builtin";
      const hardware = simulated ? await loadHardwareFile(options.hardware, inputs.file.folder) : null;
      const result = await withProgress(io, "recordings", (at) =>
        infer({
          engine,
          float: inputs.float,
          integer: inputs.integer,
          hardware: hardware && { ...hardware, probe: options.probe ?? hardware.probe },
          recordings: loaded.recordings,
          onProgress: (stage, done, total) => stage !== "build" && at(done, total),
        }),
      );
      const names = inputs.file.classes ?? loaded.classes ?? inputs.calibration?.classes ?? null;
      io.out(
        options.json
          ? `${JSON.stringify(runJson(engine, result, names))}\n`
          : runText(engine, result, names, loaded),
      );
      for (const difference of result.differences) io.err(`difference: ${describe(difference)}\n`);
      finish(result.mismatches > 0 ? status.failed : status.ok);
    });
};

const nameOf = (names: readonly string[] | null, c: number | null) =>
  c === null ? null : (names?.[c] ?? `${c}`);

/** The JSON of a run: what every consumer may rely on. */
export function runJson(engine: EngineChoice, result: InferenceResult, names: readonly string[] | null) {
  const { seconds: s, cyclesPerStep } = result;
  return {
    engine,
    recordings: result.results.length,
    mismatches: result.mismatches,
    compared: result.compared,
    values: result.values,
    accuracy: result.accuracy,
    cyclesPerStep: cyclesPerStep && {
      mean: cyclesPerStep.mean,
      max: cyclesPerStep.max,
      bound: cyclesPerStep.bound,
    },
    cycles: result.cycles,
    steps: result.steps,
    seconds: s.models + s.build + s.hardware,
    results: result.results.map((r) => ({ ...r, className: nameOf(names, r.rtl ?? r.golden ?? r.float) })),
    differences: result.differences,
  };
}

/** At most so many recordings are listed one by one. */
const listed = 20;

function runText(
  engine: EngineChoice,
  result: InferenceResult,
  names: readonly string[] | null,
  { recordings }: LoadedRecordings,
): string {
  const { results, accuracy, cyclesPerStep: cycles, compared, mismatches } = result;
  const show = (c: number | null) => nameOf(names, c) ?? "-";
  const rows = results
    .slice(0, listed)
    .map((r, i) => [r.name, recordings[i]!.steps, show(r.label), show(r.float), show(r.golden), show(r.rtl)]);
  const more = results.length > listed ? `... and ${results.length - listed} more (--json lists all)\n` : "";
  const lines = [
    `Engine ${engine}: ${results.length} recordings, ${result.steps} time steps, ${seconds(result.seconds.models + result.seconds.hardware)}.`,
    `Accuracy: float ${percent(accuracy.float)}, integer ${percent(accuracy.golden)}, RTL ${percent(accuracy.rtl)}.`,
  ];
  if (compared !== null)
    lines.push(`Mismatches between RTL and golden model: ${mismatches} (compared: ${compared}).`);
  if (cycles !== null)
    lines.push(
      `Cycles per step: ${cycles.mean.toFixed(1)} (at most ${cycles.max}); bound ${cycles.bound.toFixed(1)}.`,
    );
  return `${table(["recording", "steps", "label", "float", "golden", "RTL"], rows)}${more}\n${lines.join("\n")}\n`;
}
