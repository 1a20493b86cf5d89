// The wrapper against the golden model and a model of its registers, driven as a system would.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden } from "../../golden/index.ts";
import { AxiError, axiCircuit } from "../../src/axi/index.ts";
import { OKAY, SLVERR } from "../../src/axi/lite.ts";
import { bitOf, IDENTITY, MAP_VERSION, type RegisterName, registers, wordOf } from "../../src/axi/map.ts";
import { hardware, plan } from "../../src/core/index.ts";
import type { Beats, Case, Column, Values, Wait } from "../../src/simulate/index.ts";
import { randomSequence } from "../../src/stimuli/events.ts";
import { random } from "../../src/verify/index.ts";
import { openAxi } from "./bench.ts";
import { eventTransfers, parameterTransfers, parameterWords } from "./transfers.ts";

const choice = hardware({ lanes: { spike: 2, memory: 2, update: 1 }, parameters: "loaded" });
const networkOf = (name: string) => vectorCases.find((c) => c.name === name)!.network;
/** Values of at most 32 bits. */
const numbers = (column: Column | Values): number[] => Array.from(column as ArrayLike<number>);
const columns = (...given: number[][]): Beats => ({ beats: given[0]!.length, columns: given });

interface Access {
  readonly write: boolean;
  readonly word: number;
  readonly data: number;
  readonly strobes: number;
}
const reads = (...names: RegisterName[]): Access[] =>
  names.map((name) => ({ write: false, word: wordOf(name), data: 0, strobes: 0 }));
const writes = (name: RegisterName, data: number, strobes = 15): Access => ({
  write: true,
  word: wordOf(name),
  data,
  strobes,
});

/** Accesses one after the other: each begins when the one before is answered. */
function inTurn(accesses: readonly Access[], first: readonly Omit<Wait, "source" | "beat">[] = []) {
  const waits: Wait[] = [];
  const of = (write: boolean) => accesses.filter((a) => a.write === write);
  let [written, read] = [0, 0];
  for (const { write } of accesses) {
    const all = [{ stream: "b", beats: written }, { stream: "r", beats: read }, ...first];
    for (const source of write ? ["aw", "w"] : ["ar"])
      waits.push(...all.map((wait) => ({ source, beat: write ? written : read, ...wait })));
    if (write) written += 1;
    else read += 1;
  }
  const [w, r] = [of(true), of(false)];
  return {
    waits,
    sources: {
      aw: columns(w.map((a) => 4 * a.word)),
      w: columns(
        w.map((a) => a.data),
        w.map((a) => a.strobes),
      ),
      ar: columns(r.map((a) => 4 * a.word)),
    },
    until: [
      { sink: "b", beats: written },
      { sink: "r", beats: read },
    ],
  };
}

describe("data through the wrapper", () => {
  it.each([
    ["subtract", "neuron-stationary"],
    ["graded", "event-stationary"],
  ] as const)(
    "%s, %s: 10,000 transfers with pauses give the golden model's classes",
    async (name, dataflow) => {
      const network = networkOf(name);
      const planned = plan(network, hardware({ ...choice, dataflow }));
      const golden = createGolden(network);
      const sequences = Array.from({ length: 720 }, (_, i) =>
        randomSequence(random(i), network.inputs, 1 + (i % 12)),
      );
      const events = eventTransfers(sequences, network.inputs.valueBits > 0, random(1));
      const params = parameterTransfers(planned, random(2));
      const counted = reads("STEPS", "ANSWERS", "ANSWER", "STATUS", "IRQ_STATUS");
      const { waits, sources, until } = inTurn(counted, [{ stream: "classes", beats: sequences.length }]);
      const run: Case = {
        sources: { ...sources, params, events },
        waits: [{ source: "events", beat: 0, stream: "params", beats: params.beats }, ...waits],
        until: [{ sink: "classes", beats: sequences.length }, ...until],
        maxCycles: 400_000,
        stalls: { seed: 7, source: 0.3, sink: 0.3 },
      };
      const engine = await openAxi(planned, "verilator");
      const [result] = await engine.run([run]);
      await engine.close();
      const [data, keep, last] = result!.sinks.classes!.columns.map((column) => Array.from(column, Number));
      expect(data).toEqual(sequences.map((s) => golden.run(s).class));
      expect(new Set(keep)).toEqual(new Set([1]));
      expect(new Set(last)).toEqual(new Set([1]));
      const steps = sequences.reduce((sum, s) => sum + s.steps, 0);
      expect(numbers(result!.sinks.r!.columns[0]!)).toEqual([steps, 720, data!.at(-1), 2, 1]);
      expect(events.beats + params.beats + 720).toBeGreaterThan(10_000);
    },
  );
});

