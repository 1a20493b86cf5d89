// One task of the demo: a model folder from weights to verified hardware, stage by stage.

import { join } from "node:path";
import { createGolden } from "../../../golden/index.ts";
import { counted, grouped } from "../../base/counted.ts";
import { plan } from "../../core/index.ts";
import { generate, lint, writeFolder } from "../../generate/index.ts";
import { type InferenceResult, infer, prepare } from "../../inference/index.ts";
import { reportText, saveNetwork } from "../../quantize/index.ts";
import { activitySvg, svgToPng } from "../../report/index.ts";
import type { EngineName } from "../../simulate/index.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { recordingsBeside } from "../files/recordings.ts";
import { writeResult } from "../files/write.ts";
import { compareInputs, loadInputs } from "../inputs.ts";
import type { Io } from "../io.ts";
import { recordingsFor } from "../recordings.ts";
import { percent } from "../text.ts";
import { activityData, shownRecordings } from "./figure.ts";
import type { Stages } from "./stages.ts";
import type { Target } from "./targets.ts";

export interface TaskResult {
  readonly name: string;
  readonly result: InferenceResult;
  /** Files that were written. */
  readonly files: readonly string[];
  /** Steps per second of the hardware at the stated clock. */
  readonly stepsPerSecond: number | null;
}

export interface TaskOptions extends Target {
  /** The model's. */
  readonly folder: string;
  readonly engine: EngineName;
  /** MHz. */
  readonly clock: number;
  readonly to?: number;
}

export async function task(
  { folder, name, target, engine, clock, to }: TaskOptions,
  stages: Stages,
  io: Io,
): Promise<TaskResult> {
  const files: string[] = [];
  const write = (file: string, contents: string | Uint8Array) => {
    const path = join(target, file);
    writeResult(path, contents);
    files.push(path);
  };

  const inputs = await stages.run("quantize", async () => {
    const value = await loadInputs(folder, {}, { pool: 1 }, io);
    const { quantized, integer } = value;
    write("network.json", saveNetwork(integer));
    if (quantized !== null)
      write("quantization.txt", reportText(quantized, compareInputs(value) ?? undefined));
    const shape = [
      integer.inputs.channels,
      ...integer.layers.map((l) => l.neurons),
      integer.readout.classes,
    ].join("-");
    const dims = integer.layers.map((l) => l.memory?.dim ?? 0).join(", ");
    return { value, said: `${shape} (d = ${dims}): weights of ${integer.layers[0]!.fast.weights.bits} bits` };
  });
  const tests = recordingsBeside(folder, "test")!;
  const recordings = (await recordingsFor(inputs.file, [tests], { pool: 1 }, io)).recordings.slice(0, to);
  const classes = inputs.file.classes ?? inputs.calibration?.classes ?? [];
  const names = Array.from({ length: inputs.integer.readout.classes }, (_, c) => classes[c] ?? `${c}`);
  const hardware = await loadHardwareFile(undefined, inputs.file.folder, io);

  const rtl = join(target, "rtl");
  const made = await stages.run("generate", async () => {
    const value = generate(plan(inputs.integer, hardware), { sequences: recordings.slice(0, 1) });
    const sources = {
      "network.json": saveNetwork(inputs.integer),
      "hardware.json": `${JSON.stringify(hardware, null, 2)}\n`,
    };
    const everything = { ...value.files, ...sources };
    writeFolder(rtl, everything, { kind: "verilog" });
    files.push(...Object.keys(everything).map((name) => join(rtl, name)));
    const modules = Object.keys(value.files).filter((name) => name.endsWith(".v")).length;
    const bits = value.memories.reduce((sum, m) => sum + m.depth * m.bits, 0);
    return {
      value,
      said: `${counted(modules, "Verilog file")}, ${counted(value.memories.length, "memory", "memories")} (${counted(bits, "bit")})`,
    };
  });
  await stages.run("lint", async () => ({ value: null, said: await lint(rtl, made.top) }));

  const probed = { ...hardware, probe: true };
  if (engine === "verilator")
    await stages.run("build", async () => {
      await prepare(engine, inputs.integer, probed);
      return {
        value: null,
        said: "simulator compiled by Verilator, with every state and membrane to be seen",
      };
    });

  const result = await stages.run("run", async (at) => {
    const value = await infer({
      engine,
      float: inputs.float,
      integer: inputs.integer,
      hardware: probed,
      recordings,
      onProgress: (stage, done, total) => stage !== "build" && at(done, total),
    });
    return { value, said: runText(value, clock) };
  });

  await stages.run("draw", async () => {
    const golden = createGolden(inputs.integer);
    const drawn = shownRecordings(result.results).map((at) => recordings[at]!);
    const svg = activitySvg(drawn.map((r) => activityData(inputs.integer, r, golden.record(r), names)));
    write("activity.svg", svg);
    write("activity.png", await svgToPng(svg));
    return { value: null, said: join(target, "activity.svg and activity.png") };
  });
  const mean = result.cyclesPerStep?.mean;
  return {
    name,
    result,
    files,
    stepsPerSecond: mean === undefined ? null : (clock * 1e6) / mean,
  };
}

function runText(
  { results, steps, mismatches, values, accuracy, cyclesPerStep, seconds }: InferenceResult,
  clock: number,
) {
  const lines = [
    `${counted(results.length, "recording")}, ${counted(steps, "time step")} (models ${seconds.models.toFixed(1)} s, simulation ${seconds.hardware.toFixed(1)} s)`,
    `accuracy: float ${percent(accuracy.float)}, integer ${percent(accuracy.golden)}, RTL ${percent(accuracy.rtl)}`,
    `mismatches: ${mismatches} (${counted(values, "value")} compared with the golden model)`,
  ];
  if (cyclesPerStep !== null) {
    const { mean, max, bound } = cyclesPerStep;
    lines.push(
      `cycles per step: ${mean.toFixed(1)} (at most ${max}), bound ${bound.toFixed(1)}: ${(mean / bound).toFixed(2)} times the bound`,
      `at ${clock} MHz: ${grouped((clock * 1e6) / mean)} steps per second`,
    );
  }
  return lines.join("\n");
}
