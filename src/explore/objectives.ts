// The figures of a point: what constraints and objectives may name, and whether more of it is better.
import type { Hardware } from "../core/index.ts";
import type { Resources } from "../flow/index.ts";
import type { PointCosts } from "./point.ts";

/** The least and the most over energy tables. */
export interface Range {
  readonly low: number;
  readonly high: number;
}

/** A network in its format on a device with a hardware choice, and what it costs. */
export interface Point {
  readonly network: string;
  /** Bits of all weights; null: the network was given in integers. */
  readonly bits: number | null;
  readonly device: string;
  readonly hardware: Hardware;
  /** Share of recordings that the integer network answers rightly; null where none is labelled. */
  readonly accuracy: number | null;
  readonly cyclesPerStep: PointCosts["cyclesPerStep"];
  readonly stepsPerSecond: number;
  readonly bitsPerStep: number;
  readonly memoryBits: number;
  /** pJ of memories and arithmetic, over the tables. */
  readonly energyPerStep: Range;
  /** pJ of the clock pins of all registers, none of them gated, and leakage in mW, over the tables. */
  readonly clockPerStep: Range;
  readonly leakage: Range;
  readonly area: Resources;
  /** It has room on its device. */
  readonly fits: boolean;
}

interface Objective {
  readonly title: string;
  readonly most?: true;
  readonly of: (point: Point) => number | null;
}

/** By name. Unless more is better (`most`), less is. */
export const objectives = {
  accuracy: { title: "accuracy", most: true, of: (p) => p.accuracy },
  stepsPerSecond: { title: "steps a second", most: true, of: (p) => p.stepsPerSecond },
  cyclesPerStep: { title: "cycles a step", of: (p) => p.cyclesPerStep.mean },
  latency: { title: "cycles to the answer", of: (p) => p.cyclesPerStep.latency.mean },
  bitsPerStep: { title: "bits moved a step", of: (p) => p.bitsPerStep },
  energyPerStep: { title: "modelled pJ a step, at most", of: (p) => p.energyPerStep.high },
  clockPerStep: { title: "modelled pJ of clocks a step, at most", of: (p) => p.clockPerStep.high },
  leakage: { title: "modelled mW of leakage, at most", of: (p) => p.leakage.high },
  memoryBits: { title: "bits of memory", of: (p) => p.memoryBits },
  logic: { title: "logic, modelled", of: (p) => p.area.logic },
  ff: { title: "flip-flops, modelled", of: (p) => p.area.ff },
  blockRam: { title: "block RAMs", of: (p) => p.area.blockRam },
  spram: { title: "single-port RAMs", of: (p) => p.area.spram },
  dsp: { title: "multipliers", of: (p) => p.area.dsp },
} as const satisfies Record<string, Objective>;

export type ObjectiveName = keyof typeof objectives;
export const objectiveNames = Object.keys(objectives) as ObjectiveName[];

/** A figure of a point; null where it has none. */
export const figureOf = (name: ObjectiveName, point: Point): number | null => objectives[name].of(point);

/** A figure as what is to be small. */
export function lessIsBetter(name: ObjectiveName, point: Point): number {
  const { most, of }: Objective = objectives[name];
  const value = of(point);
  if (value === null) return Number.POSITIVE_INFINITY;
  return most ? -value : value;
}
