// dmp run: recordings through the hardware, the golden model or the float model.

import { runUnits } from "../../batch/index.ts";
import { inferred, type TraceFiles, trace, traceFiles } from "../../inference/index.ts";
import type { EngineName } from "../../simulate/index.ts";
import { batchFolderOption, batchNotes, batchOf, batchOptions, batchResult, unitsOf } from "../batching.ts";
import { command } from "../command.ts";
import { detailsOf } from "../details.ts";
import { chooseEngine, engines } from "../engine.ts";
import { UsageError } from "../errors.ts";
import { runExpected } from "../expect.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { needResult } from "../files/write.ts";
import { loadFloat, loadInputs } from "../inputs.ts";
import { choice, flag, integer, preset, text } from "../option.ts";
import {
  binningOptions,
  hardwareOption,
  networkArgument,
  networkOptions,
  recordingsArgument,
} from "../options.ts";
import { withProgress } from "../progress.ts";
import { ranResult } from "../ran.ts";
import { recordingsFor } from "../recordings.ts";
import { shellWord } from "../text.ts";

export const run = command({
  name: "run",
  about: "recordings through the RTL, the golden or the float model: classes, accuracy, cycles",
  arguments: { network: networkArgument, recordings: { ...recordingsArgument, needed: false } },
  options: {
    engine: choice("name", "default: verilator, or builtin where there is none", engines),
    logits: flag(
      "JSON: logits and spike counts of the models too; with hardware all its values are compared with them",
    ),
    trace: text(
      "file",
      "write a waveform of one recording and a view of it for GTKWave: .fst by Verilator, .vcd by the built-in engine",
    ),
    expect: text(
      "file",
      "the float model beside what a framework recorded (.npz, .safetensors, .pt): input, spikes, membranes, slow states, logits; instead of recordings",
    ),
    probe: flag("compare every spike, state, membrane and logit with the golden model, not only classes"),
    jobs: preset(1, integer("n", "threads that run the models, with --engine golden or float", 1, 256)),
    ...hardwareOption,
    ...networkOptions,
    ...binningOptions,
    ...batchOptions,
    ...batchFolderOption,
  },
  json: "engine, recordings, mismatches, accuracy, cyclesPerStep, bitsPerStep, operationsPerStep, seconds, results",
  notes: `Hardware with outputs at every step (outputs.classes "step", outputs.logits): results[].rtlSteps in the JSON.
Exit status 1 where the hardware and the golden model differ, or the float model and what --expect gives.
JSON with --expect: engine, steps, quantities, first, causes. ${batchNotes}`,
  examples: [
    "dmp run models/spoken-digits models/spoken-digits/test-100.h5",
    "dmp run models/spoken-digits my-voice.wav",
    "dmp run models/spoken-digits models/spoken-digits/test-100.h5 --to 1 --trace wave.vcd",
    "dmp run network.ts shd_test.h5 --pool 5 --steps 100 --to 50 --engine golden",
    "dmp run net --expect trace.npz",
    "dmp run integer.json t10k-images-idx3-ubyte.gz --engine golden --jobs 4",
    "dmp run integer.json t10k-images-idx3-ubyte.gz --engine golden --batch slurm --out out/batch",
  ],
  async run(given, io) {
    const place = batchOf(given);
    if (place === null && given.out !== undefined) throw new UsageError("--out: it is for --batch slurm");
    for (const name of ["expect", "trace", "logits"] as const)
      if (place !== null && given[name] !== undefined) throw new UsageError(`--${name}: not in a batch`);
    if (given.expect !== undefined) return runExpected(given.expect, given);
    if (given.recordings.length === 0)
      throw new UsageError("missing required argument 'recordings': files of them, or --expect FILE instead");
    const engine = await chooseEngine(given.engine ?? engineOfTrace(given.trace), io);
    const simulator = engine === "verilator" || engine === "builtin" ? engine : null;
    checkTrace(given.trace, simulator);
    // With hardware the option also makes all values be compared; without, the JSON is all that it changes.
    if (given.logits && simulator === null && !given.json)
      throw new UsageError(`--logits: with --engine ${engine} they are in the JSON only; give --json too`);
    for (const name of ["probe", "hardware"] as const)
      if (simulator === null && given[name] !== undefined)
        throw new UsageError(`--${name}: --engine ${engine} runs a model and no hardware`);
    if (simulator !== null && given.jobs > 1)
      throw new UsageError(`--jobs: for --engine golden and float; ${engine} runs in one thread`);
    const inputs =
      engine === "float"
        ? await loadFloat(given.network, given)
        : await loadInputs(given.network, given, given, io);
    const loaded = await recordingsFor(inputs.file, given.recordings, given, io);
    if (given.trace !== undefined && loaded.recordings.length > 1)
      throw new UsageError(
        `--trace: one recording is traced, and these are ${loaded.recordings.length}; choose one with --from and --to`,
      );
    const hardware =
      simulator === null ? null : await loadHardwareFile(given.hardware, inputs.file.folder, io);
    const probe = given.probe ?? given.logits ?? hardware?.probe ?? false;
    const asked = {
      engine,
      float: inputs.float,
      integer: inputs.integer,
      hardware: hardware && { ...hardware, probe },
      recordings: loaded.recordings,
      jobs: given.jobs,
    };
    const names = inputs.file.classes ?? loaded.classes ?? inputs.calibration?.classes ?? null;
    if (place !== null)
      return batchResult(place, "run", { engine, names }, runUnits(asked, unitsOf(place)), given.jobs);
    const found = await withProgress(io, "recordings", (at) =>
      inferred({ ...asked, onProgress: (stage, done, total) => stage !== "build" && at(done, total) }),
    );
    const { json, text: said, failed } = ranResult(engine, found, names, io);
    const traced = given.trace === undefined ? null : traceFiles(given.trace);
    const details = given.logits ? detailsOf(inputs) : null;
    const results = json.results.map((r, i) => ({
      ...r,
      ...(details === null ? {} : { details: details(loaded.recordings[i]!) }),
    }));
    return {
      json: { ...json, results, trace: traced },
      text: `${said}${traced === null ? "" : traceText(traced)}`,
      failed,
      after: async () => {
        if (traced !== null)
          await trace(simulator!, inputs.integer!, hardware!, loaded.recordings[0]!, traced.waveform);
      },
    };
  },
});

const endings = { verilator: ".fst", builtin: ".vcd" } as const;

/** The engine that writes waveforms of the kind that the file's name tells of. */
const engineOfTrace = (file: string | undefined) =>
  (["verilator", "builtin"] as const).find((engine) => file?.endsWith(endings[engine]));

function checkTrace(file: string | undefined, engine: EngineName | null): void {
  if (file === undefined) return;
  if (engine === null) throw new UsageError("--trace: a waveform needs --engine verilator or builtin");
  if (!file.endsWith(endings[engine]))
    throw new UsageError(`--trace ${file}: the engine ${engine} writes ${endings[engine]}`);
  needResult("--trace", file, null);
}

const traceText = ({ waveform, view }: TraceFiles) =>
  `Waveform: ${waveform}\nShow it: gtkwave ${shellWord(view)}\n`;
