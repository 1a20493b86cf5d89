// Network against network: the published RTL of the same idea, layers one after the other, and this core. Run with
// `npm run bench:peer`; prints a table in Markdown. Cycles are those of the exact timeline, bits those of `accesses`.
import {
  accesses,
  bitsMoved,
  cyclesPerStep,
  type HardwareInput,
  hardware,
  networkCircuit,
  plan,
} from "../src/core/index.ts";
import { deviceOf, synth } from "../src/flow/index.ts";
import { elaborate } from "../src/hdl/index.ts";
import { steadyNetwork, words } from "./steady.ts";

const { dim } = words;
const neurons = words.neurons[0]!;
const lanes = { spike: 4, memory: 4, update: 2 };

/** Cycles of the published core for a layer, from its state machines: 4 neurons a cycle, S events. */
const peerLayer = (events: number) => {
  const groups = neurons / 4;
  return 7 + 3 * groups + Math.max(events * groups, (dim + 1) * groups);
};

const networkOf = (events: number) => steadyNetwork({ ...words, events });

const choices: readonly HardwareInput[] = [
  { lanes, parameters: "loaded", dataflow: "event-stationary" },
  { lanes, parameters: "loaded", dataflow: "neuron-stationary" },
];
console.log(
  "| events a step | dataflow | cycles | kbit a step, layers | readout | LUT6, network | flip-flops |",
);
console.log("|---|---|---|---|---|---|---|");
for (const events of [9, 14, 20, 32])
  for (const choice of choices) {
    const { network, activity } = networkOf(events);
    const planned = plan(network, hardware(choice));
    const moved = { layers: 0, readout: 0 };
    for (const memory of accesses(planned, activity).memories)
      moved[memory.name.startsWith("readout") ? "readout" : "layers"] += bitsMoved(memory);
    let area = ["", ""];
    if (events === 14) {
      const { report } = await synth(elaborate(networkCircuit(planned)), {
        device: deviceOf("xc7"),
        seeds: [],
        clockMHz: 100,
      });
      area = [`${report.utilization.logic}`, `${report.utilization.ff}`];
    }
    const kbit = (bits: number) => (bits / 1000).toFixed(1);
    console.log(
      `| ${events} | ${planned.hardware.dataflow} | ${cyclesPerStep(planned, activity)} | ${kbit(moved.layers)} | ${kbit(moved.readout)} | ${area.join(" | ")} |`,
    );
  }
console.log(
  `\nPublished, a layer alone: ${[9, 14, 20, 32].map((s) => `${peerLayer(s)} cycles at ${s} events`).join(", ")}.`,
);
