// A parameter memory: its image, or what the load bus has written to it and to nobody else.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadBus } from "../../src/core/events/payload.ts";
import { parameterMemory } from "../../src/core/parameters/memory.ts";
import type { ParameterMemory } from "../../src/core/parameters/parameters.ts";
import { bit, circuit, index, sint, vector } from "../../src/hdl/index.ts";
import type { Simulator } from "../../src/hdl/simulator/index.ts";
import { runs, started } from "./drive.ts";

const memories = fc
  .record({
    id: fc.nat(5),
    depth: fc.integer({ min: 1, max: 9 }),
    lanes: fc.integer({ min: 1, max: 4 }),
    bits: fc.constantFrom(2, 3, 8, 13, 32),
  })
  .chain((shape) => {
    const { lo, hi } = sint(shape.bits);
    const word = fc.array(fc.integer({ min: Number(lo), max: Number(hi) }), {
      minLength: shape.lanes,
      maxLength: shape.lanes,
    });
    return fc.record({
      shape: fc.constant(shape),
      words: fc.array(word, { minLength: shape.depth, maxLength: shape.depth }),
    });
  })
  .map(
    ({ shape: { id, depth, lanes, bits }, words }): ParameterMemory => ({
      id,
      name: "memory",
      what: "",
      depth,
      lanes,
      type: sint(bits),
      style: "block",
      loaded: false,
      words,
    }),
  );

/** The memory with its read port and the load bus. */
const holder = (memory: ParameterMemory) =>
  circuit("holder", {
    inputs: { address: index(memory.depth), enable: bit, load: loadBus(memory.loaded) },
    outputs: { word: vector(memory.lanes, sint(32)) },
    body(c, input, { word }) {
      const lanes = parameterMemory(c, "memory", memory, input.load, input);
      word.forEach((o, l) => {
        o.is(lanes[l]!);
      });
    },
  });

function wordsOf(sim: Simulator, { depth, lanes }: ParameterMemory): number[][] {
  return Array.from({ length: depth }, (_, address) => {
    sim.poke("address", address);
    sim.poke("enable", 1);
    sim.step();
    sim.poke("enable", 0);
    // The word stays until the next read.
    sim.step();
    return Array.from({ length: lanes }, (_, l) => Number(sim.peek(`word_${l}`)));
  });
}

describe("parameter memory", () => {
  it("begins with its image", () => {
    fc.assert(
      fc.property(memories, (memory) => {
        expect(wordsOf(started(holder(memory)), memory)).toEqual(memory.words);
      }),
      runs(60),
    );
  });

  it.each(["block", "spram"] as const)(
    "%s: takes its values, and no other memory's, from the load bus",
    (style) => {
      fc.assert(
        fc.property(memories, fc.boolean(), (given, reverse) => {
          const memory = { ...given, style, loaded: true };
          const sim = started(holder(memory));
          const write = (id: number, address: number, lane: number, value: number) => {
            sim.poke("load_valid", 1);
            sim.poke("load_memory", id);
            sim.poke("load_address", address);
            sim.poke("load_lane", lane);
            sim.poke("load_value", value);
            sim.step();
            sim.poke("load_valid", 0);
          };
          const all = memory.words.flatMap((word, address) =>
            word.map((value, lane) => ({ address, lane, value })),
          );
          for (const { address, lane, value } of reverse ? all.toReversed() : all)
            write(memory.id, address, lane, value);
          for (const { address, lane } of all) write(memory.id + 1, address, lane, 1);
          expect(wordsOf(sim, memory)).toEqual(memory.words);
        }),
        runs(60),
      );
    },
  );
});
