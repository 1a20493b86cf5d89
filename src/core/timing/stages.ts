// The closed formulas behind the timeline, and the bound that the memories set.

import type { Hardware } from "../hardware.ts";
import { heldStill } from "../held-still.ts";
import { NeuronStationaryReadoutTimes, NeuronStationaryTimes } from "../neuron-stationary/times.ts";
import type { CorePlan, LayerPlan, NetworkPlan, ReadoutPlan } from "../plan/plan.ts";
import type { StepActivity } from "./activity.ts";
import {
  driveLatency,
  eventCycles,
  integrateOverhead,
  memoryStages,
  queueLatency,
  readoutTail,
} from "./facts.ts";
import { schedule } from "./schedule.ts";
import { unseen } from "./spans.ts";

/** What one part of the hardware needs for a step, on its own. */
export interface Stage {
  readonly part: string;
  readonly cycles: number;
}

/** How the part that takes a layer's spikes, or the events from outside, takes them. */
interface Intake {
  /** Cycles from one event to the next, and those that the last one occupies. */
  readonly event: number;
  readonly last: number;
  /** Cycles beside the events. */
  readonly overhead: number;
}

/** An event occupies the integrator while its row of weights is added. */
const integratorIntake = (hardware: Hardware, groups: number, valueBits: number): Intake => {
  const stages = memoryStages(hardware);
  const event = eventCycles(groups, stages);
  return { event, last: event, overhead: integrateOverhead(valueBits, stages) };
};

/** A list takes an event in a cycle. */
const listIntake = (settleCycles: number): Intake => ({
  event: 1,
  last: 0,
  overhead: integrateOverhead(0, 0) + settleCycles,
});

const lists = ({ hardware }: CorePlan | ReadoutPlan): boolean => heldStill(hardware).list;

const intakeOf = (core: CorePlan, { spikeGroups }: LayerPlan): Intake =>
  lists(core)
    ? listIntake(driveLatency(core, memoryStages(core.hardware)))
    : integratorIntake(core.hardware, spikeGroups, core.valueBits);

const readoutIntake = (readout: ReadoutPlan): Intake =>
  lists(readout) ? listIntake(0) : integratorIntake(readout.hardware, readout.groups, 0);

/** Cycles of a step's events from outside, always on offer. */
const eventsCycles = (events: number, { event, last, overhead }: Intake): number =>
  (events > 0 ? (events - 1) * event + last : 0) + overhead;

/**
 * Cycles of a layer's spikes on their way into the part that takes them, one step after the other, while words without
 * spikes leave the queue one a cycle.
 */
function spikeCycles(
  { lanes, hardware }: CorePlan,
  { words }: LayerPlan,
  fired: ArrayLike<number>,
  intake: Intake,
): number {
  const beats = Array.from(fired, (n) => Math.floor(n / lanes.neuron));
  const latency = queueLatency(memoryStages(hardware));
  const closing = beats.at(-1) !== words - 1;
  if (closing) beats.push(words - 1);
  const between = beats.slice(1).map((word, i) => Math.max(intake.event, word - beats[i]!));
  const toNextStep = Math.max((closing ? 0 : intake.last) + intake.overhead, beats[0]! + latency);
  return between.reduce((sum, cycles) => sum + cycles, toNextStep);
}

/** Steps after which a core that always has the next one ready runs evenly. */
const EVEN = 4;

/** Cycles of a layer's pass, every step like the one before: of the schedule, or of events that stream past held neurons. */
function passCycles(core: CorePlan, layer: LayerPlan, events: number): number {
  if (!lists(core)) return schedule(core, layer, true).period;
  const times = new NeuronStationaryTimes({ ...core, layers: [layer] });
  const starts = Array.from({ length: EVEN + 1 }, () => {
    times.start({ at: 0, step: 0, ready: 0, events, fired: [], seen: unseen });
    return times.integration.opens;
  });
  return starts[EVEN]! - starts[EVEN - 1]!;
}

/** Cycles of the readout's pass, every step like the one before. */
function readoutCycles({ readout }: NetworkPlan, spikes: number): number {
  if (!lists(readout)) return readout.classes + readoutTail(memoryStages(readout.hardware));
  const times = new NeuronStationaryReadoutTimes(readout);
  for (let step = 0; step <= EVEN; step++) times.step({ deliver: () => {} }, spikes, false, unseen);
  return times.steps[EVEN]! - times.steps[EVEN - 1]!;
}

/**
 * With overlap, separate banks and a core a layer, a steady step takes the most of these.
 * - events into the first layer. Event-stationary: S * max(2, ceil(N / spike lanes)) + 3, one more where events carry
 *   values. Neuron-stationary: S + 2, and what the scalar drive needs to follow;
 * - pass of a layer. Event-stationary: the schedule's period. Neuron-stationary: for each group of held neurons the most
 *   of S and its slow terms, and the tail;
 * - spikes of a layer into the next part: the sum over spikes of what is longer, the cycles of an event there or a cycle
 *   for every word up to the next spike, + 3; the last word of a step sends a beat in any case;
 * - pass of the readout. Event-stationary: classes + 2. Neuron-stationary: for each group of held classes the most of its
 *   spikes and its classes, and the tail.
 */
export function stages(plan: NetworkPlan, activity: StepActivity): Stage[] {
  const all = plan.cores.flatMap((core) => core.layers.map((layer) => ({ core, layer })));
  const intakes = [...all.map(({ core, layer }) => intakeOf(core, layer)), readoutIntake(plan.readout)];
  const eventsInto = (l: number) =>
    l === 0 ? (activity.counted ?? activity.inputs) : activity.spikes[l - 1]!.length;
  const ofLayers = all.flatMap(({ core, layer }, l): Stage[] => {
    const fired = activity.spikes[layer.index]!;
    return [
      { part: `layer ${l} pass`, cycles: passCycles(core, layer, eventsInto(layer.index)) },
      {
        part: `layer ${l} spikes`,
        cycles: spikeCycles(core, layer, fired, intakes[l + 1]!),
      },
    ];
  });
  return [
    { part: "events", cycles: eventsCycles(activity.inputs, intakes[0]!) },
    ...ofLayers,
    { part: "readout pass", cycles: readoutCycles(plan, activity.spikes.at(-1)!.length) },
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
