// The hardware choice for a device: the smallest that keeps up with a rate, or the fastest that fits.
import { type Hardware, HardwareError, hardware, lanesOfLayer, plan, stages } from "../core/index.ts";
import { type Resource, type Resources, resources } from "../flow/index.ts";
import { choices, neighbours } from "./choices.ts";
import { type Evaluator, evaluator, type PointCosts, type Setting } from "./point.ts";
import { fits, shareOf } from "./room.ts";

/** A choice that goes with device and network, and what it costs. */
export interface Alternative {
  /** What is changed, and what it becomes. */
  readonly change: string;
  /** Cycles a step and cells, more (or less) than without the change. */
  readonly cycles: number;
  readonly area: Resources;
  readonly fits: boolean;
}

export interface Fitted {
  readonly hardware: Hardware;
  readonly costs: PointCosts;
  /** The part of the hardware that a mean step waits for, and what it needs for the step on its own. */
  readonly limit: { readonly part: string; readonly cycles: number };
  /** The resource of which the largest share of the device is used. */
  readonly fullest: Resource;
  readonly alternatives: readonly Alternative[];
}

/** What a choice asks for beyond what the device has, of what is exact. */
export function hardMisfits(setting: Setting, choice: Hardware): string[] {
  const used = evaluator(setting).area(choice);
  const { available, family } = setting.device;
  return (["blockRam", "spram", "dsp"] as const)
    .filter((r) => used[r] > available[r])
    .map((r) => `${used[r]} ${family.units[r]} of ${available[r]}`);
}

interface Candidate {
  readonly hardware: Hardware;
  readonly area: Resources;
  /** Shares of all resources together. */
  readonly size: number;
}

/** Those that fit, the smallest first. */
function candidates(setting: Setting, known: Evaluator): Candidate[] {
  const found: Candidate[] = [];
  for (const input of choices(setting)) {
    const choice = hardware(input);
    const area = known.area(choice);
    const shares = resources.map((r) => shareOf(area, setting.device, r));
    const size = shares.reduce((a, b) => a + b, 0);
    if (fits(area, setting.device)) found.push({ hardware: choice, area, size });
  }
  return found.sort((a, b) => a.size - b.size);
}

/** Events into each layer, step after step. */
const eventsByLayer = ({ network, recorded }: Setting): Float64Array[] =>
  network.layers.map((_, l) =>
    Float64Array.from(
      recorded.sequences.flatMap((sequence) =>
        sequence.map(({ inputs, counted, spikes }) =>
          l === 0 ? (counted ?? inputs) : spikes[l - 1]!.length,
        ),
      ),
    ),
  );

/** Steps that may be on their way in a layer while the next ones come in. */
const ON_THEIR_WAY = 4;

/**
 * The mean cycles a step at the least: every layer has to do all of its own steps, a core all of its layers', but for the
 * last ones, which are on their way when the last events have come.
 */
function leastCycles({ network }: Setting, events: readonly Float64Array[], choice: Hardware): number {
  const each = network.layers.map(({ neurons, memory }, l) => {
    const lanes = lanesOfLayer(choice, l);
    const groups = Math.ceil(neurons / lanes.spike);
    const slow = memory?.dilation === 1 ? Math.ceil(neurons / lanes.memory) * (memory.dim + 1) : 0;
    const own = events[l]!;
    let sum = 0;
    for (let k = 0; k < own.length - ON_THEIR_WAY * network.layers.length; k++)
      sum += Math.max(own[k]! * groups, slow);
    return sum / own.length;
  });
  return choice.mapping === "shared" ? each.reduce((a, b) => a + b, 0) : Math.max(...each);
}

/** What is aimed at: so many cycles a step in the mean, or as few as can be. */
function chosen(setting: Setting, known: Evaluator, wanted: number | null): Candidate | null {
  const events = eventsByLayer(setting);
  const all = candidates(setting, known).map((c) => ({
    ...c,
    least: leastCycles(setting, events, c.hardware),
  }));
  const meanOf = (c: Candidate) => known.costs(c.hardware).cyclesPerStep.mean;
  if (wanted !== null) return all.find((c) => c.least <= wanted && meanOf(c) <= wanted) ?? null;
  let best: Candidate | null = null;
  let fewest = Number.POSITIVE_INFINITY;
  // Stable: of those with the same bound the smallest comes first, and a larger one must be faster to be taken.
  for (const c of [...all].sort((a, b) => a.least - b.least)) {
    if (c.least >= fewest) break;
    const mean = meanOf(c);
    if (mean < fewest) [best, fewest] = [c, mean];
  }
  return best;
}

function alternativesOf(setting: Setting, known: Evaluator, choice: Hardware): Alternative[] {
  const base = known.costs(choice);
  return neighbours(choice).flatMap(([change, fields]): Alternative[] => {
    try {
      const costs = known.costs(hardware({ ...choice, ...fields }));
      const more = (r: Resource) => costs.area[r] - base.area[r];
      const alternative = {
        change,
        cycles: costs.cyclesPerStep.mean - base.cyclesPerStep.mean,
        area: Object.fromEntries(resources.map((r) => [r, more(r)])) as unknown as Resources,
        fits: fits(costs.area, setting.device),
      };
      // What changes nothing is none: lanes beyond the work there is.
      return alternative.cycles === 0 && resources.every((r) => more(r) === 0) ? [] : [alternative];
    } catch (error) {
      // Not every change goes with the rest: those that do not are none.
      if (error instanceof HardwareError) return [];
      throw error;
    }
  });
}

/** The stage that needs most cycles for a step, in the mean over some steps. */
function limitOf({ network, recorded }: Setting, choice: Hardware): Fitted["limit"] {
  const planned = plan(network, choice);
  const steps = recorded.sequences.flat().slice(0, MEASURED);
  const means = new Map<string, number>();
  for (const step of steps)
    for (const { part, cycles } of stages(planned, step))
      means.set(part, (means.get(part) ?? 0) + cycles / steps.length);
  const [part, cycles] = [...means].reduce((a, b) => (b[1] > a[1] ? b : a));
  return { part, cycles };
}

/** Steps over which stages are compared. */
const MEASURED = 100;

/**
 * Chooses the hardware of a network for a device. `cyclesPerStep`: the smallest that needs no more in the mean; null: the
 * fastest that fits. Null where there is none.
 */
export function fit(setting: Setting, cyclesPerStep: number | null): Fitted | null {
  const known = evaluator(setting);
  const best = chosen(setting, known, cyclesPerStep);
  if (best === null) return null;
  const { device } = setting;
  return {
    hardware: best.hardware,
    costs: known.costs(best.hardware),
    limit: limitOf(setting, best.hardware),
    fullest: resources.reduce((a, b) =>
      shareOf(best.area, device, b) > shareOf(best.area, device, a) ? b : a,
    ),
    alternatives: alternativesOf(setting, known, best.hardware),
  };
}
