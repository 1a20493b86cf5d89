// What the cells of each circuit grow with: widths times lanes, addresses, and memories that are no RAM cells of their own.
import {
  type CorePlan,
  coreCount,
  type Hardware,
  type HardwarePart,
  type ReadoutPart,
} from "../core/index.ts";
import type { IntegerNetwork } from "../network/index.ts";
import { muxedBits } from "./block-ram.ts";
import type { PlacedMemory } from "./memories.ts";
import type { ModelledFamily } from "./modelled.ts";
import { neuronSizes } from "./neuron-sizes.ts";
import { address, bitsOf } from "./size-bits.ts";
import { slowSizes } from "./slow-sizes.ts";

/** Sizes of a circuit that its cells are fitted to, by name. */
export type Sizes = Readonly<Record<string, number>>;

export interface SizedCircuit {
  /** Its path of instances without the core's name: circuits with the same are fitted together. */
  readonly kind: string;
  readonly sizes: Sizes;
}

/** What lies in look-up tables of so many addresses, or is chosen between RAM cells. */
export interface FamilyFacts {
  readonly name: ModelledFamily;
  /** Addresses of a look-up table, and of one used as RAM. */
  readonly lutWords: number;
}

export const familyFacts: Readonly<Record<FamilyFacts["name"], FamilyFacts>> = {
  ice40: { name: "ice40", lutWords: 16 },
  ecp5: { name: "ecp5", lutWords: 16 },
  xc7: { name: "xc7", lutWords: 64 },
};

/** What the memories of a circuit add to its cells. */
function memorySizes(
  memories: readonly PlacedMemory[],
  loaded: boolean,
  { name, lutWords }: FamilyFacts,
): Sizes {
  const sum = (of: (m: PlacedMemory) => number) => memories.reduce((total, m) => total + m.copies * of(m), 0);
  const rows = (m: PlacedMemory) => Math.ceil(m.words / lutWords);
  const inTables = (m: PlacedMemory) => m.style === "distributed" || m.style === "registers";
  return {
    muxed: sum((m) => muxedBits(name, m)),
    tables: sum((m) => (m.style === "distributed" ? rows(m) * m.bits : 0)),
    constants: sum((m) => (m.style === "registers" ? rows(m) * m.bits : 0)),
    tableMuxed: sum((m) => (inTables(m) ? (rows(m) - 1) * m.bits : 0)),
    held: sum((m) => (inTables(m) ? m.bits : 0)),
    loads: loaded ? sum((m) => m.lanes) : 0,
  };
}

/** Bits of a word of currents, where there are two banks of them. */
const banksOf = ({ overlap, banks }: Hardware, bits: number) => ({
  joint: Number(overlap && banks === "joint") * bits,
  separate: Number(overlap && banks === "separate") * bits,
});

function coreCircuits(core: CorePlan): Record<string, Sizes> {
  const { lanes, types, layers, depth, hardware, valueBits } = core;
  const { spike, update, neuron } = lanes;
  const staged = Number(hardware.pipeline);
  const shared = Number(layers.length > 1);
  const current = bitsOf(types.current);
  const weight = bitsOf(types.weight);
  const graded = valueBits > 0 ? weight + valueBits : 0;
  const neurons = Math.max(...layers.map((l) => l.layer.neurons));
  const words = Math.max(...layers.map((l) => l.words));
  const dims = Math.max(...layers.map((l) => l.dim));
  const event = address(core.inputs) + valueBits;
  const lists = hardware.dataflow === "neuron-stationary";
  const sums = {
    sums: spike * current,
    staged: staged * spike * weight,
    graded: spike * graded,
  };
  const fast = lists
    ? {
        event_list: { event, address: address(depth.events), shared },
        fast_current: { ...sums, word: neuron * current, address: address(depth.weights), shared },
      }
    : {
        integrate: {
          ...sums,
          address: address(depth.weights),
          bank: address(depth.currents),
          ...banksOf(hardware, spike * current),
        },
      };
  return {
    ...fast,
    ...(core.hasMemory ? slowSizes(core) : {}),
    core: {
      parts: lists ? 0 : (spike - neuron) * current,
      drive: core.hasMemory ? bitsOf(types.drive) : 0,
      shared: shared * event,
      staged,
    },
    sequencer: {
      address: address(depth.neuron) + address(dims) + address(depth.slow) + address(depth.update),
      shared: shared * address(depth.slow),
      breaks: Number(!hardware.dependencyBreaking),
      update: address(update + 1),
      staged,
    },
    neurons: { ...neuronSizes(core), address: address(words) },
    emit: { neurons: address(neurons), lanes: neuron },
    "emit.queue": { bits: neuron + 2, address: address(3 * words) },
    ...(hardware.pipeline ? { "emit.front": { bits: neuron + 2 } } : {}),
  };
}

