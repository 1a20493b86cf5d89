// What a program has to know of a network behind the wrapper, as numbers: for the C header and the Python map.
import { eventBit, IMAGE_MAGIC, type NetworkPlan } from "../core/index.ts";
import { ADDRESS_BITS, IDENTITY, MAP_VERSION } from "./map.ts";
import { bytesFor, eventBits } from "./streams.ts";

export interface Fact {
  readonly name: string;
  readonly value: number;
  /** Whether its bits are what people read. */
  readonly hex: boolean;
  readonly what: string;
}

const number = (name: string, value: number, what: string): Fact => ({ name, value, hex: false, what });
const bits = (name: string, value: number, what: string): Fact => ({ name, value, hex: true, what });

/** Bits of a class. */
export const classBits = (classes: number): number => Math.max(1, Math.ceil(Math.log2(classes)));

/** Bits of a logit, its sign among them. */
export const logitBits = ({ readout }: NetworkPlan): number => {
  const { lo, hi } = readout.types.logit;
  const sizes = [BigInt(hi), -1n - BigInt(lo)].map((n) => (n > 0n ? n.toString(2).length : 0));
  return 1 + Math.max(...sizes);
};

/** Of the register map, the same for all networks. */
export const mapFacts: readonly Fact[] = [
  bits("IDENTITY", IDENTITY, "what ID reads as"),
  bits("MAP_VERSION", MAP_VERSION, "what VERSION reads as"),
  number("MAP_BYTES", 2 ** ADDRESS_BITS, "bytes of the registers"),
  bits("PARAMETERS_MAGIC", IMAGE_MAGIC, "first word of an image of parameters"),
];

/** Of the network and its streams. */
export function networkFacts(plan: NetworkPlan): readonly Fact[] {
  const { network, hardware } = plan;
  const { channels, valueBits } = network.inputs;
  const { classes } = network.readout;
  const { outputs } = hardware;
  return [
    number("NETWORK_CHANNELS", channels, "what CHANNELS reads as"),
    number("NETWORK_CLASSES", classes, "what CLASSES reads as"),
    number("NETWORK_NEURONS", network.layers.at(-1)!.neurons, "neurons of the last layer"),
    number("MOST_STEPS", network.maxSteps ?? 0, "time steps of a sequence at most; 0: any number"),
    number("EVENT_BYTES", bytesFor(eventBits(valueBits > 0)), "bytes of an event; 4 where it has a value"),
    number("LARGEST_VALUE", Math.max(1, 2 ** valueBits - 1), "largest value of an event"),
    number("CLASS_BYTES", bytesFor(classBits(classes)), "bytes of a class"),
    number(
      "CLASS_EVERY_STEP",
      Number(outputs.classes === "step"),
      "1: a class after every time step; 0: one a sequence",
    ),
    number("LOGIT_BYTES", outputs.logits ? bytesFor(logitBits(plan)) : 0, "bytes of a logit; 0: none leave"),
    number("SPIKE_BYTES", outputs.spikes ? 2 : 0, "bytes of a spike; 0: none leave"),
    number("PARAMS_LOADED", Number(hardware.parameters === "loaded"), "1: parameters are loaded; 0: baked"),
  ];
}

/** Flags in the word of an event. */
export const eventFacts: readonly Fact[] = (
  [
    ["last", "the last event of its time step"],
    ["end", "with LAST: the step is the last one of its sequence"],
    ["empty", "the step has no event"],
  ] as const
).map(([flag, what]) => bits(`EVENT_${flag.toUpperCase()}`, 2 ** eventBit[flag], what));
