// The hardware that is edited: choices that between them have every part, each with its Verilog and its test bench.
import { plan } from "../../src/core/index.ts";
import { generate } from "../../src/generate/index.ts";
import { reweight } from "../../src/stimuli/weights.ts";
import { random, type Shape } from "../../src/verify/index.ts";
import { subjects as faulty } from "../verify/faults/subject.ts";

export interface MutantSubject {
  readonly name: string;
  readonly shape: Shape;
  readonly top: string;
  /** All files of the generated folder, by path. */
  readonly folder: Readonly<Record<string, string>>;
}

function subjectOf(name: string, shape: Shape): MutantSubject {
  const { top, files } = generate(plan(shape.network, shape.hardware));
  const folder = Object.fromEntries(Object.entries(files).map(([path, data]) => [path, String(data)]));
  return { name, shape, top, folder };
}

/**
 * Weights with which all is alive: every neuron fires, drives and slow states take many values. A test bench can only show
 * what its network does.
 */
const alive = {
  pipelined: { seed: 264, style: "decaying" },
  lists: { seed: 28, style: "decaying" },
  shared: { seed: 121, style: "random" },
} as const;

/** Verilog with probes and without, loaded and baked, pipelined and shared, of both dataflows. */
export const mutantSubjects = (): MutantSubject[] => {
  const variant = (name: string, of: keyof typeof alive, change: Partial<Shape["hardware"]>) => {
    const { network, hardware } = faulty[of].shape;
    const { seed, style } = alive[of];
    const own = reweight(network, random(seed), style);
    return subjectOf(name, { name, network: own, hardware: { ...hardware, ...change } });
  };
  return [
    variant("pipelined, probes", "pipelined", { probe: true }),
    variant("pipelined", "pipelined", { probe: false }),
    variant("shared, probes", "shared", { probe: true }),
    variant("shared, baked", "shared", { probe: false, parameters: "baked" }),
    variant("neuron-stationary", "lists", { probe: false }),
  ];
};
