// The comparison itself: agrees with a correct run, and names the place of every kind of change to one.
import { beforeAll, describe, expect, it } from "vitest";
import type { CaseResult } from "../../src/simulate/index.ts";
import { eventBeats } from "../../src/simulate/network.ts";
import { type Difference, describe as inWords, random, randomShape } from "../../src/verify/index.ts";
import { open, sequence } from "./bench.ts";

const shape = randomShape(random(12), {
  name: "compared",
  channels: 4,
  valueBits: 0,
  maxPerStep: 8,
  layers: [
    { neurons: 5, dim: 3, dilation: 1 },
    { neurons: 3, dim: 2, dilation: 1 },
  ],
  classes: 2,
  lastSteps: null,
  hardware: {
    lanes: { spike: 4, memory: 4, update: 1, readout: 1 },
    mapping: "shared",
    parameters: "baked",
    overlap: true,
  },
});
const sequences = [sequence([[0, 1], [2], []]), sequence([[3], [0, 0]])];

describe("a comparison", () => {
  let hw: Awaited<ReturnType<typeof open>>;
  let result: CaseResult;
  beforeAll(async () => {
    hw = await open(shape);
    result = await hw.run(hw.caseOf(eventBeats(sequences), 2));
    await hw.close();
  });

  const firstOf = (changed: CaseResult): Difference | null => hw.difference(changed, sequences);
  /** The result with one recorded value changed. `nth` counts the records of the given layer. */
  const altered = (monitor: string, field: string, layer: number | null, nth: number): CaseResult => {
    const fields = hw.bench.monitors.find((m) => m.name === monitor)!.fields.map((f) => f.port);
    const column = (suffix: string) => fields.indexOf(`probe_${monitor}_${suffix}`);
    const taken = result.monitors[monitor]!;
    const numbers = [...taken.cycles.keys()].filter(
      (n) => layer === null || Number(taken.columns[column("layer")]![n]) === layer,
    );
    const at = numbers[nth]!;
    const columns = taken.columns.map((c, i) => {
      const copy = c.slice() as Int32Array;
      if (i === column(field)) copy[at] = field.startsWith("fired") ? 1 - copy[at]! : copy[at]! ^ 1;
      return copy;
    });
    return { ...result, monitors: { ...result.monitors, [monitor]: { ...taken, columns } } };
  };
  const shortened = (monitor: string, records: number): CaseResult => {
    const { cycles, columns } = result.monitors[monitor]!;
    const taken = { cycles: cycles.slice(0, records), columns: columns.map((c) => c.slice(0, records)) };
    return { ...result, monitors: { ...result.monitors, [monitor]: taken } };
  };

  it("of a correct run finds nothing", () => {
    expect(result.status).toBe("done");
    expect(firstOf(result)).toBeNull();
  });

  it("names layer, sequence, step and index of a drive, a slow state, a membrane, a spike and a logit", () => {
    // Steps 0 to 2 are those of the first sequence, 3 and 4 of the second.
    const neuronLanes = hw.plan.cores[0]!.lanes.neuron;
    const words = hw.plan.cores[0]!.layers.map((l) => l.words);
    expect(firstOf(altered("core_drive", "value", 1, 4))).toMatchObject({
      ...{ quantity: "drive", layer: 1, sequence: 1, step: 1, index: 0 },
    });
    expect(firstOf(altered("core_state", "value", 0, 3 * 3 + 2))).toMatchObject({
      ...{ quantity: "state", layer: 0, sequence: 1, step: 0, index: 2 },
    });
    expect(firstOf(altered("core_membrane", "value_0", 0, 2 * words[0]! + 1))).toMatchObject({
      ...{ quantity: "membrane", layer: 0, sequence: 0, step: 2, index: neuronLanes },
    });
    expect(firstOf(altered("core_membrane", "fired_0", 1, 3 * words[1]!))).toMatchObject({
      ...{ quantity: "spike", layer: 1, sequence: 1, step: 0, index: 0 },
    });
    expect(firstOf(altered("logit", "value", null, 2 * 4 + 1))).toMatchObject({
      ...{ quantity: "logit", layer: null, sequence: 1, step: 1, index: 1 },
    });
  });

  it("gives both values and the cycle", () => {
    const found = firstOf(altered("core_drive", "value", 0, 1))!;
    expect(found.found).toBe(Number(found.expected) ^ 1);
    expect(result.monitors.core_drive!.cycles).toContain(found.cycle);
    expect(inWords(found)).toBe(
      `scalar drive x (layer 0, sequence 0, step 1, index 0, cycle ${found.cycle}): expected ${found.expected}, found ${found.found}`,
    );
  });

  it("takes what is missing, too much, a wrong class and an error flag for differences", () => {
    const { classes } = result.sinks as { classes: CaseResult["sinks"][string] };
    const answers = Uint32Array.from(classes.columns[0]!, Number);
    answers[1] = 1 - answers[1]!;
    const wrongClass = { ...classes, columns: [answers] };
    expect(firstOf({ ...result, sinks: { classes: wrongClass } })).toMatchObject({
      ...{ quantity: "class", sequence: 1 },
    });
    const last = result.monitors.core_state!.cycles.length - 1;
    expect(firstOf(shortened("core_state", last))).toMatchObject({
      quantity: "state",
      sequence: 1,
      step: 1,
      found: null,
    });
    expect(firstOf({ ...result, flags: { ...result.flags, error_event: 1 } })).toMatchObject({
      ...{ quantity: "flag", expected: 0, found: 1, text: "error_event" },
    });
    const { cycles, columns } = result.monitors.logit!;
    const twice = {
      cycles: Uint32Array.of(...cycles, 9, 9),
      columns: columns.map((c) => Int32Array.from([...c, 0, 1].map(Number))),
    };
    expect(firstOf({ ...result, monitors: { ...result.monitors, logit: twice } })).toMatchObject({
      ...{ quantity: "records", expected: 10 },
    });
  });

  it("puts a wrong value before the end of a run that did not finish, and says where it stopped otherwise", () => {
    const stopped = { ...shortened("logit", 5), status: "timeout" as const };
    expect(firstOf(stopped)).toMatchObject({ quantity: "end", sequence: 0, step: 2, found: "timeout" });
    const both = { ...altered("core_drive", "value", 0, 4), status: "timeout" as const };
    expect(firstOf(both)).toMatchObject({ quantity: "drive", sequence: 1 });
  });
});
