// Any circuit against a model: right ones pass, planted faults are found, shrunk, kept, and fail again from their file.
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Circuit, circuit, elaborate, fifo, sint, stream, uint } from "../../src/hdl/index.ts";
import { benchOf } from "../../src/simulate/index.ts";
import {
  type CheckOptions,
  check,
  loadCircuitCase,
  quietCase,
  type Stimulus,
  saveCircuitCase,
  VerifyError,
} from "../../src/verify/index.ts";
import { plant, unguarded } from "./faults/plant.ts";
import { always, compared, stuckAt, wrapped } from "./faults/rewrites.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dmp-check-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const example = async <T>(name: string): Promise<T> =>
  (await import(new URL(`../../examples/hdl/${name}.js`, import.meta.url).href)) as T;
const { divider } = await example<{ divider: (width: number) => Circuit }>("divider");
const { example: counter } = await example<{ example: Circuit }>("counter");
const { example: accumulator } = await example<{ example: Circuit }>("accumulator");
const { example: slowSum } = await example<{ example: Circuit }>("queue");

interface Division extends Stimulus {
  readonly streams: { readonly request: readonly { dividend: number; divisor: number }[] };
}
const division: Pick<CheckOptions<Division>, "model"> = {
  model: ({ streams: { request } }) => ({
    streams: {
      result: request.map(({ dividend, divisor }) =>
        divisor === 0
          ? { quotient: 63, remainder: dividend }
          : { quotient: Math.floor(dividend / divisor), remainder: dividend % divisor },
      ),
    },
  }),
};
const dividing = elaborate(divider(6));
/** A remainder that is as large as the divisor stays. */
const wrongDivider = unguarded(plant(dividing, "divider", "fits", compared("ge", "gt")));

const queue = elaborate(fifo("queue", { value: uint(8) }, 3));
const queueModel = ({ streams }: Stimulus) => ({ streams: { output: streams.input! } });

describe("a circuit that does what its model says", () => {
  it.each(["builtin", "verilator"] as const)(
    "passes in the engine %s",
    async (engine) => {
      const result = await check({ design: dividing, ...division, engine, cases: 60 });
      expect(result).toMatchObject({ engine, cases: 60, mismatches: 0, first: null });
      expect(result.cycles).toBeGreaterThan(1000);
      expect(await check({ design: queue, model: queueModel, engine, cases: 60 })).toMatchObject({
        mismatches: 0,
      });
    },
    120_000,
  );

  it("passes with ports of no stream, cycle by cycle", async () => {
    const model = ({ inputs: { step } }: Stimulus) => {
      let count = 0;
      const counts: number[] = [];
      const wraps: number[] = [];
      for (const s of step!) {
        counts.push(count);
        wraps.push(s === 1 && count === 9 ? 1 : 0);
        count = (count + Number(s)) % 10;
      }
      return { outputs: { count: counts, wraps } };
    };
    expect(await check({ design: elaborate(counter), model, cases: 100 })).toMatchObject({
      cases: 100,
      mismatches: 0,
    });
  });

  it("passes where only what is left in the end is known", async () => {
    const model = ({ streams }: Stimulus) => ({
      last: { total: streams.input!.reduce((sum, b) => sum + Number(b.value), 0) % 2 ** 16 },
    });
    expect(await check({ design: elaborate(slowSum), model, cases: 60 })).toMatchObject({ mismatches: 0 });
    const wrong = ({ streams }: Stimulus) => ({ last: { total: streams.input!.length } });
    const { first } = await check({ design: elaborate(slowSum), model: wrong, cases: 60 });
    expect(first!.description).toMatch(/^total \(cycle \d+\): expected 1, found /);
  });

  it("passes with ports wider than numbers are exact", async () => {
    const wide = circuit("wide", {
      note: "Takes a bit away.",
      inputs: { item: stream({ value: sint(63), low: uint(1) }) },
      outputs: { lower: stream({ value: sint(64) }), passed: uint(8) },
      body(c, { item }, { lower, passed }) {
        const { count } = c.registers({ count: uint(8) });
        c.when(lower.fire, () => count.next(count.add(1).wrap(count.type)));
        passed.is(count);
        lower.valid.is(item.valid);
        item.ready.is(lower.ready);
        lower.payload.value.is(item.payload.value.sub(item.payload.low));
      },
    });
    const model = ({ streams: { item } }: Stimulus) => ({
      streams: {
        lower: item!.map((b) => ({ value: BigInt(b.value!) - BigInt(b.low!) })),
      },
    });
    expect(await check({ design: elaborate(wide), model, cases: 50 })).toMatchObject({ mismatches: 0 });
    const blind = ({ streams: { item } }: Stimulus) => ({
      streams: { lower: item!.map((b) => ({ value: b.value! })) },
    });
    const { first } = await check({ design: elaborate(wide), model: blind, cases: 50 });
    expect(first!.shrunk.stimulus.streams.item).toEqual([{ value: 0n, low: 1 }]);
    expect(loadCircuitCase(saveCircuitCase(first!.shrunk), "x")).toEqual(first!.shrunk);
  });
});

