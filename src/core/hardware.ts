// The hardware choice: how a network is computed, apart from what it computes.

import { z } from "zod";
import { InputError } from "../base/errors.ts";
import { heldStill } from "./held-still.ts";

// Every message says what is allowed; `hardware` puts before it what was found.
const object = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, `an object with ${Object.keys(shape).join(", ")}`);
const choice = <const T extends readonly string[]>(...names: T) =>
  z.enum(names, names.map((name) => JSON.stringify(name)).join(", "));
const flag = z.boolean("true or false");
const laneRange = "a whole number from 1 to 64";
const lanes = z.int(laneRange).min(1, laneRange).max(64, laneRange);
/** One number for all layers, or a number for each. */
const lanesByLayer = z.union([lanes, z.array(lanes).min(1)], `${laneRange}, or a list of such, one a layer`);

/**
 * Where a parameter memory lands. `spram`: the large single-port RAM of iCE40 UltraPlus; `macro`: a module of its own, for a
 * chip's RAM; both have no initial contents.
 */
const style = choice("block", "spram", "distributed", "registers", "macro");
const stateStyles = choice("block", "distributed", "registers", "macro");

export const hardwareSchema = object({
  lanes: object({
    /** Neurons that take an event's weight in one cycle. */
    spike: lanesByLayer,
    /** Neurons that take a slow state's term in one cycle. */
    memory: lanesByLayer,
    /** Slow states updated side by side. */
    update: lanesByLayer,
    /** Classes that take an event's weight in one cycle; default: enough to be no slower than the last layer. */
    readout: lanes.optional(),
  }),
  /**
   * What is held still while the other streams by. `event-stationary`: an event, past which all neurons' currents stream,
   * read from memory and written back. `neuron-stationary`: a group of `lanes.spike` neurons, whose sums stay in registers
   * while the step's events, kept in a list, stream by. Same bits.
   */
  dataflow: choice("event-stationary", "neuron-stationary").default("neuron-stationary"),
  /** Integrate step k+1's events while step k's neurons are updated: two banks of currents, or two lists of events, instead of one. */
  overlap: flag.default(true),
  /**
   * The two banks of currents that overlap needs: `separate` memories, or `joint` in one memory with one read port, which
   * takes half the block RAM; an event then waits a cycle whenever the neurons read a word of currents.
   */
  banks: choice("separate", "joint").default("separate"),
  /** Form the slow current from the old slow state while the new one is computed; false: after it. Same bits. */
  dependencyBreaking: flag.default(true),
  /** `pipelined`: a core a layer, working on successive time steps. `shared`: one core computes all layers in turn. */
  mapping: choice("pipelined", "shared").default("pipelined"),
  /** `baked`: memories are initialised with the network's parameters. `loaded`: through the `params` stream. */
  parameters: choice("baked", "loaded").default("baked"),
  /**
   * How registers that rest are kept from being clocked. `none`: the data of a stage load in every cycle, without enables.
   * `enable`: only where something comes. `cell`: registers without a reset are clocked through the foreign module
   * `dmp_clock_gate`, a cell of a chip's library. Same bits, same cycles.
   */
  clockGating: choice("none", "enable", "cell").default("enable"),
  /**
   * A register between every memory and the multipliers and adders behind it, and between long sums: a higher clock for a
   * few cycles a step.
   */
  pipeline: flag.default(false),
  /** What leaves the network, beside the class of each sequence. */
  outputs: object({
    /** A class at the end of each `sequence`, or after every time `step`: that of the largest logit so far. */
    classes: choice("sequence", "step").default("sequence"),
    /** The logits after every time step, as a stream. */
    logits: flag.default(false),
    /** The last layer's spikes, as a stream of events. */
    spikes: flag.default(false),
  }).prefault({}),
  /** Ports that show scalar drives, slow states, membranes and logits as they are computed. */
  probe: flag.default(false),
  /** Where the memories shall land. */
  memories: object({
    /** Weights of the fast path. */
    weights: style.default("block"),
    /** Weights of the readout. */
    readout: style.default("block"),
    /** Every other memory: currents, membranes, slow states and their parameters. */
    state: stateStyles.default("block"),
    /** Of those, memories of at most 64 words; default: as `state`, or LUT RAM where a device is named that has it. */
    small: stateStyles.optional(),
  }).prefault({}),
});

