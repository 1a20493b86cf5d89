// dmp cost: what a network costs on a hardware choice, a step, a recording, a second of what it hears: counted, no synthesis.
import { counted, grouped } from "../../base/counted.ts";
import {
  energyRanges,
  evaluator,
  modelledNames,
  type PointCosts,
  type Range,
  type Recorded,
  settingOf,
} from "../../explore/index.ts";
import { deviceOf } from "../../flow/index.ts";
import type { IntegerNetwork } from "../../network/index.ts";
import { activeRecordings } from "../ablation.ts";
import { command } from "../command.ts";
import { noteBanks, tablesOf } from "../exploration.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { needResult, writeResult } from "../files/write.ts";
import { loadInputs } from "../inputs.ts";
import { choice, letter, preset, text } from "../option.ts";
import {
  binningOptions,
  hardwareOption,
  networkArgument,
  networkOptions,
  recordingsArgument,
} from "../options.ts";
import { table } from "../text.ts";

/** What of the costs adds up over steps. */
interface Share {
  readonly steps: number;
  readonly cycles: number;
  readonly bits: number;
  /** pJ of memories and arithmetic, and of clocks of registers, over the tables. */
  readonly energy: Range;
  readonly clock: Range;
}

/** An event, or a spike, for each neuron or class that it goes to. */
function synapticOperations({ layers, readout }: IntegerNetwork, { alike, steps }: Recorded): number {
  const sizes = [...layers.map((l) => l.neurons), readout.classes];
  const ofStep = (work: Recorded["alike"][number]["work"]) =>
    work.reduce((sum, { counted: events }, part) => sum + events * sizes[part]!, 0);
  return alike.reduce((sum, group) => sum + (group.steps / steps) * ofStep(group.work), 0);
}

const times = ({ low, high }: Range, n: number): Range => ({ low: low * n, high: high * n });

function shareOf(costs: PointCosts, steps: number): Share {
  const { energyPerStep, clockPerStep } = energyRanges(costs);
  return {
    steps,
    cycles: costs.cyclesPerStep.mean * steps,
    bits: costs.bitsPerStep * steps,
    energy: times(energyPerStep, steps),
    clock: times(clockPerStep, steps),
  };
}

export const cost = command({
  name: "cost",
  about:
    "what a network costs on a hardware choice: cycles, bits moved, energy; a step, a recording, a second",
  arguments: { network: networkArgument, recordings: { ...recordingsArgument, needed: false } },
  options: {
    device: preset("ecp5-25k", choice("name", "what flip-flops are counted for", modelledNames)),
    energy: text("file", "energy table of one's own in place of the package's"),
    out: letter("o", text("file", "write the JSON")),
    ...hardwareOption,
    ...networkOptions,
    ...binningOptions,
  },
  json: "network, hardware, device, recordings, steps, activity [{work, steps}], cyclesPerStep, operationsPerStep, synapticOperations, step, recording, second {steps, cycles, bits, energy, clock}, tables [{table, memories, arithmetic, clock, leakage}], leakage",
  notes: `Cycles, bits and operations are exact, over all recordings named, or the first 20 of those beside the network. Energy is modelled,
pJ over the tables; clocks of registers, none of them gated, and leakage (mW) stand apart.`,
  examples: [
    "dmp cost models/spoken-digits",
    "dmp cost models/keywords words/*.wav --out costs.json",
    "dmp cost models/s-mnist/integer.json t10k-images-idx3-ubyte.gz --to 20 --json",
  ],
  async run(given, io) {
    needResult("--out", given.out, ".json");
    const inputs = await loadInputs(given.network, given, given, io, given.recordings.length === 0);
    const { integer, file } = inputs;
    const hardware = await loadHardwareFile(given.hardware, file.folder, io);
    const named = given.recordings.length > 0;
    const most = named ? Number.POSITIVE_INFINITY : undefined;
    const { recordings, recorded } = await activeRecordings(inputs, given.recordings, given, io, most);
    const device = deviceOf(given.device);
    const tables = tablesOf(given.energy);
    const setting = settingOf(integer, recorded, device, tables);
    const costs = evaluator(setting).costs(hardware);
    noteBanks(tables, io);
    const { steps, sequences } = recorded;
    const json = {
      network: integer.name,
      hardware,
      device: device.name,
      recordings: recordings.length === 0 ? 0 : sequences.length,
      steps,
      activity: recorded.alike,
      cyclesPerStep: costs.cyclesPerStep,
      operationsPerStep: costs.operationsPerStep,
      synapticOperations: synapticOperations(integer, recorded),
      step: shareOf(costs, 1),
      recording: shareOf(costs, steps / sequences.length),
      second: shareOf(costs, 1 / integer.inputs.timestep),
      tables: costs.energy,
      leakage: energyRanges(costs).leakage,
    };
    return {
      json,
      text: costText(json),
      after: () => {
        if (given.out !== undefined) writeResult(given.out, `${JSON.stringify(json, null, 2)}\n`);
      },
    };
  },
});

interface Costed {
  readonly network: string;
  readonly recordings: number;
  readonly steps: number;
  readonly synapticOperations: number;
  readonly step: Share;
  readonly recording: Share;
  readonly second: Share;
  readonly tables: PointCosts["energy"];
  readonly cyclesPerStep: PointCosts["cyclesPerStep"];
}

const nano = (pico: number) => (pico < 100_000 ? (pico / 1000).toPrecision(3) : grouped(pico / 1000));
const range = ({ low, high }: Range) => `${nano(low)} to ${nano(high)}`;

function costText(costed: Costed) {
  const { network, recordings, steps, step, recording, second, tables, cyclesPerStep } = costed;
  const { synapticOperations: synaptic } = costed;
  const each = ({ low, high }: Range) =>
    `${(low / synaptic).toFixed(2)} to ${(high / synaptic).toFixed(2)} pJ`;
  const short = (n: number) => (n < 1000 ? n.toFixed(1) : grouped(n));
  const row = (name: string, { steps: n, cycles, bits, energy, clock }: Share) => [
    ...[name, grouped(n), short(cycles), short(bits / 1000), range(energy), range(clock)],
  ];
  const over = recordings === 0 ? "made-up steps" : counted(recordings, "recording");
  return [
    `${network}, ${over}, ${counted(steps, "step")}; cycles at most ${cyclesPerStep.max}, nine steps in ten at most ${cyclesPerStep.ninth}. Exact.\n`,
    table(
      ["", "steps", "cycles", "kbit moved", "modelled nJ", "nJ, clocks"],
      [row("a step", step), row("a recording", recording), row("a second", second)],
    ),
    `${grouped(synaptic)} synaptic operations a step (an event for each neuron that it goes to): ${each(step.energy)} each, clocks ${each(step.clock)}.\n`,
    table(
      ["modelled energy a step, nJ", "memories", "arithmetic", "clocks", "leakage, mW"],
      tables.map((e) => [
        ...[e.table, nano(e.memories), nano(e.arithmetic), nano(e.clock), e.leakage.toFixed(3)],
      ]),
    ),
  ].join("\n");
}
