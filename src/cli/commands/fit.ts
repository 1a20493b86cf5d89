// dmp fit: the hardware choice for a device and a rate, what limits it, and what the next choices cost.
import { grouped } from "../../base/counted.ts";
import {
  type Alternative,
  energyRanges,
  type Fitted,
  fit as fitHardware,
  modelledNames,
  settingOf,
} from "../../explore/index.ts";
import { type Device, deviceOf, FlowRunError, resources, resourceTitles } from "../../flow/index.ts";
import { command } from "../command.ts";
import { activityFor, noteBanks, tablesOf } from "../exploration.ts";
import { needResult, writeResult } from "../files/write.ts";
import { choiceOf } from "../fitting.ts";
import { loadCalibrated, loadInputs } from "../inputs.ts";
import { choice, integer, letter, needed, preset, text } from "../option.ts";
import { binningOptions, networkArgument, networkOptions } from "../options.ts";
import { table } from "../text.ts";

export const fit = command({
  name: "fit",
  about: "the hardware choice for a device: smallest that keeps up with a rate, or fastest that fits",
  arguments: { network: networkArgument },
  options: {
    device: needed(choice("name", "what it is made for", modelledNames)),
    rate: integer("n", "time steps a second that it must keep up with; default: as many as can be", 1),
    clock: preset(24, integer("MHz", "clock that it runs at", 1, 500)),
    recordings: text(
      "file",
      "recordings whose activity counts, all of them; default: the first 20 beside the network",
    ),
    energy: text("file", "energy table of one's own in place of the package's"),
    out: letter("o", text("file", "write the hardware choice (.json)")),
    ...networkOptions,
    ...binningOptions,
  },
  json: "hardware, device, stepsPerSecond, cyclesPerStep, utilization, available, energyPerStep, clockPerStep, leakage, limit {part, cycles}, fullest, alternatives [{change, cycles, area, fits}]",
  notes: `Cycles, block RAMs, single-port RAMs and multipliers are exact; logic, flip-flops and energy are modelled. That the device
reaches the clock only place and route can tell: dmp synth.`,
  examples: [
    "dmp fit models/spoken-digits --device up5k --rate 20000 --out hardware.json",
    "dmp fit models/spoken-digits --device ecp5-25k --clock 60 --json",
  ],
  async run(given, io) {
    needResult("--out", given.out, ".json");
    // What is said of recordings is said of those that are named.
    const inputs =
      given.recordings === undefined
        ? await loadCalibrated(given, io)
        : await loadInputs(given.network, given, given, io);
    const device = deviceOf(given.device);
    const tables = tablesOf(given.energy);
    const recorded = await activityFor(inputs, given, io, given.recordings);
    const setting = settingOf(inputs.integer, recorded, device, tables);
    const hertz = given.clock * 1e6;
    const found = fitHardware(setting, given.rate === undefined ? null : hertz / given.rate);
    if (found === null)
      throw new FlowRunError(
        `no hardware choice for ${device.part}${given.rate === undefined ? "" : ` keeps up with ${grouped(given.rate)} steps a second at ${given.clock} MHz and`} ` +
          "fits; smaller: fewer bits a weight (--bits), fewer neurons, a lower --rate, or another --device",
      );
    noteBanks(tables, io);
    const { costs, limit, fullest, alternatives } = found;
    const hardware = JSON.stringify(found.hardware, null, 2);
    return {
      json: {
        hardware: found.hardware,
        device: device.name,
        stepsPerSecond: Math.floor(hertz / costs.cyclesPerStep.mean),
        cyclesPerStep: costs.cyclesPerStep,
        utilization: costs.area,
        available: device.available,
        ...energyRanges(costs),
        limit,
        fullest,
        alternatives,
      },
      text: fittedText(found, device, given.clock),
      after: () => {
        if (given.out !== undefined) writeResult(given.out, `${hardware}\n`);
      },
    };
  },
});

const signed = (n: number) => (n > 0 ? `+${n}` : `${n}`);

const alternativeRow = ({ change, cycles, area, fits }: Alternative) => [
  change,
  signed(Number(cycles.toFixed(1))),
  ...resources.map((r) => signed(area[r])),
  fits ? "" : "does not fit",
];

function fittedText(
  { hardware, costs, limit, fullest, alternatives }: Fitted,
  device: Device,
  clock: number,
) {
  const { cyclesPerStep: cycles, area, energy } = costs;
  const heads = resources.map((r) => resourceTitles[r]);
  const rate = grouped(Math.floor((clock * 1e6) / cycles.mean));
  const nano = (pico: number) => (pico / 1000).toFixed(2);
  return [
    `${device.part} at ${clock} MHz: ${JSON.stringify(choiceOf(hardware))}\n`,
    `${cycles.mean.toFixed(1)} cycles a step (most ${cycles.max}): ${rate} steps a second; answers ${Math.round(cycles.latency.mean)} cycles after the last event. Exact.\n`,
    table(
      ["", ...heads],
      [
        ["used", ...resources.map((r) => area[r])],
        ["available", ...resources.map((r) => device.available[r])],
      ],
    ),
    "Logic and flip-flops are modelled, the rest is exact.\n",
    `Most cycles: ${limit.part} (${limit.cycles.toFixed(1)} a step on its own); fullest: ${resourceTitles[fullest]}.\n`,
    table(["change", "cycles", ...heads, ""], alternatives.map(alternativeRow)),
    table(
      ["modelled energy a step, nJ", "memories", "arithmetic", "clocks", "leakage, mW"],
      energy.map((e) => [e.table, nano(e.memories), nano(e.arithmetic), nano(e.clock), e.leakage.toFixed(3)]),
    ),
  ].join("\n");
}
