// Random plans: networks of every kind with hardware of every kind, by seed, so that a failure names one number.
import fc from "fast-check";
import { type Random, random } from "../../src/base/random.ts";
import {
  type CorePlan,
  type NetworkPlan,
  type Parameters,
  parametersOf,
  plan,
} from "../../src/core/index.ts";
import { randomHardware, randomNetwork, type ShapeChoice } from "../../src/verify/shape.ts";

const memories = { weights: "block", readout: "block", state: "block" } as const;

export interface PlanCase {
  readonly plan: NetworkPlan;
  readonly parameters: Parameters;
  /** For whatever else the case needs. */
  readonly random: Random;
}

export interface CoreCase extends PlanCase {
  readonly core: CorePlan;
  /** The core's number in the network. */
  readonly at: number;
}

/** Random plans, parameters in the memories' images. */
export const plans = (given: ShapeChoice = {}): fc.Arbitrary<PlanCase> =>
  fc.integer({ min: 0, max: 2 ** 31 - 1 }).map((seed) => {
    const source = random(seed);
    const made = plan(
      randomNetwork(source.split(1), given),
      randomHardware(source.split(2), { parameters: "baked", memories, ...given.hardware }),
    );
    return {
      plan: made,
      parameters: parametersOf(made),
      random: source.split(3),
      [fc.toStringMethod]: () => `random(${seed})`,
    };
  });

/** One core of a random plan. */
export const cores = (given: ShapeChoice = {}, has: (core: CorePlan) => boolean = () => true) =>
  plans(given)
    .map((c): CoreCase => {
      const at = c.random.int(0, c.plan.cores.length - 1);
      return { ...c, at, core: c.plan.cores[at]! };
    })
    .filter(({ core }) => has(core));
