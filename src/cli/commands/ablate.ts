// dmp ablate: what each idea of the schedule, and each size of the network, brings and costs.
import { hardware as checked } from "../../core/index.ts";
import { modelledNames } from "../../explore/index.ts";
import { deviceOf } from "../../flow/index.ts";
import { writeFolder } from "../../generate/index.ts";
import { ablationSvg } from "../../report/index.ts";
import { activeRecordings, agrees, mostSimulated } from "../ablation.ts";
import { ablation, usualChanges } from "../ablation-table.ts";
import { ablationCsv, ablationData, ablationText } from "../ablation-text.ts";
import { command } from "../command.ts";
import { UsageError } from "../errors.ts";
import { noteBanks, tablesOf } from "../exploration.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { needOut } from "../files/write.ts";
import { type Inputs, loadInputs } from "../inputs.ts";
import { choice, integer, integers, letter, preset, text } from "../option.ts";
import {
  binningOptions,
  hardwareOption,
  networkArgument,
  networkOptions,
  recordingsArgument,
} from "../options.ts";

export const ablate = command({
  name: "ablate",
  about:
    "what each idea of the hardware brings: schedules, dilation, weight bits, slow-state sizes, each alone and together",
  arguments: { network: networkArgument, recordings: { ...recordingsArgument, needed: false } },
  options: {
    out: letter("o", text("folder", "write ablation.csv, ablation.json and ablation.svg")),
    dilation: integers(
      "list",
      `steps between refreshes of the slow currents (default: ${usualChanges.dilation})`,
      1,
      10_000,
    ),
    weightBits: integers(
      "list",
      `bits of all weights, where the network is quantized (default: ${usualChanges.weightBits})`,
      2,
      8,
    ),
    slowState: integers("list", `sizes of the slow states (default: ${usualChanges.slowState})`, 0, 1000),
    networks: text("list", "other network files for the same recordings, with commas between them"),
    simulate: preset(2, integer("n", "first recordings that the RTL runs, in simulation", 0, mostSimulated)),
    engine: choice("name", "what simulates (default: builtin)", ["verilator", "builtin"]),
    device: preset("ecp5-25k", choice("name", "what flip-flops are counted for", modelledNames)),
    jobs: preset(1, integer("n", "threads that run recordings for accuracy", 1, 64)),
    energy: text("file", "energy table of one's own in place of the package's"),
    ...hardwareOption,
    ...networkOptions,
    ...binningOptions,
  },
  json: "network, rows [{of, name, cyclesPerStep, modelled, measured {recordings, cyclesPerStep, timeline, mismatches}, bitsPerStep, energyPerStep, clockPerStep, leakage, accuracy, source}], leftOut",
  notes: `Activity is that of the first 20 recordings; accuracy of all of them. Lanes and memories are those of the hardware file.
What the hardware has no switch for (the unfused schedule, slow states held still) is counted by a model, and marked.
Slow states of other sizes are costs with this network's activity; their accuracies are of variants.json beside the network.
Exit status 1 where the simulated hardware takes other cycles than the timeline, or answers otherwise than the golden model.`,
  examples: [
    "dmp ablate models/spoken-digits",
    "dmp ablate models/keywords words/*.wav --networks models/keywords/network-6bit.json,models/keywords/network-4bit.json",
    "dmp ablate net recordings.h5 --dilation 2,4,8 --slow-state 0,5 --out out/ablation",
  ],
  async run(given, io) {
    const { out } = given;
    if (out !== undefined) needOut(out, "ablation");
    if (given.simulate === 0 && given.engine !== undefined)
      throw new UsageError("--engine: what simulates, and --simulate 0 simulates nothing");
    const inputs = await loadInputs(given.network, given, given, io, given.recordings.length === 0);
    const { file } = inputs;
    needEffect(inputs, given);
    const hardware = await loadHardwareFile(given.hardware, file.folder, io);
    const tables = tablesOf(given.energy);
    const only = given.recordings.length === 0;
    const found = await ablation(
      inputs,
      {
        ...(await activeRecordings(inputs, given.recordings, given, io)),
        ...{ device: deviceOf(given.device), engine: given.engine ?? "builtin", jobs: given.jobs },
        tables,
        ...{ hardware: checked({ ...hardware, probe: false }), simulated: given.simulate },
      },
      {
        dilation: given.dilation ?? usualChanges.dilation,
        weightBits: given.weightBits ?? usualChanges.weightBits,
        slowState: given.slowState ?? usualChanges.slowState,
        networks: given.networks?.split(",") ?? [],
      },
      given,
      { binning: given, only },
      io,
    );
    noteBanks(tables, io);
    const json = { network: inputs.integer.name, ...found };
    return {
      json,
      text: ablationText(found),
      failed: found.rows.some(({ measured }) => measured !== null && !agrees(measured)),
      after: () => {
        if (out !== undefined)
          writeFolder(
            out,
            {
              "ablation.csv": ablationCsv(found),
              "ablation.json": `${JSON.stringify(json, null, 2)}\n`,
              "ablation.svg": ablationSvg(ablationData(found)),
            },
            { kind: "ablation" },
          );
      },
    };
  },
});

/** Refuses changes that the network cannot have. @throws UsageError */
function needEffect(
  { file, float, integer: { layers } }: Inputs,
  given: { readonly [K in "dilation" | "slowState" | "weightBits"]?: readonly number[] },
): void {
  if (given.weightBits !== undefined && float === null)
    throw new UsageError(
      `--weight-bits: ${file.path} is an integer network, whose formats are chosen already`,
    );
  const still = layers.every((layer) => layer.memory === null);
  for (const [name, value] of [
    ["--dilation", given.dilation],
    ["--slow-state", given.slowState],
  ] as const)
    if (value !== undefined && still) throw new UsageError(`${name}: ${file.path} has no slow state`);
}