/** What registers do, written from the map alone: no stream moves, so that nothing else changes them. */
class RegisterModel {
  private enabled = 0;
  private readonly fixed: Partial<Record<RegisterName, number>>;

  constructor(channels: number, classes: number) {
    this.fixed = { ID: IDENTITY, VERSION: MAP_VERSION, CHANNELS: channels, CLASSES: classes };
  }

  /** What is answered: data and response. */
  read(word: number): [number, number] {
    const register = registers.find((r) => r.offset === 4 * word);
    if (register === undefined || register.access === "wo") return [0, SLVERR];
    if (register.name === "STATUS") return [1 << bitOf("STATUS", "PARAM_READY"), OKAY];
    if (register.name === "IRQ_ENABLE") return [this.enabled, OKAY];
    return [this.fixed[register.name] ?? 0, OKAY];
  }

  write({ word, data, strobes }: Access): number {
    const register = registers.find((r) => r.offset === 4 * word);
    if (register === undefined || register.access === "ro") return SLVERR;
    if (register.name === "IRQ_ENABLE" && strobes & 1) this.enabled = data & 3;
    return OKAY;
  }
}

describe("registers", () => {
  it("answer as the map says, whatever is written and read", async () => {
    const network = networkOf("subtract");
    const engine = await openAxi(plan(network, choice), "builtin");
    const quiet = wordOf("PARAM");
    const accessOf = fc.record({
      write: fc.boolean(),
      word: fc.nat(15).filter((word) => word < quiet || word > quiet + 1),
      data: fc.nat(2 ** 32 - 1),
      strobes: fc.nat(15),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(accessOf, { minLength: 1, maxLength: 30 }),
        fc.nat(9),
        async (accesses, pauses) => {
          // A restart takes a while, in which the status says so: it has a test of its own.
          const all = accesses.filter((a) => !(a.write && a.word === wordOf("CONTROL")));
          const model = new RegisterModel(network.inputs.channels, network.readout.classes);
          const [read, written] = [[] as [number, number][], [] as number[]];
          for (const access of all)
            if (access.write) written.push(model.write(access));
            else read.push(model.read(access.word));
          const stalls = { seed: 3, source: pauses / 10, sink: pauses / 10 };
          const [run] = await engine.run([{ ...inTurn(all), maxCycles: 40_000, stalls }]);
          const { r, b } = run!.sinks;
          expect(numbers(b!.columns[0]!)).toEqual(written);
          const [data, responses] = r!.columns.map(numbers);
          expect(data!.map((value, i) => [value, responses![i]])).toEqual(read);
        },
      ),
      { numRuns: 60, seed: 16 },
    );
    await engine.close();
  });

  it("load a network word by word, and raise the interrupt of the answer until it is cleared", async () => {
    const network = networkOf("subtract");
    const planned = plan(network, choice);
    const words = parameterWords(planned);
    const sequence = randomSequence(random(4), network.inputs, 9);
    const load = [
      ...words.map(({ data, last }) => writes(last ? "PARAM_LAST" : "PARAM", data)),
      writes("IRQ_ENABLE", 1),
    ];
    const after = [
      ...reads("IRQ_STATUS"),
      writes("IRQ_STATUS", 1),
      ...reads("IRQ_STATUS", "STATUS", "ANSWER"),
    ];
    const { sources, waits, until } = inTurn([...load, ...after]);
    const rest = after.map((_, i) => i);
    const gate = { stream: "classes", beats: 1 };
    const engine = await openAxi(planned, "builtin");
    const [run] = await engine.run([
      {
        sources: { ...sources, events: eventTransfers([sequence], false, random(1)) },
        waits: [
          { source: "events", beat: 0, stream: "b", beats: load.length },
          ...waits,
          { source: "ar", beat: 0, ...gate },
          ...rest.slice(0, 1).map(() => ({ source: "aw", beat: load.length, ...gate })),
        ],
        until: [{ sink: "classes", beats: 1 }, ...until],
        maxCycles: 60_000,
      },
    ]);
    await engine.close();
    const answer = createGolden(network).run(sequence).class;
    expect(run!.sinks.classes!.columns[0]![0]).toBe(answer);
    expect(new Set(numbers(run!.sinks.b!.columns[0]!))).toEqual(new Set([OKAY]));
    expect(numbers(run!.sinks.r!.columns[0]!)).toEqual([1, 0, 2, answer]);
    const irq = Array.from(run!.outputs.irq!, Number);
    const [rise, fall] = [irq.indexOf(1), irq.lastIndexOf(1)];
    expect(rise).toBeGreaterThan(0);
    expect(fall).toBeLessThan(irq.length - 1);
    expect(irq.slice(rise, fall + 1)).not.toContain(0);
  });

  it("refuse a word of parameters that is not whole, and all of them where they are baked", async () => {
    const network = networkOf("subtract");
    const refused = async (parameters: "loaded" | "baked", access: Access) => {
      const engine = await openAxi(plan(network, hardware({ ...choice, parameters })), "builtin");
      const [run] = await engine.run([{ ...inTurn([access]), maxCycles: 1000 }]);
      await engine.close();
      return run!.sinks.b!.columns[0]![0] === SLVERR;
    };
    expect(await refused("loaded", writes("PARAM", 0, 7))).toBe(true);
    expect(await refused("loaded", writes("PARAM", 0))).toBe(false);
    expect(await refused("baked", writes("PARAM", 0))).toBe(true);
  });

  it("restart the network in the middle of a sequence: its parameters stay, counters too, the error flag goes", async () => {
    const network = networkOf("subtract");
    const planned = plan(network, choice);
    const whole = randomSequence(random(5), network.inputs, 7);
    const cut = eventTransfers([randomSequence(random(6), network.inputs, 30)], false, random(1), 0);
    // An address that is not there raises the flag; the last beats of the sequence never come.
    const some = cut.columns[0]!.length - 3;
    const beats = numbers(cut.columns[0]!).slice(0, some);
    beats[0] = 2 ** 13 - 1;
    const again = numbers(eventTransfers([whole], false, random(1), 0).columns[0]!);
    const data = [...beats, ...again];
    const params = parameterTransfers(planned, random(2));
    const accesses = [
      ...reads("STATUS"),
      writes("CONTROL", 1),
      ...reads("STATUS", "ID", "ID", "ID", "ID", "ID", "ID", "ID", "ID", "STATUS", "STEPS"),
    ];
    const { sources, waits, until } = inTurn(accesses, [{ stream: "events", beats: some }]);
    const engine = await openAxi(planned, "builtin");
    const [run] = await engine.run([
      {
        sources: {
          ...sources,
          params,
          events: columns(
            data,
            data.map(() => 3),
            data.map(() => 0),
          ),
        },
        waits: [
          { source: "events", beat: 0, stream: "params", beats: params.beats },
          ...waits,
          { source: "events", beat: some, stream: "r", beats: accesses.length - 1 },
        ],
        until: [{ sink: "classes", beats: 1 }, ...until],
        maxCycles: 60_000,
      },
    ]);
    await engine.close();
    expect(run!.sinks.classes!.columns[0]![0]).toBe(createGolden(network).run(whole).class);
    const found = numbers(run!.sinks.r!.columns[0]!);
    const [ready, restarting, error] = ["PARAM_READY", "RESTARTING", "EVENT_ERROR"].map(
      (f) => 1 << bitOf("STATUS", f),
    );
    expect(found[0]).toBe(ready! | error!);
    expect(found[1]! & restarting!).toBe(restarting!);
    expect(found.at(-2)).toBe(ready!);
    expect(found.at(-1)).toBeGreaterThan(0);
  });
});

