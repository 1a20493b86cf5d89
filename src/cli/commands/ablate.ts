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
import { tablesOf } from "../exploration.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { needOut } from "../files/write.ts";
import { loadInputs } from "../inputs.ts";
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
    dilation: preset(
      [...usualChanges.dilation],
      integers("list", "steps between refreshes of the slow currents", 1, 10_000),
    ),
    weightBits: preset(
      [...usualChanges.weightBits],
      integers("list", "bits of all weights, where the network is quantized", 2, 8),
    ),
    slowState: preset([...usualChanges.slowState], integers("list", "sizes of the slow states", 0, 1000)),
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
    const hardware = await loadHardwareFile(given.hardware, file.folder, io);
    const found = await ablation(
      inputs,
      {
        ...(await activeRecordings(inputs, given.recordings, given, io)),
        ...{ device: deviceOf(given.device), engine: given.engine ?? "builtin", jobs: given.jobs },
        tables: tablesOf(given.energy),
        ...{ hardware: checked({ ...hardware, probe: false }), simulated: given.simulate },
      },
      {
        ...{ dilation: given.dilation, weightBits: given.weightBits, slowState: given.slowState },
        networks: given.networks?.split(",") ?? [],
      },
      given,
      io,
    );
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