export type Hardware = z.output<typeof hardwareSchema>;
export type HardwareInput = z.input<typeof hardwareSchema>;

/** Words of a small memory at most. */
const SMALL = 64;

/** Where a memory of so many words lands, which holds no weights. */
export const stateStyle = ({ memories }: Hardware, words: number) =>
  words <= SMALL ? (memories.small ?? memories.state) : memories.state;

/** A hardware choice that is refused, with the field and what is allowed. */
export class HardwareError extends InputError {
  override readonly name = "HardwareError";
}

/** One line: the field, what was found there, what is allowed. */
function problemOf(issue: z.core.$ZodIssue, input: unknown): string {
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown>)[key], input);
  const found =
    issue.code === "unrecognized_keys"
      ? `the field ${issue.keys.join(", ")}`
      : (JSON.stringify(value)?.slice(0, 60) ?? "nothing");
  return `  ${issue.path.join(".") || "(top)"}: found ${found}, allowed: ${issue.message}`;
}

/** Checks a hardware choice and fills in defaults. Throws `HardwareError` that names every wrong field. */
export function hardware(input: HardwareInput): Hardware {
  const result = hardwareSchema.safeParse(input);
  if (!result.success)
    throw new HardwareError(
      `Hardware choice is wrong:\n${result.error.issues.map((issue) => problemOf(issue, input)).join("\n")}`,
    );
  const h = result.data;
  for (const [role, style] of Object.entries(h.memories))
    if ((style === "spram" || style === "macro") && h.parameters === "baked")
      throw new HardwareError(
        `Hardware choice is wrong:\n  memories.${role}: "${style}" has no initial contents; with parameters "baked" choose ` +
          `"block", "distributed" or "registers", or choose parameters "loaded"`,
      );
  for (let layer = 0; layer < layersOfLanes(h); layer++) {
    const { spike, memory } = lanesOfLayer(h, layer);
    if (heldStill(h).list && spike % memory !== 0)
      throw new HardwareError(
        `Hardware choice is wrong:\n  lanes.memory: found ${memory}, allowed with dataflow "neuron-stationary": a ` +
          `divisor of lanes.spike (${spike}), since a group's slow currents form in whole parts of it; any with dataflow ` +
          `"event-stationary"`,
      );
  }
  return h;
}

const byLayerFields = ["spike", "memory", "update"] as const;

/** Layers that the lists of lanes are for; 1 where all are plain numbers. */
function layersOfLanes({ lanes, mapping }: Hardware): number {
  const lists = byLayerFields.flatMap((field) => {
    const of = lanes[field];
    return typeof of === "number" ? [] : [{ field, length: of.length }];
  });
  const [first] = lists;
  if (first === undefined) return 1;
  if (mapping === "shared")
    throw new HardwareError(
      `Hardware choice is wrong:\n  lanes.${first.field}: found a list, allowed with mapping "shared": one number, since ` +
        "one core computes all layers",
    );
  const other = lists.find(({ length }) => length !== first.length);
  if (other !== undefined)
    throw new HardwareError(
      `Hardware choice is wrong:\n  lanes.${other.field}: found a list of ${other.length}, allowed: one number, or a list ` +
        `of ${first.length} as lanes.${first.field} is`,
    );
  return first.length;
}

/** The lanes of a layer of the network. */
export function lanesOfLayer({ lanes }: Hardware, layer: number) {
  const of = (field: (typeof byLayerFields)[number]): number => {
    const chosen = lanes[field];
    return typeof chosen === "number" ? chosen : chosen[layer]!;
  };
  return { spike: of("spike"), memory: of("memory"), update: of("update") };
}

/** Throws `HardwareError` where lists of lanes have more or fewer entries than the network has layers. */
export function checkLanes(hardware: Hardware, layers: number): void {
  for (const field of byLayerFields) {
    const chosen = hardware.lanes[field];
    if (typeof chosen !== "number" && chosen.length !== layers)
      throw new HardwareError(
        `Hardware and network do not go together: lanes.${field} is a list of ${chosen.length}, and the network has ` +
          `${layers} ${layers === 1 ? "layer" : "layers"}; allowed: one number, or a list of ${layers}.`,
      );
  }
}