describe("the wrapper", () => {
  it("carries no probes", () => {
    const planned = plan(networkOf("subtract"), hardware({ ...choice, probe: true }));
    expect(() => axiCircuit(planned)).toThrow(AxiError);
  });

  it("is refused more channels than the word of an event has room for", () => {
    const network = networkOf("subtract");
    const planned = plan(network, choice);
    const wide = {
      ...planned,
      network: { ...network, inputs: { ...network.inputs, channels: 2 ** 13 + 1 } },
    };
    expect(() => axiCircuit(wide)).toThrow("the word of an event has room for 8192");
  });

  it("is the same in both engines, to the cycle", async () => {
    const network = networkOf("subtract");
    const planned = plan(network, choice);
    const sequences = [1, 2, 3].map((i) => randomSequence(random(i), network.inputs, 4));
    const run: Case = {
      sources: {
        ...inTurn(reads("STATUS", "ID")).sources,
        params: parameterTransfers(planned, random(2)),
        events: eventTransfers(sequences, false, random(1)),
      },
      order: ["params", "events"],
      until: { sink: "classes", beats: 3 },
      maxCycles: 20_000,
      stalls: { seed: 2, source: 0.4, sink: 0.5 },
    };
    const results = [];
    for (const name of ["builtin", "verilator"] as const) {
      const engine = await openAxi(planned, name);
      const [result] = await engine.run([run]);
      await engine.close();
      results.push({ sinks: result!.sinks, sources: result!.sources, outputs: result!.outputs });
    }
    expect(results[0]).toEqual(results[1]);
  });
});
