// The closed formulas behind the timeline, and the bound that the memories set.
import type { NetworkPlan } from "../plan/plan.ts";
import { eventCycles, integrateOverhead, queueLatency, readoutTail } from "./facts.ts";
import { schedule } from "./schedule.ts";
import type { StepActivity } from "./timeline.ts";

/** What one part of the hardware needs for a step, on its own. */
export interface Stage {
  readonly part: string;
  readonly cycles: number;
}

/**
 * Cycles of a layer's spikes on their way into the part that takes them, one step after the other: that part takes an
 * event every `eventTime` cycles, while words without spikes leave the queue one a cycle.
 */
function spikeCycles(words: number, lanes: number, fired: ArrayLike<number>, eventTime: number): number {
  const beats = Array.from(fired, (n) => Math.floor(n / lanes));
  const closing = beats.at(-1) !== words - 1;
  if (closing) beats.push(words - 1);
  const between = beats.slice(1).map((word, i) => Math.max(eventTime, word - beats[i]!));
  const toNextStep = Math.max((closing ? 0 : eventTime) + integrateOverhead(0), beats[0]! + queueLatency);
  return between.reduce((sum, cycles) => sum + cycles, toNextStep);
}

/**
 * With overlap, separate banks and a core a layer, a steady step takes the most of these.
 * - events into the first layer: S * max(2, ceil(N / spike lanes)) + 3, one more where events carry values;
 * - pass of a layer: the schedule's period;
 * - spikes of a layer into the next part: the sum over spikes of what is longer, max(2, groups) cycles or a cycle for
 *   every word up to the next spike, + 3; the last word of a step sends a beat in any case;
 * - pass of the readout: classes + 2.
 */
export function stages(plan: NetworkPlan, activity: StepActivity): Stage[] {
  const all = plan.cores.flatMap((core) => core.layers.map((layer) => ({ core, layer })));
  const eventTimes = [...all.map(({ layer }) => layer.spikeGroups), plan.readout.groups].map(eventCycles);
  const events = activity.inputs * eventTimes[0]! + integrateOverhead(plan.network.inputs.valueBits);
  const ofLayers = all.flatMap(({ core, layer }, l): Stage[] => {
    const fired = activity.spikes[layer.index]!;
    const spikes = spikeCycles(layer.words, core.lanes.neuron, fired, eventTimes[l + 1]!);
    return [
      { part: `layer ${l} pass`, cycles: schedule(core, layer, true).period },
      { part: `layer ${l} spikes`, cycles: spikes },
    ];
  });
  return [
    { part: "events", cycles: events },
    ...ofLayers,
    { part: "readout pass", cycles: plan.readout.classes + readoutTail },
  ];
}

/**
 * The lower bound that the memories set: of every layer, S * ceil(N / spike lanes) for its events,
 * ceil(N / memory lanes) * (d + 1) for its slow current, d (d + 1) / update lanes for its slow state. A core a layer:
 * the most of all of them; one core for all layers: the sum over layers of the most of each.
 */
export function cycleBound(plan: NetworkPlan, activity: StepActivity): number {
  const eventsInto = (layer: number) => (layer === 0 ? activity.inputs : activity.spikes[layer - 1]!.length);
  const work = plan.cores.flatMap((core) =>
    core.layers.map((l) =>
      Math.max(
        eventsInto(l.index) * l.spikeGroups,
        l.memoryGroups * (l.dim + 1),
        (l.dim * (l.dim + 1)) / core.lanes.update,
      ),
    ),
  );
  return plan.hardware.mapping === "shared" ? work.reduce((a, b) => a + b, 0) : Math.max(...work);
}
