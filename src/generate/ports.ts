// The ports of a network's top module, with what each is for.
import type { CircuitIR, Design } from "../hdl/index.ts";
import { fieldOf } from "../simulate/index.ts";

export interface PortUse {
  readonly name: string;
  readonly direction: "in" | "out";
  readonly width: number;
  readonly signed: boolean;
  readonly what: string;
}

const described: Readonly<Record<string, string>> = {
  events_tvalid: "an event beat is offered",
  events_tready: "the beat is taken at the clock edge where both are 1",
  events_tdata:
    "address of the event in bits 15 to 0; with graded inputs its unsigned value in bits 31 to 16",
  events_tlast: "last beat of the time step",
  events_tuser: "bit 0: with `events_tlast`, last step of the sequence; bit 1: the beat carries no event",
  classes_tvalid: "a class is offered",
  classes_tready: "the class is taken",
  classes_tdata: "class with the largest logit, the lowest number of equal ones",
  classes_tlast: "the class is that of the sequence's last step",
  logits_tvalid: "a logit is offered: of every class in order, after every time step",
  logits_tready: "the logit is taken",
  logits_tdata: "the class's logit with this step",
  logits_tlast: "last class of the step",
  logits_tuser: "the step is the last of the sequence",
  spikes_tvalid: "a beat of the last layer's spikes is offered",
  spikes_tready: "the beat is taken",
  spikes_tdata: "number of the neuron that fired",
  spikes_tlast: "last beat of the time step; it may carry no spike",
  spikes_tuser: "bit 0: with `spikes_tlast`, last step of the sequence; bit 1: the beat carries no spike",
  params_tvalid: "a parameter beat is offered",
  params_tready: "the beat is taken",
  params_tdata: "first beat of a packet: number of the memory; then its values, two's complement",
  params_tlast: "last value of the memory",
  error_event: "an event was left out: address, value or the step's sum out of bounds; until reset",
  error_length: "a sequence was longer than the network allows; until reset",
  error_params: "a parameter packet did not fit; until reset",
};

const clocks: readonly PortUse[] = [
  {
    name: "clk",
    direction: "in",
    width: 1,
    signed: false,
    what: "clock; everything works at its rising edge",
  },
  { name: "rst", direction: "in", width: 1, signed: false, what: "reset, synchronous, active high" },
];

/** Ports of the top, clock and reset first. */
export function portsOf(design: Design): PortUse[] {
  const top = design.circuits.find((circuit) => circuit.name === design.top) as CircuitIR;
  const ports = top.ports.map(({ name, direction }) => {
    const { width, signed } = fieldOf(design, name);
    const what = described[name] ?? (name.startsWith("probe_") ? "observation, for test benches" : "");
    return { name, direction, width, signed, what };
  });
  return top.clocked ? [...clocks, ...ports] : ports;
}
