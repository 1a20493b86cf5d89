// What must hold of the float model for every network.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type FloatNetwork, type NetworkSpec, parseDescription } from "../../src/network/index.ts";
import {
  check,
  expectClose,
  integers,
  networkAndSteps,
  networkOf,
  run,
  spec,
  spikesOf,
  stepsFor,
} from "./networks.ts";
import { transcription } from "./transcription.ts";

describe("for every network", () => {
  it("follows the equations", () => {
    let spikes = 0;
    check(networkAndSteps, ([net, steps]) => {
      const result = run(net, steps);
      const expected = transcription(net, steps);
      expect(spikesOf(result)).toEqual(expected.spikes);
      expectClose(result.logits, expected.logits, 1e-9);
      spikes += result.spikes.reduce((sum, n) => sum + n, 0);
    });
    expect(spikes).toBeGreaterThan(200);
  });

  it("splitting a sequence and resuming changes nothing", () => {
    check(fc.tuple(networkAndSteps, fc.nat()), ([[net, steps], cut]) => {
      if (steps.length < 2) return;
      const at = 1 + (cut % (steps.length - 1));
      const whole = run(net, steps);
      const first = run(net, steps.slice(0, at));
      const kept = structuredClone(first.state);
      const second = run(net, steps.slice(at), { state: first.state });
      expect(first.state).toEqual(kept);
      expect(second.state).toEqual(whole.state);
      expect([...first.trace!.logits, ...second.trace!.logits]).toEqual([...whole.trace!.logits]);
      const [a, b] = [spikesOf(first), spikesOf(second)];
      expect(a.map((layer, l) => [...layer, ...b[l]])).toEqual(spikesOf(whole));
    });
  });

  it("the order of events within a step changes nothing", () => {
    check(networkAndSteps, ([net, steps]) => {
      const reversed = steps.map((step) => step.toReversed());
      expect(run(net, reversed)).toEqual(run(net, steps));
    });
  });

  it("a layer of dim 0 is a plain one, and so is one whose slow weights are zero", () => {
    check(
      fc
        .tuple(spec, fc.nat())
        .chain(([s, seed]) => fc.tuple(fc.constant([s, seed] as const), stepsFor(parseDescription(s)))),
      ([[s, seed], steps]) => {
        const layers = (memory: object | null) =>
          ({ ...s, layers: s.layers.map((l) => ({ ...l, memory })) }) as NetworkSpec;
        const plain = networkOf(layers(null), integers(seed));
        expect(run(networkOf(layers({ dim: 0, window: 9 }), integers(seed)), steps)).toEqual(
          run(plain, steps),
        );
        const described = parseDescription(layers({ dim: 3, window: 9 }));
        const slow = networkOf(described, integers(1));
        const without: FloatNetwork = {
          ...plain,
          description: described,
          layers: plain.layers.map((layer, l) => {
            const memory = slow.layers[l].memory!;
            return {
              ...layer,
              memory: { ...memory, output: { ...memory.output, values: memory.output.values.map(() => 0) } },
            };
          }),
        };
        expect(spikesOf(run(without, steps))).toEqual(spikesOf(run(plain, steps)));
      },
    );
  });

  it("dilation 1 is none, held or skipped", () => {
    check(
      fc
        .tuple(spec, fc.nat())
        .chain(([s, seed]) => fc.tuple(fc.constant([s, seed] as const), stepsFor(parseDescription(s)))),
      ([[s, seed], steps]) => {
        const answer = (extra: object) =>
          run(
            networkOf(
              {
                ...s,
                layers: s.layers.map((l) => ({ ...l, memory: { dim: 3, window: 9, ...extra } })),
              } as NetworkSpec,
              integers(seed),
            ),
            steps,
          );
        const none = answer({});
        expect(answer({ dilation: 1, refresh: "hold" })).toEqual(none);
        expect(answer({ dilation: 1, refresh: "skip" })).toEqual(none);
      },
    );
  });

  it("neurons without weights change nothing", () => {
    check(networkAndSteps, ([net, steps]) => {
      const padded = run(padLayers(net, 2), steps);
      const result = run(net, steps);
      expect(spikesOf(padded)).toEqual(spikesOf(result));
      expect(padded.logits).toEqual(result.logits);
    });
  });
});

/** The network with `extra` more neurons in every layer, which nothing reaches and which reach nothing. */
function padLayers(net: FloatNetwork, extra: number): FloatNetwork {
  const grow = (
    m: { rows: number; columns: number; values: Float64Array },
    rows: number,
    columns: number,
  ) => {
    const values = new Float64Array((m.rows + rows) * (m.columns + columns));
    for (let i = 0; i < m.rows; i++)
      values.set(m.values.subarray(i * m.columns, (i + 1) * m.columns), i * (m.columns + columns));
    return { rows: m.rows + rows, columns: m.columns + columns, values };
  };
  const longer = (values: Float64Array, by: number) =>
    Float64Array.from([...values, ...new Array<number>(by).fill(0)]);
  return {
    description: {
      ...net.description,
      layers: net.description.layers.map((l) => ({ ...l, neurons: l.neurons + extra })),
    },
    layers: net.layers.map((layer, l) => {
      const more = l === 0 ? 0 : extra;
      const { memory } = layer;
      return {
        ...layer,
        inputs: layer.inputs + more,
        neurons: layer.neurons + extra,
        fast: grow(layer.fast, extra, more),
        bias: longer(layer.bias, extra),
        memory: memory && {
          ...memory,
          drive: { ...memory.drive, weights: longer(memory.drive.weights, more) },
          output: grow(memory.output, extra, 0),
        },
      };
    }),
    readout: { ...net.readout, weights: grow(net.readout.weights, 0, extra) },
  };
}
