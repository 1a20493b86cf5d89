// dmp synth: what a network takes on an FPGA and how fast it is there.

import { Option } from "commander";
import { createGolden } from "../../../golden/index.ts";
import { type NetworkPlan, networkCircuit, plan } from "../../core/index.ts";
import { deviceNames, deviceOf, synth, synthText, type Throughput, throughput } from "../../flow/index.ts";
import { elaborate } from "../../hdl/index.ts";
import { activityOf } from "../../inference/cycles.ts";
import { status } from "../errors.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { type Inputs, loadInputs } from "../inputs.ts";
import {
  addBinningOptions,
  addHardwareOption,
  addNetworkOptions,
  type BinningOptions,
  integer,
  jsonOption,
  type NetworkOptions,
  networkArgument,
} from "../options.ts";
import type { AddCommand } from "../program.ts";
import { withProgress } from "../progress.ts";
import { grouped } from "../text.ts";

interface Options extends NetworkOptions, BinningOptions {
  readonly hardware?: string;
  readonly device: string;
  readonly seeds: number;
  readonly clock: number;
  readonly json?: boolean;
}

/** Throughput is measured over so many of the recordings that lie beside the network. */
const measured = 20;

export const addSynth: AddCommand = (program, io, finish) => {
  const command = program
    .command("synth")
    .description(
      "synthesis, place and route for an FPGA: area by circuit, memories, timing, steps per second",
    )
    .argument("<network>", networkArgument)
    .addOption(new Option("--device <name>", "what it is made for").choices(deviceNames).default("up5k"))
    .option(
      "--seeds <n>",
      "runs of place and route, each with another seed; 0: synthesis only",
      integer(0, 64),
      1,
    )
    .option("--clock <MHz>", "what place and route aims at", integer(1, 500), 24);
  addBinningOptions(addNetworkOptions(addHardwareOption(command)))
    .addOption(
      jsonOption("device, tool, utilization, available, circuits, memories, seeds, fmaxMHz, bitstream"),
    )
    .addHelpText(
      "after",
      `
Uses Yosys and nextpnr where they are installed, else the YoWASP packages; \`dmp setup --fpga\` brings them.
Exit status 1 where the figures cannot be true, or the design does not fit: the reasons are shown.

Examples:
  dmp synth models/spoken-digits --hardware models/spoken-digits/hardware-up5k.json --seeds 5
  dmp synth network.ts --device ecp5-25k --json
`,
    )
    .action(async (network: string, options: Options) => {
      const inputs = await loadInputs(network, options, options, io);
      const planned = plan(inputs.integer, await loadHardwareFile(options.hardware, inputs.file.folder));
      const { report } = await withProgress(io, "synthesis, place and route", (at) =>
        synth(elaborate(networkCircuit(planned)), {
          device: deviceOf(options.device),
          seeds: Array.from({ length: options.seeds }, (_, i) => i + 1),
          clockMHz: options.clock,
          onProgress: (_stage, done, total) => at(done, total),
        }),
      );
      const speed = report.fmaxMHz === null ? null : speedOf(planned, inputs, report.fmaxMHz);
      io.out(
        options.json
          ? `${JSON.stringify({ ...report, throughput: speed, bitstream: null })}\n`
          : `${synthText(report)}${speedText(speed)}`,
      );
      finish(report.problems.length > 0 ? status.failed : status.ok);
    });
};

/** Null where there are no recordings to measure the activity with. */
function speedOf(planned: NetworkPlan, { integer: network, calibration }: Inputs, clockMHz: number) {
  const recordings = calibration?.recordings.slice(0, measured) ?? [];
  if (recordings.length === 0) return null;
  const golden = createGolden(network);
  return throughput(
    planned,
    recordings.map((recording) => activityOf(recording, golden.record(recording))),
    clockMHz,
  );
}

const speedText = (speed: Throughput | null): string =>
  speed === null
    ? ""
    : `At ${speed.clockMHz} MHz: ${speed.cyclesPerStep} cycles a step, ${grouped(speed.stepsPerSecond)} steps and ` +
      `${grouped(speed.classesPerSecond)} classes a second.\n`;
