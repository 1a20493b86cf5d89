import { describe, expect, it, vi } from "vitest";
import { type Random, random } from "../../src/base/random.ts";
import {
  type Hardware,
  hardware,
  type NetworkPlan,
  partsOf,
  plan,
  type StepActivity,
  type StepCycles,
  type StepTimes,
  stepEnds,
  stepTimes,
  timeline,
} from "../../src/core/index.ts";
import { FIELDS, type Field, field } from "../../src/core/timing/step-fields.ts";
import type { IntegerNetwork } from "../../src/network/index.ts";
import { randomHardware, randomNetwork } from "../../src/verify/shape.ts";

type Sequences = readonly (readonly StepActivity[])[];

/** Sequences with steps of no events, few and many, and of neurons that all fire. */
function sequencesOf(network: IntegerNetwork, from: Random, longest = 80): Sequences {
  const step = (): StepActivity => {
    const inputs = from.chance(0.2) ? 0 : from.int(0, Math.min(40, network.inputs.maxPerStep));
    const rate = from.pick([0, 0.1, 0.5, 1]);
    return {
      inputs,
      ...(network.inputs.valueBits > 0 ? { counted: from.int(0, inputs) } : {}),
      spikes: network.layers.map(({ neurons }) =>
        Array.from({ length: neurons }, (_, n) => n).filter(() => from.chance(rate)),
      ),
    };
  };
  return Array.from({ length: from.int(1, 3) }, () => Array.from({ length: from.int(1, longest) }, step));
}

/** What the timeline has of it. */
function ofTimeline(planned: NetworkPlan, sequences: Sequences) {
  const { taken, classes } = timeline(planned, sequences);
  const ends = stepEnds(sequences.flat(), taken);
  const latencies = sequences.map((_, i) => classes[i]! - ends[sequences.slice(0, i + 1).flat().length - 1]!);
  return { cycles: ends.slice(1).map((end, k) => end - ends[k]!), latencies };
}

/** What is told where cycles at these places of their order are asked for. */
type Tell = (places: readonly [number, number]) => StepCycles;

function expectSame(tell: Tell, { cycles, latencies }: ReturnType<typeof ofTimeline>, what: string) {
  const order = cycles.toSorted((a, b) => a - b);
  const told = tell([0, 0]);
  expect(told.latencies, what).toEqual(latencies);
  expect([told.steps, told.sum, told.max], what).toEqual([
    cycles.length,
    cycles.reduce((a, b) => a + b, 0),
    order.at(-1) ?? 0,
  ]);
  const places = [...order.keys()].filter((k) => k % 16 === 0);
  const inOrder = places.map((k) => tell([k, order.length - 1 - k]).inOrder);
  expect(inOrder, what).toEqual(places.map((k) => [order[k], order.at(-1 - k)]));
}

const timed = (times: StepTimes, planned: NetworkPlan) => partsOf(planned).map(times.partOf);

const waits = ({ dataflow, overlap, banks }: Hardware) =>
  dataflow === "event-stationary" && overlap && banks === "joint";

interface Case {
  readonly seed: number;
  readonly some: readonly NetworkPlan[];
  readonly sequences: Sequences;
  readonly tell: (places: readonly [number, number]) => readonly StepCycles[];
}

/** Random networks, each with choices of one structure after the other, as many together as may be. */
function* cases(count: number, make: typeof stepTimes): Generator<Case> {
  for (let seed = 0; seed < count; seed++) {
    const from = random(seed);
    const network = randomNetwork(from.split(1), { maxPerStep: 40 });
    const sequences = sequencesOf(network, from.split(2));
    const times = make(sequences, network.layers.length);
    const plans = Array.from({ length: 9 }, (_, k) =>
      plan(network, randomHardware(from.split(3 + k), {}, network.layers.length)),
    );
    const alike = new Map<number, NetworkPlan[]>();
    for (const planned of plans.filter((p) => !waits(p.hardware))) {
      const structure = times.structureOf(timed(times, planned));
      alike.set(structure, [...(alike.get(structure) ?? []), planned]);
    }
    for (const all of alike.values())
      for (let k = 0; k < all.length; k += times.together) {
        const some = all.slice(k, k + times.together);
        const parts = some.map((planned) => timed(times, planned));
        yield { seed, some, sequences, tell: (places) => times.of(parts, places)! };
      }
  }
}

