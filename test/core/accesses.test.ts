import { describe, expect, it, vi } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { random } from "../../src/base/random.ts";
import { accesses, activityOf, plan } from "../../src/core/index.ts";
import { instancesOf } from "../../src/flow/netlist.ts";
import { Body } from "../../src/hdl/body.ts";
import { counted } from "../../src/hdl/index.ts";
import type { IntegerNetwork } from "../../src/network/integer.ts";
import { networkBench } from "../../src/simulate/network.ts";
import { randomSequence } from "../../src/stimuli/events.ts";
import { randomHardware, randomNetwork, type ShapeChoice } from "../../src/verify/shape.ts";
import { countedIn, foretold, nameOf } from "./counting.ts";

/** A random shape, made into another where one is given. */
function caseOf(seed: number, given: ShapeChoice = {}, made = (network: IntegerNetwork) => network) {
  const source = random(seed);
  const network = made(randomNetwork(source.split(1), given));
  const planned = plan(network, randomHardware(source.split(2), given.hardware ?? {}, network.layers.length));
  const sequences = [4, 3].map((steps, i) => randomSequence(source.split(3 + i), network.inputs, steps));
  return { planned, sequences };
}

/** All weights and leaks 0: there is nothing that folding leaves of the sums. */
function withoutWeights(network: IntegerNetwork): IntegerNetwork {
  const none = <T extends { readonly values: Int32Array }>(matrix: T): T => ({
    ...matrix,
    values: new Int32Array(matrix.values.length),
  });
  const layers = network.layers.map((layer) => ({
    ...layer,
    fast: { ...layer.fast, weights: none(layer.fast.weights) },
    leak: { ...layer.leak, factor: 0 },
  }));
  const { readout } = network;
  return { ...network, layers, readout: { ...readout, weights: none(readout.weights) } };
}

const dataflows = ["event-stationary", "neuron-stationary"] as const;
const seeds = Array.from({ length: 8 }, (_, i) => i + 1);

describe.each(dataflows)("accesses, %s", (dataflow) => {
  it.each(seeds)("are what counters in the built-in simulator count: shape %s", async (seed) => {
    const { planned, sequences } = caseOf(seed, { hardware: { dataflow } });
    const said = foretold(planned, sequences);
    expect(Object.keys(said).length).toBeGreaterThan(8);
    expect(await countedIn("builtin", planned, sequences)).toEqual(said);
  });

  it("count operations whose results can only be 0", async () => {
    const memories = { weights: "block", readout: "block", state: "block" } as const;
    const hardware = { dataflow, parameters: "baked", memories } as const;
    const { planned, sequences } = caseOf(9, { layers: [{ neurons: 5, dim: 2 }], hardware }, withoutWeights);
    const said = foretold(planned, sequences);
    expect(Object.keys(said).filter((key) => key.startsWith("multiply")).length).toBeGreaterThan(2);
    expect(await countedIn("builtin", planned, sequences)).toEqual(said);
  });

  it("count the memories of numbers that neurons have each, and of those only", async () => {
    const layers = [
      {
        ...{ neurons: 5, dim: 0, reset: "subtract" as const },
        ownThresholds: true,
        ownResets: false,
        ownLeaks: false,
      },
      { neurons: 4, dim: 2, ownThresholds: false, ownResets: false, ownLeaks: false },
    ];
    const { planned, sequences } = caseOf(10, { layers, hardware: { dataflow, mapping: "pipelined" } });
    const said = foretold(planned, sequences);
    const own = Object.keys(said).filter((key) => /\.(thresholds|leaks|resets)\b/.test(key));
    expect(own.every((key) => key.includes("core0.neurons.thresholds"))).toBe(true);
    expect(own.length).toBeGreaterThan(0);
    expect(await countedIn("builtin", planned, sequences)).toEqual(said);
  });

  it("are what counters in Verilator count", async () => {
    const { planned, sequences } = caseOf(3, { hardware: { dataflow } });
    expect(await countedIn("verilator", planned, sequences)).toEqual(foretold(planned, sequences));
  }, 60_000);
});

describe("accesses", () => {
  it("know the size of every memory", () => {
    const seen = new Set<string>();
    for (let seed = 100; seed < 116; seed++) {
      const { planned, sequences } = caseOf(seed);
      const [sequence] = sequences;
      const [activity] = activityOf(sequence!, createGolden(planned.network).record(sequence!));
      const made = instancesOf(networkBench(planned).design).flatMap(({ path, circuit }) =>
        circuit.items.flatMap((item) =>
          item.kind === "memory" ? [[nameOf(path, item.name), item.depth] as const] : [],
        ),
      );
      const sizes = new Map(made);
      for (const { name, words } of accesses(planned, activity!).memories) {
        expect([seed, name, words]).toEqual([seed, name, sizes.get(name)]);
        seen.add(name.replace(/^core\d?/, "core"));
      }
    }
    expect(seen.size).toBeGreaterThan(18);
  });

  it("miss no operation: each is found where the circuit does not say when it is done", () => {
    // With any parameters of their widths there is nothing of one sign only.
    const { planned } = caseOf(5, { hardware: { parameters: "loaded" } });
    const elaborated = () => counted(networkBench(planned, { work: true }).design);
    const said = elaborated()
      .design.circuits.flatMap((c) => c.work!.said)
      .flatMap((work) => work.operations);
    const silent = vi.spyOn(Body.prototype, "work").mockImplementation((_when, build) => build());
    const { unsaid } = elaborated();
    silent.mockRestore();
    expect(elaborated().unsaid).toEqual([]);
    expect(unsaid.length).toBe(said.length);
    expect(unsaid.length).toBeGreaterThan(30);
  });

  it("tell a step that refreshes dilated layers from others", () => {
    const { planned, sequences } = caseOf(5, {
      layers: [{ neurons: 9, dim: 3, dilation: 3, refresh: "hold" }],
      hardware: { dataflow: "event-stationary" },
    });
    const [activity] = activityOf(sequences[0]!, createGolden(planned.network).record(sequences[0]!));
    const reads = (step: number) =>
      accesses(planned, activity!, step).memories.find((m) => m.name.endsWith("slow_weights"))!.reads;
    expect([0, 1, 2, 3].map(reads)).toEqual([reads(3), 0, 0, reads(0)]);
    expect(reads(0)).toBeGreaterThan(0);
  });
});
