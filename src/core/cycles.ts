// Cycles: when every step of a sequence is taken, computed and answered, exactly as the hardware does it.
import type { Hardware } from "./hardware.ts";
import { eventCycles, integrateOverhead } from "./integrate.ts";
import type { CorePlan, LayerPlan, NetworkPlan } from "./plan.ts";
import { readoutTail } from "./readout.ts";
import { denseLatency, type Schedule, schedule, wordLatency } from "./schedule.ts";
import { stepsInFlight } from "./sequencer.ts";

/** What happens in one time step: how many events come in, and which neurons of each layer fire (ascending). */
export interface StepActivity {
  readonly inputs: number;
  readonly spikes: readonly ArrayLike<number>[];
}

/** Cycles of a word of spikes through the queue. */
const queueLatency = 2;

/** One beat of an event stream: the cycle from which it is offered is known only when the beat before has left. */
interface Beats {
  /** Calls `take` for every beat in order, with the earliest cycle it is offered; `take` returns when it is taken. */
  deliver(take: (offered: number, empty: boolean, last: boolean) => number): void;
}

/** An integrator: when it takes each beat of a step, and when the step is ready to be handed over. */
class Intake {
  private readonly slots: readonly number[];
  private readonly settles: boolean;
  /** Earliest cycle at which the next step can begin. */
  opens = 0;
  /** Cycles in which the other bank of a joint memory is read, and the event at work waits; ascending. */
  readonly waits: number[] = [];
  private at = 0;

  constructor(slots: readonly number[], valueBits: number) {
    this.slots = slots;
    this.settles = valueBits > 0;
  }

  /** The first cycle from `cycle` on that does not wait; must be called with ascending cycles. */
  private work(cycle: number): number {
    while (this.at < this.waits.length && this.waits[this.at]! < cycle) this.at++;
    let free = cycle;
    for (let i = this.at; this.waits[i] === free; i++) free++;
    return free;
  }

  /** Takes a step's beats for the layer numbered `at`; returns the first cycle of the hand-over. */
  step(at: number, beats: Beats, taken?: number[]): number {
    let free = -1;
    let ready = 0;
    beats.deliver((offered, empty) => {
      if (free < 0) free = Math.max(this.opens, offered) + 1;
      const cycle = Math.max(offered, free);
      taken?.push(cycle);
      free = cycle;
      if (empty) free++;
      else for (let slot = 0; slot < this.slots[at]!; slot++) free = this.work(free + 1);
      ready = empty ? cycle + 1 : free + 1;
      return cycle;
    });
    return this.settles ? this.work(ready) + 1 : ready;
  }
}

const joint = ({ hardware }: { hardware: Hardware }) => hardware.overlap && hardware.banks === "joint";

/** A core at work: its pass, and the queue its spikes leave by. */
class CoreTimes {
  private readonly plan: CorePlan;
  readonly intake: Intake;
  /** Earliest cycle at which the pass can take its next job. */
  private free = 0;
  /** When the last word of each job's spikes left the queue. */
  private readonly sent: number[] = [];
  private left = -1;

  constructor(plan: CorePlan) {
    this.plan = plan;
    this.intake = new Intake(
      plan.layers.map((l) => eventCycles(l.spikeGroups)),
      plan.valueBits,
    );
  }

  /** Starts the job of layer `at` that is handed over from cycle `ready` on; returns the words of its spikes. */
  start(at: number, ready: number, step: number, fired: ArrayLike<number>): Beats {
    const { plan } = this;
    const layer = plan.layers[at]!;
    const times = schedule(plan, layer, step % (layer.layer.memory?.dilation ?? 1) === 0);
    const credit = this.sent[this.sent.length - stepsInFlight];
    const fire = Math.max(ready, this.free, credit === undefined ? 0 : credit + 1);
    this.free = fire + times.period;
    this.intake.opens = plan.hardware.overlap ? fire + 1 : fire + times.period + 1;
    if (joint(plan)) {
      const partsPerWord = plan.lanes.spike / plan.lanes.neuron;
      for (let word = 0; word < layer.words; word += partsPerWord)
        this.intake.waits.push(this.readAt(times, fire, word));
    }
    return { deliver: (take) => this.emit(layer, times, fire, fired, take) };
  }