describe("step times", () => {
  it("are those of the timeline, for every choice of several at once", () => {
    let compared = 0;
    for (const { seed, some, sequences, tell } of cases(60, stepTimes))
      for (const [i, planned] of some.entries()) {
        expectSame(
          (places) => tell(places)[i]!,
          ofTimeline(planned, sequences),
          `seed ${seed}, ${JSON.stringify(planned.hardware)}`,
        );
        compared++;
      }
    expect(compared).toBeGreaterThan(400);
  });

  it("stay those when the tables of other choices have filled the memory in between", () => {
    const from = random(1);
    const network = randomNetwork(from.split(1), { layers: [{ neurons: 13, dim: 2 }, {}], maxPerStep: 10 });
    const sequences = sequencesOf(network, from.split(2));
    // Room for two more tables than four choices need.
    const table = 32 * sequences.flat().length;
    const times = stepTimes(sequences, 2, (4 * 4 + 2) * table);
    for (let spike = 1; spike <= 13; spike++) {
      const planned = plan(network, hardware({ lanes: { spike, memory: 1, update: 1 } }));
      const tell: Tell = (places) => times.of([timed(times, planned)], places)![0]!;
      expectSame(tell, ofTimeline(planned, sequences), `${spike} lanes`);
    }
    const planned = plan(network, hardware({ lanes: { spike: 1, memory: 1, update: 1 } }));
    const few = stepTimes(sequences, 2, 15 * table);
    expect(few.of([timed(few, planned)], [0, 0])).toBeNull();
  });

  it("are not told where events wait for reads of the same memory, or numbers get too large", () => {
    const network = randomNetwork(random(2), { layers: [{ neurons: 8, dim: 2 }], valueBits: 0 });
    const lanes = { spike: 2, memory: 2, update: 1 };
    const joint = hardware({ lanes, dataflow: "event-stationary", banks: "joint" });
    const busy = (inputs: number): Sequences => [[{ inputs, spikes: [[]] }]];
    const told = (choice: Hardware, sequences: Sequences) => {
      const times = stepTimes(sequences, 1);
      return times.of([timed(times, plan(network, choice))], [0, 0]);
    };
    expect(told(joint, busy(1))).toBeNull();
    expect(told({ ...joint, overlap: false }, busy(1))).not.toBeNull();
    expect(told(hardware({ lanes }), busy(2 ** 24))).toBeNull();
    expect(told(hardware({ lanes }), busy(2 ** 10))).not.toBeNull();
  });
});

describe("planted faults", () => {
  it.each(Object.keys(field) as Field[])("%s a cycle more: found", async (name) => {
    vi.resetModules();
    vi.doMock("../../src/core/timing/part-steps.ts", async (original) => {
      const right = await original<typeof import("../../src/core/timing/part-steps.ts")>();
      const wrong =
        <A extends unknown[]>(write: (...given: A) => void) =>
        (...given: A) => {
          write(...given);
          const into = given.at(-1) as Int32Array;
          for (let at = field[name]; at < into.length; at += FIELDS) into[at]!++;
        };
      return { ...right, layerSteps: wrong(right.layerSteps) };
    });
    const { stepTimes: faulty } = await import("../../src/core/timing/step-times.ts");
    const differs = ({ some, sequences, tell }: Case) => {
      const told = tell([0, 0]);
      return some.some((planned, i) => {
        const { cycles, latencies } = ofTimeline(planned, sequences);
        const sum = cycles.reduce((a, b) => a + b, 0);
        return told[i]!.sum !== sum || told[i]!.latencies.join() !== latencies.join();
      });
    };
    let found = false;
    for (const one of cases(20, faulty as typeof stepTimes)) {
      found = differs(one);
      if (found) break;
    }
    expect(found).toBe(true);
    vi.doUnmock("../../src/core/timing/part-steps.ts");
    vi.resetModules();
  });
});
