// The costs of points: a network with its recordings, and hardware choices for a device.
import {
  checkLanes,
  coreCount,
  type Hardware,
  HardwareError,
  plan,
  planPart,
  rangesOf,
  type TimedPart,
} from "../core/index.ts";
import type { Resources } from "../flow/index.ts";
import { areaAround } from "./area.ts";
import { type CyclesPerStep, cycleCounter } from "./cycles.ts";
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
import { commonKey, countedOf, keysOf } from "./parts.ts";

export type { PointCosts, Setting, TableEnergy } from "./part-costs.ts";

/** What a part costs; null: times do not depend on it. */
interface KnownPart {
  readonly costs: PartCosts;
  readonly timed: TimedPart | null;
}

/** A choice in its parts. */
interface Known {
  readonly hardware: Hardware;
  readonly costs: readonly PartCosts[];
  readonly timed: readonly TimedPart[];
  /** The same for all choices that keep the same time. */
  readonly time: string;
}

/** Gives costs of choices; what is asked for the first time takes longest. */
export interface Evaluator {
  /** All but cycles and energy of the clock. */
  area(hardware: Hardware): Resources;
  costs(hardware: Hardware): PointCosts;
  /** Costs of many choices, faster than one after the other; an error in place of those that do not go with the network. */
  many(choices: readonly Hardware[]): (PointCosts | HardwareError)[];
}

/** Cycles that are kept at most: those of a million choices are not asked for twice. */
const KEPT = 100_000;

/**
 * Makes an evaluator. Plans, counts and times are made once for all choices that share them. Its functions throw
 * `HardwareError` where a choice does not go with the network.
 */
export function evaluator(setting: Setting): Evaluator {
  const { network, recorded, tables, area } = setting;
  const layers = network.layers.length;
  const ranges = new Map<Hardware["parameters"], ReturnType<typeof rangesOf>>();
  const counts = new Map<string, Map<string, KnownCount>>();
  const parts = new Map<string, Map<string, KnownPart>>();
  const cycles = new Map<string, CyclesPerStep>();
  const counter = cycleCounter(recorded.sequences, layers);

  const rangesFor = ({ parameters }: Hardware) => {
    const known = ranges.get(parameters) ?? rangesOf(network, parameters);
    ranges.set(parameters, known);
    return known;
  };
  const counted = (hardware: Hardware, key: string, place: number): KnownCount => {
    const reduced = countedOf(hardware);
    const own = within(counts, commonKey(reduced));
    const found = own.get(key) ?? countOf(planPart(network, reduced, rangesFor(reduced), place), recorded);
    own.set(key, found);
    return found;
  };
  const learn = (hardware: Hardware, key: string, place: number): KnownPart => {
    if (place > coreCount(network, hardware))
      return { costs: around(areaAround(area, network, hardware)), timed: null };
    const known = counted(hardware, key, place);
    return { costs: partCosts(setting, known, hardware), timed: counter.partOf(known.part) };
  };
  const knownOf = (hardware: Hardware): Known => {
    checkLanes(hardware, layers);
    const keys = keysOf(hardware, layers);
    const own = within(parts, commonKey(hardware));
    const all = keys.map((key, place) => {
      const found = own.get(key) ?? learn(hardware, key, place);
      own.set(key, found);
      return found;
    });
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
    const found = counter.count(
      some.map(({ timed, hardware }) => ({
        parts: timed,
        plan: () => plan(network, hardware, rangesFor(hardware)),
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
      const all = choices.map((hardware) => orError(() => knownOf(hardware)));
      count(all.flatMap((known) => (known instanceof HardwareError ? [] : [known])));
      return all.map((known) => (known instanceof HardwareError ? known : costsOf(known)));
    },
  };
}

/** What is made, or why hardware and network do not go together. */
function orError<T>(make: () => T): T | HardwareError {
  try {
    return make();
  } catch (error) {
    if (error instanceof HardwareError) return error;
    throw error;
  }
}

/** The map that lies in another under a key. */
function within<T>(maps: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const found = maps.get(key) ?? new Map<string, T>();
  maps.set(key, found);
  return found;
}
