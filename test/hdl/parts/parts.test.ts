import { execa } from "execa";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  arbiter,
  bit,
  type Circuit,
  elaborate,
  fifo,
  fork,
  int,
  join,
  printVerilog,
  registerSlice,
  simulate,
  sint,
  uint,
  vector,
} from "../../../src/hdl/index.ts";
import { inFolder } from "../lint.ts";
import { drive, type Transfer, transfersOf } from "./streams.ts";

const seed = 20261122;
const runs = { seed, numRuns: 60 };

/** Mixed signs, a range that is no whole number of bits, lanes. */
const payload = { value: sint(9), kind: int(0, 5), lanes: vector(2, uint(3)) };
const transfer: fc.Arbitrary<Transfer> = fc.record({
  value: fc.integer({ min: -256, max: 255 }),
  kind: fc.integer({ min: 0, max: 5 }),
  lanes_0: fc.integer({ min: 0, max: 7 }),
  lanes_1: fc.integer({ min: 0, max: 7 }),
});
const traffic = fc.record({
  transfers: fc.array(transfer, { maxLength: 40 }),
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  stalls: fc.record({
    source: fc.constantFrom(0, 0.2, 0.7),
    sink: fc.constantFrom(0, 0.2, 0.7),
  }),
});

/** Everything sent arrives once, in order, whatever the stalls. */
const passesAll = (part: Circuit) =>
  fc.assert(
    fc.property(traffic, ({ transfers, ...rest }) => {
      const passed = drive(part, { send: { input: transfers }, outputs: ["output"], cycles: 400, ...rest });
      expect(transfersOf(passed, "output")).toEqual(transfers);
    }),
    runs,
  );

const counting = (n: number): Transfer[] =>
  Array.from({ length: n }, (_, i) => ({ value: i - 50, kind: i % 6, lanes_0: i % 8, lanes_1: 0 }));
const never = { source: 0, sink: 0 };

describe("register slice", () => {
  const part = registerSlice("slice", payload);
  it("passes everything in order under random stalls", () => passesAll(part));
  it("passes one transfer a cycle, one cycle late", () => {
    const passed = drive(part, {
      send: { input: counting(50) },
      outputs: ["output"],
      seed: 1,
      stalls: never,
      cycles: 60,
    });
    expect(passed.received.output!.map((r) => r.cycle)).toEqual(Array.from({ length: 50 }, (_, i) => i + 1));
  });
});

describe("FIFO", () => {
  for (const depth of [1, 2, 3, 5, 8, 16])
    it(`of depth ${depth} passes everything in order under random stalls`, () =>
      passesAll(fifo("queue", payload, depth)));
  for (const style of ["distributed", "registers"] as const)
    it(`in ${style} passes everything`, () => passesAll(fifo("queue", payload, 6, { style })));

  it("passes one transfer a cycle, two cycles late", () => {
    const passed = drive(fifo("queue", payload, 4), {
      send: { input: counting(50) },
      outputs: ["output"],
      seed: 1,
      stalls: never,
      cycles: 60,
    });
    expect(passed.received.output!.map((r) => r.cycle)).toEqual(Array.from({ length: 50 }, (_, i) => i + 2));
  });

  it("holds depth + 1 transfers", () => {
    const passed = drive(fifo("queue", payload, 5), {
      send: { input: counting(20) },
      outputs: ["output"],
      seed: 1,
      stalls: { source: 0, sink: 1 },
      cycles: 40,
    });
    expect(passed.accepted.input).toHaveLength(6);
  });

  it("carries payloads wider than 64 bits and of any mixture", () => {
    const wide = { a: sint(40), b: int(-3, 900), c: uint(64), last: bit };
    const values = fc.record({
      a: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      b: fc.integer({ min: -3, max: 900 }),
      c: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      last: fc.integer({ min: 0, max: 1 }),
    });
    const queue = fifo("wide_queue", wide, 7);
    fc.assert(
      fc.property(fc.array(values, { maxLength: 20 }), (transfers) => {
        const passed = drive(queue, {
          send: { input: transfers },
          outputs: ["output"],
          seed: 3,
          stalls: { source: 0.3, sink: 0.3 },
          cycles: 100,
        });
        expect(transfersOf(passed, "output")).toEqual(transfers);
      }),
      runs,
    );
  });

  it("is block RAM to synthesis, with no logic around collisions", async () => {
    const files = printVerilog(
      elaborate(fifo("queue", { value: sint(11), kind: int(0, 5), last: bit }, 256)),
    );
    const { stdout } = await inFolder(files, (cwd) =>
      execa("yosys", ["-p", "read_verilog queue.v; synth_ice40 -top queue; stat"], { cwd }),
    );
    const cells = (kind: RegExp) =>
      [...stdout.slice(stdout.lastIndexOf("Number of cells")).matchAll(/^\s+(\w+)\s+(\d+)$/gm)]
        .filter(([, name]) => kind.test(name!))
        .reduce((sum, [, , count]) => sum + Number(count), 0);
    expect(cells(/^SB_RAM40/)).toBe(1);
    // Two addresses of 8 bits, a count of 9, one valid bit.
    expect(cells(/^SB_DFF/)).toBe(26);
  });

  it("refuses a depth that is none", () => {
    expect(() => fifo("queue", payload, 0)).toThrow(/Depth out of bounds: FIFO queue of 0/);
  });

  it("of nothing, or of what has one value, counts transfers and needs no memory", () => {
    for (const nothing of [{}, { absent: int(0, 0), none: vector(0, bit) }]) {
      const queue = fifo("tokens", nothing, 4);
      expect(elaborate(queue).circuits[0]!.items.some((i) => i.kind === "memory")).toBe(false);
      const simulator = simulate(elaborate(queue));
      simulator.reset();
      simulator.poke("input_valid", 1);
      simulator.step(12);
      expect(simulator.peek("input_ready")).toBe(0);
      simulator.poke("input_valid", 0);
      simulator.poke("output_ready", 1);
      let tokens = 0;
      for (let cycle = 0; cycle < 12; cycle++) {
        tokens += Number(simulator.peek("output_valid"));
        simulator.step();
      }
      expect(tokens).toBe(5);
    }
  });
});

