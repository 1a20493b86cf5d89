// A register of its own for a stage, where the hardware choice asks for one: behind a memory, or between long sums.
import type { Body, Signal } from "../hdl/index.ts";

type Stage = { readonly valid: Signal } & { readonly [field: string]: Signal | readonly Signal[] };

/** The stage in a register of its own where there are `stages`, else as it is. */
export const registered = <T extends Stage>(c: Body, name: string, stage: T, stages: number): T =>
  stages > 0 ? (c.pipe(name, stage) as unknown as T) : stage;
