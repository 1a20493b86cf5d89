import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { type HardwareInput, hardware, plan } from "../../src/core/index.ts";
import type { Design, Statement } from "../../src/hdl/index.ts";
import { rangeOf, widthOf } from "../../src/hdl/range.ts";
import { type EngineName, openEngine } from "../../src/simulate/index.ts";
import { eventBeats, networkBench } from "../../src/simulate/network.ts";

const choices: Record<string, HardwareInput> = {
  "event-stationary": {
    lanes: { spike: 4, memory: 2, update: 2, readout: 2 },
    dataflow: "event-stationary",
  },
  "neuron-stationary": { lanes: { spike: 4, memory: 2, update: 1 }, dataflow: "neuron-stationary" },
  "shared, joint banks": {
    lanes: { spike: 2, memory: 2, update: 1 },
    dataflow: "event-stationary",
    mapping: "shared",
    banks: "joint",
  },
};

async function seen(
  choice: HardwareInput,
  clockGating: "none" | "enable" | "cell",
  at: number,
  engine: EngineName = "builtin",
) {
  const { network, events } = vectorCases[at]!;
  const made = networkBench(plan(network, hardware({ ...choice, clockGating, probe: true })));
  const opened = await openEngine(engine, made);
  const [result] = await opened.run([
    {
      sources: { events: eventBeats([events, events]) },
      until: { sink: "classes", beats: 2 },
      idleCycles: 50,
      maxCycles: 40_000,
      stateSeed: 5,
      start: "power-up",
    },
  ]);
  await opened.close();
  return result!;
}

const graded = vectorCases.findIndex(({ network }) => network.inputs.valueBits > 0);

describe.each(Object.entries(choices))("clock gating: %s", (_name, choice) => {
  it.each([0, graded, vectorCases.length - 1])("changes no bit and no cycle of case %s", async (at) => {
    const enabled = await seen(choice, "enable", at);
    expect(enabled.status).toBe("done");
    expect(await seen(choice, "none", at)).toEqual(enabled);
    expect(await seen(choice, "cell", at)).toEqual(enabled);
  });
});

it("gates the same in Verilator as in the built-in simulator", async () => {
  const choice = choices["event-stationary"]!;
  expect(await seen(choice, "cell", graded, "verilator")).toEqual(await seen(choice, "cell", graded));
}, 60_000);

describe("the registers", () => {
  const design = (clockGating: "none" | "enable" | "cell") =>
    networkBench(
      plan(vectorCases[graded]!.network, hardware({ ...choices["event-stationary"]!, clockGating })),
    ).design;

  /** Data of stages that are assigned under no condition. */
  function plain(made: Design): string[] {
    return made.circuits.flatMap((c) => {
      const data = new Set(c.items.flatMap((i) => (i.kind === "register" && i.stage ? [i.name] : [])));
      const always = (s: Statement) => s.kind === "assign" && data.has(s.target);
      return c.items.flatMap((i) =>
        i.kind === "process" && i.body.some(always)
          ? [`${c.name}.${(i.body[0] as { target: string }).target}`]
          : [],
      );
    });
  }

  it("of stages load in every cycle with none, and under a condition with enable", () => {
    expect(plain(design("enable"))).toEqual([]);
    expect(plain(design("none")).length).toBeGreaterThan(8);
  });

  it("without a reset lie behind cells, but for those that load in every cycle and a few bits", () => {
    const { circuits } = design("cell");
    const isGated = (c: (typeof circuits)[number]) => c.items.some((i) => i.kind === "clocking");
    const bits = (of: typeof circuits) =>
      of
        .flatMap((c) => c.items)
        .reduce((n, i) => n + (i.kind === "register" && i.reset === null ? widthOf(rangeOf(i.type)) : 0), 0);
    expect(bits(circuits)).toBe(bits(design("enable").circuits));
    expect(bits(circuits.filter(isGated)) / bits(circuits)).toBeGreaterThan(0.9);
    expect(circuits.filter((c) => c.external?.module === "dmp_clock_gate")).toHaveLength(1);
  });
});
