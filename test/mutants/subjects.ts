// The hardware that is edited: choices that between them have every part, each with its Verilog and its test bench.
import { plan } from "../../src/core/index.ts";
import { generate } from "../../src/generate/index.ts";
import type { Shape } from "../../src/verify/index.ts";
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

/** Verilog with probes and without, loaded and baked, pipelined and shared. */
export const mutantSubjects = (): MutantSubject[] => {
  const { pipelined, shared } = faulty;
  const variant = (name: string, { shape }: typeof pipelined, change: Partial<Shape["hardware"]>) =>
    subjectOf(name, { name, network: shape.network, hardware: { ...shape.hardware, ...change } });
  return [
    variant("pipelined, probes", pipelined, { probe: true }),
    variant("pipelined", pipelined, { probe: false }),
    variant("shared, probes", shared, { probe: true }),
    variant("shared, baked", shared, { probe: false, parameters: "baked" }),
  ];
};
