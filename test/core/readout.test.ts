// The readout: logits of every step and the class of every sequence, in both modes, over all steps or the last ones.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/base/random.ts";
import { hardware, type NetworkPlan, parametersOf, plan } from "../../src/core/index.ts";
import { readout } from "../../src/core/readout/readout.ts";
import type { IntegerNetwork } from "../../src/network/integer.ts";
import { randomHardware, randomNetwork, type ShapeChoice } from "../../src/verify/shape.ts";
import { rshift, sat } from "./arithmetic.ts";
import { type Beat, pauses, runs, Streams, started } from "./drive.ts";

/** The neurons that fire in each step of a sequence. */
type Sequence = readonly (readonly number[])[];

/** Steps that count in the logits at most; those beyond count nothing: the logits have no room for them. */
const roomOf = (lastSteps: number | null, maxSteps: number | null) =>
  maxSteps !== null && (lastSteps ?? Infinity) > maxSteps ? maxSteps : Infinity;

/** The logits after every step, by the formula. */
function logitsOf({ readout: r, maxSteps }: IntegerNetwork, sequence: Sequence): number[][] {
  const membranes = new Array<bigint>(r.classes).fill(0n);
  const terms: number[][] = [];
  return sequence.map((fired, k) => {
    const step = Array.from({ length: r.classes }, (_, c) => {
      const sum = fired.reduce((total, n) => total + r.weights.values[c * r.weights.columns + n]!, 0);
      if (r.membrane === null) return sum + r.bias.values[c]!;
      const { leak, shift, bits } = r.membrane;
      const leaked = rshift(BigInt(leak.factor) * membranes[c]!, leak.shift);
      membranes[c] = sat(leaked + rshift(BigInt(sum), shift) + BigInt(r.bias.values[c]!), bits);
      return Number(membranes[c]);
    });
    terms.push(k >= roomOf(r.lastSteps, maxSteps) ? step.map(() => 0) : step);
    const counted = r.lastSteps === null ? terms : terms.slice(-r.lastSteps);
    return step.map((_, c) => counted.reduce((total, t) => total + t[c]!, 0));
  });
}

const classOf = (logits: readonly number[]) => logits.indexOf(Math.max(...logits));

const beatsOf = (sequence: Sequence): Beat[] =>
  sequence.flatMap((fired, k) =>
    (fired.length === 0 ? [null] : fired).map((n, i, all) => {
      const last = i === all.length - 1;
      return { address: n ?? 0, empty: n === null, last, end: last && k === sequence.length - 1 };
    }),
  );

/** Runs sequences one after the other. */
function answers(
  { network, ...planned }: NetworkPlan,
  sequences: readonly Sequence[],
  inRests: readonly boolean[],
  outRests: readonly boolean[],
) {
  const whole = { network, ...planned };
  const streams = new Streams(started(readout(whole.readout, network, parametersOf(whole).readout)));
  streams.source("events", sequences.flatMap(beatsOf), inRests);
  const { outputs } = whole.hardware;
  const everyStep = outputs.classes === "step";
  const classes = streams.sink("classes", everyStep ? ["class", "last"] : ["class"], outRests);
  const logits = outputs.logits ? streams.sink("logits", ["value", "last", "end"], outRests) : null;
  const shown = streams.monitor("shown_valid", "shown", ["class", "value"]);
  const steps = sequences.reduce((n, s) => n + s.length, 0);
  const beats = steps * network.readout.classes;
  streams.run(
    () =>
      classes.length === (everyStep ? steps : sequences.length) &&
      (logits === null || logits.length === beats),
    100_000,
  );
  const perStep: number[][] = [];
  for (const logit of shown)
    if (logit.class === 0) perStep.push([logit.value!]);
    else perStep.at(-1)!.push(logit.value!);
  return {
    classes: classes.map((c) => c.class),
    ends: everyStep ? classes.map((c) => c.last) : null,
    logits: perStep,
    streamed: logits,
    tooLong: streams.sim.peek("too_long"),
  };
}