  /** When the neuron pass reads a word. */
  private readAt(times: Schedule, fire: number, word: number): number {
    const { wordsPerGroup } = this.plan;
    const group = Math.floor(word / wordsPerGroup) + 1;
    const working = Math.min(group, times.workGroups);
    const end = fire + times.offset + working * times.dots + (group - working) * wordsPerGroup;
    return end + denseLatency + (word % wordsPerGroup);
  }

  private emit(
    layer: LayerPlan,
    times: Schedule,
    fire: number,
    fired: ArrayLike<number>,
    take: (offered: number, empty: boolean, last: boolean) => number,
  ): void {
    const { neuron } = this.plan.lanes;
    let next = 0;
    for (let word = 0; word < layer.words; word++) {
      const pushed = this.readAt(times, fire, word) + wordLatency;
      let offered = Math.max(pushed + queueLatency, this.left + 1);
      const last = word === layer.words - 1;
      let beats = 0;
      while (next < fired.length && fired[next]! < (word + 1) * neuron) {
        next++;
        beats++;
      }
      this.left = offered;
      for (let b = 0; b < beats; b++) {
        this.left = take(offered, false, last && b === beats - 1);
        offered = this.left + 1;
      }
      if (beats === 0 && last) this.left = take(offered, true, true);
    }
    this.sent.push(this.left);
  }
}

/** When things happen, in cycles from the one in which the first beat is offered. */
export interface Timeline {
  /** When each beat of the `events` stream is taken: an event each, or one empty beat for a step without. */
  readonly taken: readonly number[];
  /** When the readout starts each step. */
  readonly steps: readonly number[];
  /** When the class of each sequence is offered. */
  readonly classes: readonly number[];
}

/** The exact timeline of sequences one after the other, with events always offered and classes taken at once. */
export function timeline(plan: NetworkPlan, sequences: readonly (readonly StepActivity[])[]): Timeline {
  const cores = plan.cores.map((p) => new CoreTimes(p));
  const { groups, classes, lanes } = plan.readout;
  const readout = new Intake([eventCycles(groups)], 0);
  let readoutFree = 0;
  const taken: number[] = [];
  const steps: number[] = [];
  const answers: number[] = [];
  for (const sequence of sequences)
    sequence.forEach((activity, k) => {
      let beats = outside(activity.inputs, taken);
      let layer = 0;
      plan.cores.forEach((core, i) => {
        core.layers.forEach((_, at) => {
          const times = cores[i]!;
          const ready = times.intake.step(at, beats, layer === 0 ? taken : undefined);
          beats = times.start(at, ready, k, activity.spikes[layer]!);
          layer++;
        });
      });
      const fire = Math.max(readout.step(0, beats), readoutFree);
      const end = k === sequence.length - 1;
      const done = fire + classes + readoutTail;
      // A class is answered in the cycle after its last addition, and taken in the next.
      if (end) answers.push(done + 1);
      readoutFree = end ? done + 2 : done;
      if (joint(plan)) for (let c = 0; c < classes; c += lanes) readout.waits.push(fire + 1 + c);
      readout.opens = plan.hardware.overlap ? fire + 1 : fire + classes + readoutTail + 1;
      steps.push(fire);
    });
  return { taken, steps, classes: answers };
}

/** Events from outside: always on offer, one a cycle at most. */
const outside = (events: number, taken: readonly number[]): Beats => ({
  deliver(take) {
    for (let e = 0; e < Math.max(1, events); e++)
      take((taken.at(-1) ?? -1) + 1, events === 0, e === events - 1);
  },
});

/**
 * Cycles per time step in the steady state, where every step is like `activity`: exact (a mean over the refreshes of
 * dilated layers).
 */
