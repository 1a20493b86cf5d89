// The hardware choice: defaults, and a message that names the field for everything that is refused.
import { describe, expect, it } from "vitest";
import { steadyNetwork } from "../../bench/steady.ts";
import { HardwareError, type HardwareInput, hardware, plan } from "../../src/core/index.ts";

const lanes = { spike: 8, memory: 4, update: 1 };

/** The message with which a choice is refused; "accepted" where it is not. */
function refusal(input: unknown): string {
  try {
    hardware(input as HardwareInput);
  } catch (error) {
    expect(error).toBeInstanceOf(HardwareError);
    return (error as Error).message;
  }
  return "accepted";
}

describe("hardware", () => {
  it("needs the lanes and fills in the rest", () => {
    expect(hardware({ lanes })).toEqual({
      lanes,
      dataflow: "neuron-stationary",
      overlap: true,
      banks: "separate",
      dependencyBreaking: true,
      clockGating: "enable",
      mapping: "pipelined",
      parameters: "baked",
      outputs: { classes: "sequence", logits: false, spikes: false },
      pipeline: false,
      probe: false,
      memories: { weights: "block", readout: "block", state: "block" },
    });
  });

  it.each([
    ["lanes", {}],
    ["lanes.spike", { lanes: { memory: 1, update: 1 } }],
    ["lanes.spike", { lanes: { ...lanes, spike: 0 } }],
    ["lanes.memory", { lanes: { ...lanes, memory: 65 } }],
    ["lanes.update", { lanes: { ...lanes, update: 1.5 } }],
    ["lanes.update", { lanes: { ...lanes, update: "4" } }],
    ["lanes.readout", { lanes: { ...lanes, readout: -1 } }],
    ["lanes.readout", { lanes: { ...lanes, readout: [1, 1] } }],
    ["lanes.spike", { lanes: { ...lanes, spike: [] } }],
    ["lanes.spike.1", { lanes: { ...lanes, spike: [8, 65] } }],
    ["lanes.memory", { lanes: { ...lanes, spike: [8, 8], memory: [4, 4, 4] } }],
    ["lanes.spike", { lanes: { ...lanes, spike: [8, 8] }, mapping: "shared" }],
    ["lanes.memory", { lanes: { ...lanes, spike: [8, 6] }, dataflow: "neuron-stationary" }],
    ["lanes", { lanes: { ...lanes, neuron: 2 } }],
    ["lanes", { lanes: 8 }],
    ["overlap", { lanes, overlap: "yes" }],
    ["banks", { lanes, banks: "shared" }],
    ["dependencyBreaking", { lanes, dependencyBreaking: 1 }],
    ["mapping", { lanes, mapping: "parallel" }],
    ["clockGating", { lanes, clockGating: "latch" }],
    ["parameters", { lanes, parameters: "fixed" }],
    ["probe", { lanes, probe: null }],
    ["outputs.classes", { lanes, outputs: { classes: "end" } }],
    ["outputs.spikes", { lanes, outputs: { spikes: 1 } }],
    ["outputs", { lanes, outputs: { membranes: true } }],
    ["memories.weights", { lanes, memories: { weights: "bram" } }],
    ["memories.state", { lanes, memories: { state: "spram" } }],
    ["memories.small", { lanes, memories: { small: "spram" } }],
    ["memories.weights", { lanes, memories: { weights: "spram" } }],
    ["memories.readout", { lanes, memories: { readout: "spram" } }],
    ["(top)", { lanes, speed: "high" }],
    ["(top)", null],
  ])("names %s in %j", (field, input) => {
    const message = refusal(input);
    expect(message).toMatch(/^Hardware choice is wrong:\n/);
    expect(message).toContain(`\n  ${field}: `);
  });

  it("names every wrong field at once, and keys that it does not know", () => {
    const message = refusal({ lanes: { ...lanes, spike: 0 }, mapping: "none", sped: 1 });
    expect(message).toContain("\n  lanes.spike: ");
    expect(message).toContain("\n  mapping: ");
    expect(message).toContain("sped");
  });

  it("allows memories without initial contents where parameters are loaded", () => {
    const memories = { weights: "spram", readout: "spram" } as const;
    expect(refusal({ lanes, parameters: "loaded", memories })).toBe("accepted");
  });

  const steady = (neurons: number[]) =>
    steadyNetwork({
      name: "steady",
      channels: 1,
      valueBits: 0,
      neurons,
      dim: 2,
      classes: 1,
      events: 1,
      firing: neurons.map(() => 0),
    });

  it("gives every layer the lanes of its place in a list, and all the same where there is none", () => {
    const { network } = steady([16, 16, 16]);
    const { cores, readout } = plan(
      network,
      hardware({ lanes: { spike: [8, 4, 2], memory: 2, update: [1, 2, 1] } }),
    );
    expect(cores.map((c) => c.lanes)).toMatchObject([
      { spike: 8, memory: 2, update: 1 },
      { spike: 4, memory: 2, update: 2 },
      { spike: 2, memory: 2, update: 1 },
    ]);
    // As fast as the last layer, whose lanes are the fewest.
    expect(readout.lanes).toBe(1);
  });

  it("refuses a list that has not one number for each layer of the network", () => {
    const { network } = steady([4, 4]);
    expect(() => plan(network, hardware({ lanes: { ...lanes, update: [1] } }))).toThrow(
      "lanes.update is a list of 1, and the network has 2 layers; allowed: one number, or a list of 2.",
    );
  });

  it("goes with no network without layers", () => {
    const { network } = steady([1]);
    expect(() => plan({ ...network, layers: [] }, hardware({ lanes }))).toThrow(HardwareError);
  });
});