const cases = (given: ShapeChoice, mostSteps: number) =>
  fc
    .record({
      seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      maxSteps: fc.integer({ min: 1, max: mostSteps }),
    })
    .map(({ seed, maxSteps }) => {
      const source = random(seed);
      const drawn = randomNetwork(source.split(1), given);
      const chosen = randomHardware(source.split(2), { parameters: "baked", memories: {} as never });
      const network = { ...drawn, maxSteps: drawn.maxSteps === null ? null : maxSteps };
      const sequences = Array.from({ length: source.int(1, 4) }, () =>
        Array.from({ length: source.int(1, mostSteps) }, () => {
          const density = source.pick([0, 0.2, 0.8, 1]);
          return Array.from({ length: drawn.readout.weights.columns }, (_, n) => n).filter(() =>
            source.chance(density),
          );
        }),
      );
      return { plan: plan(network, chosen), sequences, [fc.toStringMethod]: () => `random(${seed})` };
    });

describe("readout", () => {
  it("gives every step's logits, every sequence's class, and a flag for a sequence that is too long", () => {
    const seen = { ties: 0, tooLong: 0, membranes: 0, windows: 0, everyStep: 0, logits: 0 };
    fc.assert(
      fc.property(cases({}, 9), pauses, pauses, ({ plan: planned, sequences }, inRests, outRests) => {
        const { network } = planned;
        const result = answers(planned, sequences, inRests, outRests);
        const wanted = sequences.map((s) => logitsOf(network, s));
        expect(result.logits).toEqual(wanted.flat());
        const last = wanted.map((steps) => steps.at(-1)!);
        const { outputs } = planned.hardware;
        if (outputs.classes === "step") {
          expect(result.classes).toEqual(wanted.flat().map(classOf));
          expect(result.ends).toEqual(wanted.flatMap((w) => w.map((_, k) => Number(k === w.length - 1))));
        } else expect(result.classes).toEqual(last.map(classOf));
        if (outputs.logits)
          expect(result.streamed!.map(({ value, last, end }) => [value, last, end])).toEqual(
            wanted.flatMap((w) =>
              w.flatMap((step, k) =>
                step.map((value, c) => [value, Number(c === step.length - 1), Number(k === w.length - 1)]),
              ),
            ),
          );
        seen.everyStep += Number(outputs.classes === "step");
        seen.logits += Number(outputs.logits);
        const { lastSteps } = network.readout;
        const tooLong = sequences.some((s) => s.length > roomOf(lastSteps, network.maxSteps));
        expect(result.tooLong).toBe(Number(tooLong));
        seen.ties += last.filter((l) => l.filter((v) => v === Math.max(...l)).length > 1).length;
        seen.tooLong += Number(tooLong);
        seen.membranes += Number(network.readout.membrane !== null);
        seen.windows += Number(lastSteps !== null);
      }),
      runs(120),
    );
    for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(10);
  });

  it.each(["event-stationary", "neuron-stationary"] as const)(
    "names the first of equal classes, %s",
    (dataflow) => {
      const drawn = randomNetwork(random(1), {
        layers: [{ neurons: 3 }],
        classes: 4,
        mode: "mean-logits",
        lastSteps: null,
      });
      const weights = { ...drawn.readout.weights, values: new Int32Array(12) };
      const h = hardware({ lanes: { spike: 1, memory: 1, update: 1 }, dataflow, probe: true });
      const winners = [0, 1, 2, 3].map((from) => {
        const bias = { bits: 8, values: Int32Array.from([0, 1, 2, 3], (c) => (c >= from ? -5 : -6)) };
        const network = { ...drawn, readout: { ...drawn.readout, weights, bias } };
        return answers(plan(network, h), [[[0], []]], [false], [false]).classes[0];
      });
      expect(winners).toEqual([0, 1, 2, 3]);
    },
  );
});