function readoutCircuits({ readout, network, hardware }: ReadoutPart): Record<string, Sizes> {
  const { lanes, types, classes, inputs, groups } = readout;
  const staged = Number(hardware.pipeline);
  const current = bitsOf(types.current);
  const sums = { sums: lanes * current, staged: staged * lanes * bitsOf(types.weight) };
  const logit = bitsOf(types.logit);
  const { membrane, lastSteps } = network.readout;
  const lists = hardware.dataflow === "neuron-stationary";
  return {
    readout: {
      logit,
      step: bitsOf(types.step) + current,
      membrane: membrane === null ? 0 : bitsOf(types.membrane),
      window: lastSteps === null ? 0 : bitsOf(types.step) + address(lastSteps * classes),
      classes: address(classes),
      steps: address(network.maxSteps ?? 1),
      staged: staged * (logit + bitsOf(types.step)),
      logits: Number(hardware.outputs.logits) * logit,
      parts: lists ? 0 : lanes * current,
    },
    ...(lists
      ? {
          "readout.event_list": { event: address(inputs), address: address(inputs), shared: 0 },
          "readout.fast_current": { ...sums, word: current, address: address(inputs * groups), shared: 0 },
        }
      : {
          "readout.integrate": {
            ...sums,
            address: address(inputs * groups),
            bank: address(groups),
            ...banksOf(hardware, lanes * current),
          },
        }),
    ...(hardware.outputs.logits
      ? { "readout.logit_queue": { bits: logit + 2, address: address(classes) } }
      : {}),
  };
}

/** Circuits of a part, with the memories of each. */
export function circuitsOfPart(
  part: HardwarePart,
  memories: readonly PlacedMemory[],
  facts: FamilyFacts,
): SizedCircuit[] {
  const circuits = "core" in part ? coreCircuits(part.core) : readoutCircuits(part);
  const loaded = part.hardware.parameters === "loaded";
  return Object.entries(circuits).map(([kind, sizes]) => {
    const path = pathOf(part, kind);
    const own = memories.filter((m) => m.name.slice(0, m.name.lastIndexOf(".")) === path);
    return { kind, sizes: { one: 1, ...sizes, ...memorySizes(own, loaded, facts) } };
  });
}

/** The path of instances of a part's circuit. */
export const pathOf = (part: HardwarePart, kind: string): string =>
  !("core" in part) ? kind : kind === "core" ? part.core.name : `${part.core.name}.${kind}`;

/** What stands around the parts: intake, loader, and the top that joins them. */
export function circuitsAround(network: IntegerNetwork, hardware: Hardware): SizedCircuit[] {
  const cores = coreCount(network, hardware);
  const event = address(network.inputs.channels) + network.inputs.valueBits;
  const loaded = Number(hardware.parameters === "loaded");
  return [
    { kind: "", sizes: { one: 1, cores, loaded, logits: Number(hardware.outputs.logits) } },
    { kind: "intake", sizes: { one: 1, event, values: network.inputs.valueBits } },
    ...(loaded > 0
      ? [{ kind: "loader", sizes: { one: 1, cores, shared: Number(hardware.mapping === "shared") } }]
      : []),
  ];
}