export function cyclesPerStep(plan: NetworkPlan, activity: StepActivity): number {
  const period = plan.network.layers.reduce((l, { memory }) => leastMultiple(l, memory?.dilation ?? 1), 2);
  const settle = Math.ceil((16 + 4 * plan.cores.length) / period) * period;
  const { steps } = timeline(plan, [Array.from({ length: settle + 4 * period + 1 }, () => activity)]);
  return (steps[settle + 4 * period]! - steps[settle]!) / (4 * period);
}

const leastMultiple = (a: number, b: number): number => {
  let m = a;
  while (m % b !== 0) m += a;
  return m;
};

/** What one part of the hardware needs for a step, on its own. */
export interface Stage {
  readonly part: string;
  readonly cycles: number;
}

/**
 * Cycles of a layer's spikes on their way into the part that takes them, one step after the other: that part takes an
 * event every `slot` cycles, while words without spikes leave the queue one a cycle.
 */
function spikeCycles(words: number, lanes: number, fired: ArrayLike<number>, slot: number): number {
  const beats = Array.from(fired, (n) => Math.floor(n / lanes));
  const closing = beats.at(-1) !== words - 1;
  if (closing) beats.push(words - 1);
  const between = beats.slice(1).map((word, i) => Math.max(slot, word - beats[i]!));
  const toNextStep = Math.max((closing ? 0 : slot) + integrateOverhead(0), beats[0]! + 2);
  return between.reduce((sum, cycles) => sum + cycles, toNextStep);
}

/**
 * The closed formulas behind `timeline`: with overlap, separate banks and a core a layer, a steady step takes the most
 * of these.
 * - events into the first layer: S * max(2, ceil(N / spike lanes)) + 3, one more where events carry values;
 * - pass of a layer: the schedule's period;
 * - spikes of a layer into the next part: the sum over spikes of what is longer, max(2, groups) cycles or a cycle for
 *   every word up to the next spike, + 3; the last word of a step sends a beat in any case;
 * - pass of the readout: classes + 2.
 */
export function stages(plan: NetworkPlan, activity: StepActivity): Stage[] {
  const all = plan.cores.flatMap((core) => core.layers.map((layer) => ({ core, layer })));
  const slots = [...all.map(({ layer }) => layer.spikeGroups), plan.readout.groups].map(eventCycles);
  const result: Stage[] = [
    {
      part: "events",
      cycles: activity.inputs * slots[0]! + integrateOverhead(plan.network.inputs.valueBits),
    },
  ];
  all.forEach(({ core, layer }, l) => {
    const fired = activity.spikes[layer.index]!;
    result.push(
      { part: `layer ${l} pass`, cycles: schedule(core, layer, true).period },
      {
        part: `layer ${l} spikes`,
        cycles: spikeCycles(layer.words, core.lanes.neuron, fired, slots[l + 1]!),
      },
    );
  });
  result.push({ part: "readout pass", cycles: plan.readout.classes + readoutTail });
  return result;
}

/**
 * The lower bound that the memories set: of every layer, S * ceil(N / spike lanes) for its events,
 * ceil(N / memory lanes) * (d + 1) for its slow current, d (d + 1) / update lanes for its slow state. A core a layer:
 * the most of all of them; one core for all layers: the sum over layers of the most of each.
 */
export function cycleBound(plan: NetworkPlan, activity: StepActivity): number {
  let events = activity.inputs;
  const perLayer = plan.cores.flatMap((core) =>
    core.layers.map((l) => {
      const { spike, dense, update } = core.lanes;
      const n = l.layer.neurons;
      const work = Math.max(
        events * Math.ceil(n / spike),
        Math.ceil(n / dense) * (l.dim + 1),
        (l.dim * (l.dim + 1)) / update,
      );
      events = activity.spikes[l.index]!.length;
      return work;
    }),
  );
  return plan.hardware.mapping === "shared" ? perLayer.reduce((a, b) => a + b, 0) : Math.max(...perLayer);
}