describe("a fault", () => {
  it.each(["builtin", "verilator"] as const)(
    "of a divider is found in the engine %s, shrunk to one division, kept, and fails again",
    async (engine) => {
      const given = { design: wrongDivider, ...division, engine };
      const result = await check({ ...given, cases: 60, keep: join(folder, engine) });
      const { first } = result;
      expect(result.mismatches).toBeGreaterThan(10);
      expect(first!.shrunk).toMatchObject({ stalls: null, stateSeed: 0, cutAfter: null });
      expect(first!.shrunk.stimulus.streams.request).toHaveLength(1);
      const [{ dividend, divisor }] = first!.shrunk.stimulus.streams.request as [Record<string, number>];
      // The smallest pair of all: 0 by 0.
      expect([dividend, divisor]).toEqual([0, 0]);
      expect(first!.description).toBe("result.quotient (beat 0, cycle 7): expected 63, found 0");

      const names = (await readdir(first!.folder!)).sort();
      const wave = engine === "verilator" ? "wave.fst" : "wave.vcd";
      expect(names).toEqual(
        expect.arrayContaining(["case.json", "original.json", "report.md", wave, "wave.gtkw"]),
      );
      expect((await readFile(join(first!.folder!, wave))).length).toBeGreaterThan(100);
      expect(await readFile(join(first!.folder!, "report.md"), "utf8")).toContain(first!.description);
      const kept = loadCircuitCase(await readFile(join(first!.folder!, "case.json"), "utf8"), "case.json");
      const again = await check({ ...given, cases: [kept] });
      expect(again.first!.difference).toEqual(first!.difference);
      expect(await check({ ...given, design: dividing, cases: [kept] })).toMatchObject({ mismatches: 0 });
    },
    240_000,
  );

  it("may be shrunk within what is allowed only", async () => {
    const { first } = await check<Division>({
      design: wrongDivider,
      ...division,
      cases: 30,
      arbitrary: (r) => ({
        streams: {
          request: Array.from({ length: 9 }, () => ({ dividend: r.int(0, 63), divisor: r.int(1, 63) })),
        },
      }),
      allowed: ({ streams: { request } }) => request.every((b) => b.divisor > 0),
    });
    expect(first!.shrunk.stimulus.streams.request).toEqual([{ dividend: 1, divisor: 1 }]);
  });

  it.each([
    ["it loses what comes when it is full", "input_ready", stuckAt(1)],
    ["it never says that it is empty", "output_valid", stuckAt(1)],
    ["it takes nothing", "input_ready", stuckAt(0)],
  ] as const)("of a FIFO is found: %s", async (_, target, rewrite) => {
    const design = unguarded(plant(queue, "queue", target, rewrite));
    const { first } = await check({ design, model: queueModel, cases: 60 });
    expect(first).not.toBeNull();
    expect(first!.shrunk.stimulus.streams.input!.length).toBeLessThanOrEqual(5);
  });

  it("between plain ports is found in its cycle, with as few cycles and values as it needs", async () => {
    const model = ({ inputs: { sample, clear } }: Stimulus) => {
      let total = 0;
      const totals = Array.from({ length: Math.max(sample!.length, clear!.length) }, (_, k) => {
        const before = total;
        const at = (values: readonly unknown[]) => Number(values[Math.min(k, values.length - 1)] ?? 0);
        total = at(clear!) === 1 ? 0 : Math.max(-512, Math.min(511, total + at(sample!)));
        return before;
      });
      return { outputs: { total: totals } };
    };
    const design = elaborate(accumulator);
    expect(await check({ design, model, cases: 100 })).toMatchObject({ mismatches: 0 });
    const uncleared = plant(design, "accumulator", "sum", always("second"));
    const { first } = await check({ design: uncleared, model, cases: 100 });
    expect(first!.difference).toMatchObject({ name: "total", expected: 0 });
    expect(Math.abs(Number(first!.difference.found))).toBe(1);
    const wraps = plant(design, "accumulator", "sum", wrapped);
    const { first: over } = await check({ design: wraps, model, cases: 100 });
    expect(over!.difference.name).toBe("total");
    expect(over!.shrunk.stimulus.inputs.sample!.length).toBeLessThanOrEqual(7);
  });
});

