// Designs that the area model is fitted to and held against: networks and hardware by seed, for the devices in turn.
import { readFileSync } from "node:fs";
import { type Random, random } from "../../src/base/random.ts";
import { type Hardware, hardware } from "../../src/core/index.ts";
import type { IntegerNetwork } from "../../src/network/index.ts";
import { loadNetwork } from "../../src/quantize/index.ts";
import { reweight } from "../../src/stimuli/weights.ts";
import { randomNetwork } from "../../src/verify/shape.ts";

const devices = ["up5k", "ecp5-25k", "up5k", "ecp5-25k", "xc7", "hx8k"] as const;

export interface Drawn {
  readonly seed: number;
  readonly device: (typeof devices)[number];
  readonly what: string;
  readonly network: IntegerNetwork;
  readonly hardware: Hardware;
}

const shipped = [
  "keywords/network",
  "keywords/network-4bit",
  "keywords/network-6bit",
  "digits/network",
  "s-mnist/integer",
];

const drawNetwork = (from: Random): { what: string; network: IntegerNetwork } => {
  if (from.chance(0.3)) {
    const what = from.pick(shipped);
    const text = readFileSync(new URL(`../../models/${what}.json`, import.meta.url), "utf8");
    return { what, network: loadNetwork(text) };
  }
  const layer = () => ({
    neurons: from.pick([32, 48, 64, 100, 128, 128, 140, 200]),
    dim: from.pick([0, 3, 5, 5, 8, 10, 16, 30]),
    dilation: from.pick([1, 1, 1, 2]),
    ...{ ownLeaks: false, ownThresholds: false, ownResets: false },
  });
  const network = randomNetwork(from.split(1), {
    channels: from.pick([16, 64, 100, 140, 140]),
    valueBits: from.pick([0, 0, 0, 4, 8]),
    maxPerStep: from.pick([64, 140, 256]),
    classes: from.pick([2, 5, 10, 20, 35]),
    lastSteps: from.pick([null, null, null, 8]),
    layers: from.chance(0.5) ? [layer(), layer()] : [layer()],
  });
  return { what: "random", network: reweight(network, from.split(2), "random") };
};

const divisors = (n: number) => Array.from({ length: n }, (_, i) => i + 1).filter((d) => n % d === 0);

function drawHardware(from: Random, device: Drawn["device"]): Hardware {
  const spike = from.pick([1, 2, 4, 6, 8, 8, 10, 16, 16, 20]);
  const dataflow = from.pick(["neuron-stationary", "neuron-stationary", "event-stationary"] as const);
  const memory =
    dataflow === "neuron-stationary"
      ? from.pick(divisors(spike).filter((d) => d <= 16))
      : from.pick([1, 2, 4, 8]);
  const parameters = from.pick(["baked", "loaded"] as const);
  const large = device === "up5k" && parameters === "loaded" && from.chance(0.6);
  const lutRam = device === "ecp5-25k" || device === "xc7";
  const readout = from.pick([undefined, 1, 2, 4]);
  return hardware({
    lanes: { spike, memory, update: from.pick([1, 1, 2, 4]), ...(readout === undefined ? {} : { readout }) },
    dataflow,
    overlap: from.chance(0.8),
    banks: from.pick(["separate", "joint"] as const),
    dependencyBreaking: from.chance(0.85),
    mapping: from.pick(["pipelined", "shared"] as const),
    parameters,
    clockGating: from.chance(0.8) ? "enable" : "none",
    pipeline: from.chance(0.4),
    outputs: {
      classes: from.pick(["sequence", "sequence", "step"] as const),
      logits: from.chance(0.2),
      spikes: from.chance(0.2),
    },
    memories: {
      weights: large ? "spram" : "block",
      readout: "block",
      state: "block",
      ...(lutRam && from.chance(0.8) ? { small: "distributed" as const } : {}),
    },
  });
}

/** The design of a seed. */
export function draw(seed: number): Drawn {
  const from = random(seed);
  const device = devices[seed % devices.length]!;
  const { what, network } = drawNetwork(from.split(1));
  return { seed, device, what, network, hardware: drawHardware(from.split(2), device) };
}