describe("fork", () => {
  it("gives every transfer to every output, each at its own pace", () => {
    const part = fork("spread", payload, 3);
    fc.assert(
      fc.property(traffic, ({ transfers, ...rest }) => {
        const outputs = ["output_0", "output_1", "output_2"];
        const passed = drive(part, { send: { input: transfers }, outputs, cycles: 600, ...rest });
        for (const output of outputs) expect(transfersOf(passed, output)).toEqual(transfers);
      }),
      runs,
    );
  });
  it("needs two outputs", () =>
    expect(() => fork("spread", payload, 1)).toThrow(/Number of streams out of bounds: fork spread of 1/));
});

describe("join", () => {
  it("pairs the transfers of its inputs in order", () => {
    const part = join("pair", { left: { value: uint(8) }, right: { value: sint(8), last: bit } });
    const left = fc.record({ value: fc.integer({ min: 0, max: 255 }) });
    const right = fc.record({
      value: fc.integer({ min: -128, max: 127 }),
      last: fc.integer({ min: 0, max: 1 }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(left, right), { maxLength: 30 }), traffic, (both, { seed, stalls }) => {
        const passed = drive(part, {
          send: { left: both.map(([l]) => l), right: both.map(([, r]) => r) },
          outputs: ["output"],
          seed,
          stalls,
          cycles: 400,
        });
        expect(transfersOf(passed, "output")).toEqual(
          both.map(([l, r]) => ({ left_value: l.value, right_value: r.value, right_last: r.last })),
        );
      }),
      runs,
    );
  });
});

describe("arbiter", () => {
  const ways = 3;
  const names = ["input_0", "input_1", "input_2"];
  const packets = fc.array(fc.array(fc.integer({ min: 0, max: 31 }), { minLength: 1, maxLength: 4 }), {
    maxLength: 6,
  });
  /** Packets of one source; the source's number rides along. */
  const send = (source: number, list: readonly (readonly number[])[]): Transfer[] =>
    list.flatMap((p) => p.map((value, i) => ({ source, value, last: i === p.length - 1 ? 1 : 0 })));

  for (const policy of ["round-robin", "priority"] as const)
    it(`${policy}: loses nothing, keeps each source's order, never mixes packets`, () => {
      const part = arbiter("share", { source: uint(2), value: uint(5), last: bit }, ways, { policy });
      fc.assert(
        fc.property(fc.tuple(packets, packets, packets), traffic, (lists, { seed, stalls }) => {
          const sent = lists.map((list, i) => send(i, list));
          const passed = drive(part, {
            send: Object.fromEntries(names.map((n, i) => [n, sent[i]!])),
            outputs: ["output"],
            seed,
            stalls,
            cycles: 500,
          });
          const out = transfersOf(passed, "output");
          sent.forEach((list, i) => {
            expect(out.filter((t) => t.source === i)).toEqual(list);
          });
          out.forEach((t, i) => {
            if (t.last === 0) expect(out[i + 1]!.source).toBe(t.source);
          });
        }),
        runs,
      );
    });

  const busy = (policy: "round-robin" | "priority") => {
    const part = arbiter("share", { source: uint(2) }, ways, { policy });
    const sent = (source: number) => Array.from({ length: 4 }, () => ({ source }));
    const passed = drive(part, {
      send: Object.fromEntries(names.map((n, i) => [n, sent(i)])),
      outputs: ["output"],
      seed: 1,
      stalls: never,
      cycles: 20,
    });
    return transfersOf(passed, "output").map((t) => t.source);
  };
  it("round-robin serves all in turn, one a cycle", () =>
    expect(busy("round-robin")).toEqual([1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0]));
  it("priority serves the lowest number first", () =>
    expect(busy("priority")).toEqual([0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]));
});