describe("what does not fit", () => {
  const bench = benchOf(queue, { everyCycle: true });
  it.each([
    [{ model: () => ({ streams: { outputs: [] } }) }, /stream outputs, which queue lacks; it has: output/],
    [{ model: () => ({ last: { total: 1 } }) }, /output total, which queue lacks/],
    [{ model: () => ({ streams: { output: [{}] } }) }, /beat 0 of stream output without its field value/],
    [
      { model: () => ({}), cases: [quietCase({ streams: { input: [{ val: 1 }] }, inputs: {} })] },
      /beat 0 of stream input has no value; its fields: value/,
    ],
    [
      { model: queueModel, cases: [quietCase({ streams: { input: [{ value: 256 }] }, inputs: {} })] },
      /256 does not fit the unsigned 8-bit port input_value/,
    ],
  ])("is refused: %o", async (given, message) => {
    await expect(check({ design: queue, bench, cases: 1, ...given })).rejects.toThrow(message);
  });

  it("is refused where a case's file is something else", () => {
    expect(() => loadCircuitCase("{", "a.json")).toThrow(/^a\.json: not JSON/);
    expect(() => loadCircuitCase("{}", "a.json")).toThrow(
      /expected a file of the format "dmp-rtl circuit case 1"/,
    );
  });
});

describe("what a model gives", () => {
  const checked = (response: unknown) => {
    const model = typeof response === "function" ? response : () => response;
    return check({ design: dividing, model: model as () => never, cases: 2 });
  };
  const beat = (quotient: unknown) => ({ streams: { result: [{ quotient, remainder: 0 }] } });

  it.each([
    [
      "nothing",
      undefined,
      "the model gives undefined; it gives an object of streams, outputs, last, at once",
    ],
    ["a promise", Promise.resolve({}), "the model gives a promise; it gives an object"],
    ["a promise that fails", () => Promise.reject(new Error("boom")), "the model gives a promise"],
    ["a word for beats", { streams: { result: "abc" } }, "for the stream result no list of beats"],
    [
      "beats under another name",
      { stream: {} },
      "the model gives stream; what is compared are streams, outputs, last",
    ],
    [
      "half a number",
      beat(0.5),
      "the model gives quotient in beat 0 of stream result the value 0.5; values are whole numbers",
    ],
    ["a word", beat("3"), "stream result the value 3; values are whole numbers"],
  ])("is refused where it is %s", async (_what, response, message) => {
    await expect(checked(response)).rejects.toThrow(VerifyError);
    await expect(checked(response)).rejects.toThrow(message);
  });
});

it("what is no design is refused", async () => {
  const nothing = check({ circuit: dividing, ...division } as never);
  await expect(nothing).rejects.toThrow("design: none is given; elaborate(circuit) makes one");
});

it("an assertion that fails before a reset is a difference too, whatever the rest of the case does", async () => {
  const small = elaborate(
    circuit("small_values", {
      inputs: { input: stream({ value: uint(4) }) },
      outputs: { output: stream({ value: uint(4) }) },
      body(c, { input }, { output }) {
        // Unknown until the first beat: no reset makes it small.
        const { seen } = c.registers({ seen: { type: uint(4), reset: null } });
        c.when(input.fire, () => seen.next(0));
        c.assert("stays_small", seen.lt(8), "seen is below 8");
        c.connect(input, output);
      },
    }),
  );
  const beats = [{ value: 1 }, { value: 2 }];
  const stimulus: Stimulus = { streams: { input: beats }, inputs: {} };
  const cases = [1, 2, 3, 4, 5, 6, 7, 8].map((stateSeed) => ({ ...quietCase(stimulus), stateSeed }));
  const options = {
    design: small,
    model: ({ streams }: Stimulus) => ({ streams: { output: streams.input! } }),
  };
  const run = async (cutAfter: number | null) =>
    (await check({ ...options, cases: cases.map((c) => ({ ...c, cutAfter })) })).mismatches;
  const failing = await run(null);
  expect(failing).toBeGreaterThan(0);
  expect(await run(3)).toBe(failing);
});
