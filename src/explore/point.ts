// The costs of points: a network with its recordings, and hardware choices for a device.
import {
  checkLanes,
  type Hardware,
  HardwareError,
  type NetworkPlan,
  plan,
  rangesOf,
  type TimedPart,
  timedCore,
  timedReadout,
} from "../core/index.ts";
import type { Resources } from "../flow/index.ts";
import { areaAround } from "./area.ts";
import { type CyclesPerStep, cycleCounter, timingKey, timingOfPart } from "./cycles.ts";
import {
  areaOf,
  around,
  countOf,
  type KnownCount,
  type PartCosts,
  type PointCosts,
  partCosts,
  type Setting,
  sumOf,
} from "./part-costs.ts";
import { commonKey, countedOf, countedParts, keysOf } from "./parts.ts";

export type { PointCosts, Setting, TableEnergy } from "./part-costs.ts";

/** A part that times depend on; choices that agree in it share it, and its number. */
interface Timed {
  readonly number: number;
  readonly part: TimedPart;
}

/** What a part costs; null: times do not depend on it. */
interface KnownPart {
  readonly costs: PartCosts;
  readonly timed: Timed | null;
}

/** A choice in its parts. */
interface Known {
  readonly hardware: Hardware;
  readonly costs: readonly PartCosts[];
  readonly timed: readonly Timed[];
  /** The same for all choices that keep the same time. */
  readonly time: string;
}

/** Gives costs of choices; what is asked for the first time takes longest. */
export interface Evaluator {
  /** All but cycles and energy of the clock. */
  area(hardware: Hardware): Resources;
  costs(hardware: Hardware): PointCosts;
  /** Costs of many choices, faster than one after the other; null where one does not go with the network. */
  many(choices: readonly Hardware[]): (PointCosts | null)[];
}

/** Cycles that are kept at most: those of a million choices are not asked for twice. */
const KEPT = 100_000;

/**
 * Makes an evaluator. Plans, counts and times are made once for all choices that share them. Its functions throw
 * `HardwareError` where a choice does not go with the network, `EnergyTableError` where a table lacks an entry.
 */
export function evaluator(setting: Setting): Evaluator {
  const { network, recorded, tables, area } = setting;
  const layers = network.layers.length;
  const ranges = new Map<Hardware["parameters"], ReturnType<typeof rangesOf>>();
  const counts = new Map<string, Map<string, KnownCount>>();
  const parts = new Map<string, Map<string, KnownPart>>();
  const timed = new Map<string, Timed>();
  const cycles = new Map<string, CyclesPerStep>();
  const countCycles = cycleCounter(recorded.sequences, layers);

  const planOf = (hardware: Hardware): NetworkPlan => {
    const known = ranges.get(hardware.parameters) ?? rangesOf(network, hardware.parameters);
    ranges.set(hardware.parameters, known);
    return plan(network, hardware, known);
  };
  const countParts = (hardware: Hardware): readonly KnownCount[] => {
    const reduced = countedOf(hardware);
    const own = within(counts, commonKey(reduced));
    const keys = keysOf(reduced, layers).slice(0, -1);
    const known = keys.map((key) => own.get(key));
    if (known.every((c) => c !== undefined)) return known;
    const planned = planOf(reduced);
    const made = countedParts(planned, recorded).map((part) => countOf(planned, part));
    for (const [i, c] of made.entries()) own.set(keys[i]!, c);
    return made;
  };
  const timedOf = ({ plan: { hardware, cores, readout }, plan }: KnownCount, i: number): Timed => {
    const key = `${timingKey(hardware)} ${timingOfPart(plan, i)}`;
    const core = cores[i];
    const found = timed.get(key) ?? {
      number: timed.size,
      part: core === undefined ? timedReadout(readout) : timedCore(core),
    };
    timed.set(key, found);
    return found;
  };
  const learn = (hardware: Hardware, own: Map<string, KnownPart>, keys: readonly string[]): KnownPart[] => {
    const counted = countParts(hardware);
    return keys.map((key, i) => {
      const known = own.get(key);
      if (known !== undefined) return known;
      const part = counted[i];
      const made =
        part === undefined
          ? { costs: around(areaAround(area, { ...counted[0]!.plan, hardware })), timed: null }
          : { costs: partCosts(setting, part, hardware), timed: timedOf(part, i) };
      own.set(key, made);
      return made;
    });
  };
  const knownOf = (hardware: Hardware): Known => {
    checkLanes(hardware, layers);
    const keys = keysOf(hardware, layers);
    const own = within(parts, commonKey(hardware));
    const known = keys.map((key) => own.get(key));
    const all = known.every((part) => part !== undefined) ? known : learn(hardware, own, keys);
    const times = all.flatMap((part) => part.timed ?? []);
    return {
      hardware,
      costs: all.map((part) => part.costs),
      timed: times,
      time: times.map(({ number }) => number).join(" "),
    };
  };
  /** Counts cycles that are not known yet. */
  const count = (choices: readonly Known[]): void => {
    if (cycles.size > KEPT) cycles.clear();
    const asked = new Map<string, Known>();
    for (const choice of choices) if (!cycles.has(choice.time)) asked.set(choice.time, choice);
    const some = [...asked.values()];
    const found = countCycles(
      some.map((choice) => ({
        parts: choice.timed.map(({ part }) => part),
        plan: () => planOf(choice.hardware),
      })),
    );
    for (const [i, choice] of some.entries()) cycles.set(choice.time, found[i]!);
  };
  const costsOf = ({ costs, time }: Known) => sumOf(costs, cycles.get(time)!, tables);
  return {
    area: (hardware) => areaOf(knownOf(hardware).costs),
    costs(hardware) {
      const known = knownOf(hardware);
      count([known]);
      return costsOf(known);
    },
    many(choices) {
      const all = choices.map((hardware) => orNull(() => knownOf(hardware)));
      count(all.filter((known) => known !== null));
      return all.map((known) => known && costsOf(known));
    },
  };
}

/** What is made; null where hardware and network do not go together. */
function orNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof HardwareError) return null;
    throw error;
  }
}

/** The map that lies in another under a key. */
function within<T>(maps: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const found = maps.get(key) ?? new Map<string, T>();
  maps.set(key, found);
  return found;
}
