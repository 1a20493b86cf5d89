// Ports of a memory: two that write one word at once are asserted apart, and the enable of an only lane holds in every style.
import { describe, expect, it } from "vitest";
import {
  AssertionFailure,
  bit,
  circuit,
  elaborate,
  index,
  type MemoryOptions,
  printVerilog,
  simulate,
  uint,
  vector,
} from "../../src/hdl/index.ts";
import { run } from "./agreement/engines.ts";
import { caseOfDesign } from "./agreement/stimulus.ts";

/** Two ports that write words of two lanes, each the lane that it is told. */
const twoWriters = (addresses: "any" | "apart", lanes: "any" | "apart") =>
  elaborate(
    circuit("two_writers", {
      inputs: { first: index(8), second: index(8), put: vector(2, bit), lane: vector(2, bit), at: index(8) },
      outputs: { seen: vector(2, uint(4)) },
      body(c, { first, second, put, lane, at }, { seen }) {
        const words = c.memory("words", {
          depth: 16,
          lanes: 2,
          type: uint(4),
          style: "registers",
          readDuringWrite: "old",
        });
        const mask = (i: 0 | 1) =>
          lanes === "apart" ? [i === 0 ? lane[0] : 0, i === 0 ? 0 : lane[1]] : [lane[i], 1];
        const far = addresses === "apart" ? second.add(8) : second;
        words.write("a", { address: first, enable: put[0], data: [1, 2], laneEnables: mask(0) });
        words.write("b", { address: far, enable: put[1], data: [3, 4], laneEnables: mask(1) });
        if (lanes === "apart") c.ignore(lane[0]);
        words.read("r", { address: at }).forEach((value, i) => {
          seen[i]!.is(value);
        });
      },
    }),
  );
const claims = (design: ReturnType<typeof twoWriters>) => [
  ...printVerilog(design)
    .map((file) => file.text)
    .join("")
    .matchAll(/: (\w+_apart)$/gm),
];

describe("two ports that write one word at once", () => {
  it("fail in the built-in simulator, in the lanes that both write", () => {
    const sim = simulate(twoWriters("any", "any"));
    const drive = (values: Record<string, number>) => {
      for (const [name, value] of Object.entries(values)) sim.poke(name, value);
      sim.step();
    };
    drive({ first: 3, second: 3, put_0: 1, put_1: 0, lane_0: 1, lane_1: 1 });
    drive({ first: 3, second: 4, put_1: 1 });
    expect(() => drive({ first: 4 })).toThrow(
      new AssertionFailure([
        {
          path: "words.a",
          message: "a and b write one word of words at once, and no tool says which value stays",
          cycle: 2,
        },
      ]),
    );
    const apart = simulate(twoWriters("any", "apart"));
    for (const name of ["put_0", "put_1", "lane_0", "lane_1"]) apart.poke(name, 1);
    apart.step(3);
    expect(apart.peekMemory("words", 0)).toEqual([1, 4]);
  });

  it("are asserted in the Verilog, where they can meet", () => {
    expect(claims(twoWriters("any", "any")).map(([, name]) => name)).toEqual(["words_a_b_apart"]);
    expect(claims(twoWriters("apart", "any"))).toEqual([]);
  });
});

/** One lane that has an enable of its own. */
const oneLane = (options: Partial<MemoryOptions>, onePort: boolean) =>
  elaborate(
    circuit("one_lane", {
      inputs: { to: index(4), at: index(4), put: bit, lane: bit, get: bit, value: uint(8) },
      outputs: { seen: uint(8) },
      body(c, { to, at, put, lane, get, value }, { seen }) {
        const words = c.memory("words", {
          depth: 4,
          type: uint(8),
          style: "macro",
          readDuringWrite: "never",
          ...options,
        });
        const write = { address: to, enable: put, data: [value], laneEnables: [lane] };
        if (onePort) {
          c.ignore(at);
          seen.is(words.access("port", { ...write, read: get })[0]!);
        } else {
          words.write("put", write);
          seen.is(words.read("get", { address: at, enable: get.and(put.not()) })[0]!);
        }
      },
    }),
  );

describe.each(["icarus", "verilator"] as const)("the enable of the only lane holds in %s", (engine) => {
  it.each([
    ["a macro of two ports", { style: "macro" }, false],
    ["a macro of one port", { style: "macro" }, true],
    ["single-port RAM", { style: "spram" }, true],
    ["block RAM", { style: "block" }, false],
  ] as const)(
    "%s",
    async (_what, options, onePort) => {
      const made = caseOfDesign(oneLane(options, onePort), () => "", 400, 7);
      expect(await run(engine, [made])).toEqual([]);
    },
    120_000,
  );
});
