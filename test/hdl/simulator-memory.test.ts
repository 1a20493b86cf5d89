// Memories in the built-in simulator: ports, lanes, collisions, contents.
import { describe, expect, it } from "vitest";
import { bit, circuit, elaborate, int, sint, uint } from "../../src/hdl/index.ts";
import type { MemoryItem, Type } from "../../src/hdl/ir.ts";
import { AssertionFailure, simulate } from "../../src/hdl/simulator/index.ts";

/** One read and one write port, everything at the ports of the circuit. */
const store = (readDuringWrite: MemoryItem["readDuringWrite"], type: Type = sint(8)) =>
  elaborate(
    circuit("store", {
      inputs: { we: bit, re: bit, mask: uint(2), waddr: uint(3), raddr: uint(3), d0: type, d1: type },
      outputs: { q0: type, q1: type },
      body(c, { we, re, mask, waddr, raddr, d0, d1 }, { q0, q1 }) {
        const mem = c.memory("mem", { depth: 8, lanes: 2, type, style: "block", readDuringWrite });
        mem.write("w", {
          address: waddr,
          enable: we,
          data: [d0, d1],
          laneEnables: [mask.bits(0, 0), mask.bits(1, 1)],
        });
        const [a, b] = mem.read("r", { address: raddr, enable: re });
        q0.is(a);
        q1.is(b);
      },
    }),
  );

type Given = Readonly<Record<string, number | bigint>>;

function drive(sim: ReturnType<typeof simulate>, given: Given): (number | bigint)[] {
  for (const name of ["we", "re", "mask", "waddr", "raddr"]) sim.poke(name, given[name] ?? 0);
  for (const name of ["d0", "d1"]) if (given[name] !== undefined) sim.poke(name, given[name]);
  sim.step();
  return [sim.peek("q0"), sim.peek("q1")];
}

describe("memories", () => {
  it("write the enabled lanes, and read one clock later where enabled", () => {
    const sim = simulate(store("old"));
    drive(sim, { we: 1, mask: 3, waddr: 5, d0: -7, d1: 9 });
    drive(sim, { we: 1, mask: 2, waddr: 5, d0: 1, d1: 2 });
    drive(sim, { we: 0, mask: 3, waddr: 5, d0: 100, d1: 100 });
    expect(sim.peekMemory("mem", 5)).toEqual([-7, 2]);
    expect(drive(sim, { re: 1, raddr: 5 })).toEqual([-7, 2]);
    expect(drive(sim, { re: 0, raddr: 0 })).toEqual([-7, 2]);
    expect(drive(sim, { re: 1, raddr: 0 })).toEqual([0, 0]);
    sim.pokeMemory("mem", 0, [3, 4n]);
    sim.reset();
    expect(sim.peekMemory("mem", 0)).toEqual([3, 4]);
  });

  it("give the old word where a word is read while it is written", () => {
    for (const behaviour of ["old", "undefined"] as const) {
      const sim = simulate(store(behaviour));
      expect(drive(sim, { we: 1, mask: 3, re: 1, waddr: 2, raddr: 2, d0: 5, d1: 6 })).toEqual([0, 0]);
      expect(drive(sim, { re: 1, raddr: 2 })).toEqual([5, 6]);
    }
  });

  it("give noise there on request, in the written lanes, only if undefined", () => {
    const sim = simulate(store("undefined"), { collisions: "random", seed: 3 });
    const seen = Array.from({ length: 100 }, () =>
      drive(sim, { we: 1, mask: 1, re: 1, waddr: 2, raddr: 2, d0: 5, d1: 6 }),
    );
    expect(new Set(seen.map(([a]) => a)).size).toBeGreaterThan(50);
    expect(new Set(seen.map(([, b]) => b))).toEqual(new Set([0]));
    expect(drive(sim, { re: 1, raddr: 2 })).toEqual([5, 0]);
    const old = simulate(store("old"), { collisions: "random", seed: 3 });
    expect(drive(old, { we: 1, mask: 3, re: 1, waddr: 2, raddr: 2, d0: 5, d1: 6 })).toEqual([0, 0]);
  });

  it("assert that a collision which is declared never to happen does not", () => {
    const sim = simulate(store("never"));
    drive(sim, { we: 1, mask: 3, re: 1, waddr: 2, raddr: 3 });
    drive(sim, { we: 1, mask: 0, re: 1, waddr: 2, raddr: 2 });
    drive(sim, { we: 1, mask: 3, re: 0, waddr: 2, raddr: 2 });
    expect(() => drive(sim, { we: 1, mask: 2, re: 1, waddr: 2, raddr: 2 })).toThrow(
      new AssertionFailure([
        {
          path: "mem.r",
          message: "r reads the word that w is writing, which mem is declared never to see",
          cycle: 3,
        },
      ]),
    );
  });

  it("with a single port hold the read data while they are written", () => {
    const single = elaborate(
      circuit("single", {
        inputs: { we: bit, address: uint(4), d: uint(16) },
        outputs: { q: uint(16) },
        body(c, { we, address, d }, { q }) {
          const mem = c.memory("mem", {
            depth: 16,
            type: uint(16),
            style: "spram",
            readDuringWrite: "never",
          });
          const [read] = mem.access("port", { address, enable: we, data: [d] });
          q.is(read);
        },
      }),
    );
    const sim = simulate(single);
    const cycle = (we: number, address: number, d: number) => {
      sim.poke("we", we);
      sim.poke("address", address);
      sim.poke("d", d);
      sim.step();
      return sim.peek("q");
    };
    expect([cycle(1, 3, 33), cycle(1, 4, 44), cycle(0, 3, 0), cycle(1, 4, 55), cycle(0, 4, 0)]).toEqual([
      0, 0, 33, 33, 55,
    ]);
  });

  it("start with their contents, at 0, or at random", () => {
    const table = (initial: boolean) =>
      elaborate(
        circuit("lookup", {
          inputs: { at: int(0, 2), we: bit },
          outputs: { q: sint(60) },
          body(c, { at, we }, { q }) {
            const words = [[-5], [2n ** 58n], [7]];
            const mem = c.memory("mem", {
              depth: 3,
              type: sint(60),
              style: "distributed",
              readDuringWrite: "old",
              ...(initial ? { initial: words } : {}),
            });
            const [read] = mem.read("r", { address: at });
            mem.write("w", { address: at, enable: we, data: [read] });
            q.is(read);
          },
        }),
      );
    const given = simulate(table(true), { randomState: true });
    const seen = [0, 1, 2].map((at) => {
      given.poke("at", at);
      given.step();
      return given.peek("q");
    });
    expect(seen).toEqual([-5n, 2n ** 58n, 7n]);
    expect(simulate(table(false)).peekMemory("mem", 1)).toEqual([0n]);
    const random = simulate(table(false), { randomState: true, seed: 9 });
    const words = [0, 1, 2].map((at) => random.peekMemory("mem", at)[0]);
    expect(new Set(words).size).toBe(3);
    expect(simulate(table(false), { randomState: true, seed: 9 }).peekMemory("mem", 2)[0]).toBe(words[2]);
  });

  it("refuse wrong addresses, words and names", () => {
    const sim = simulate(store("old"));
    expect(() => sim.peekMemory("mem", 8)).toThrow("address 8 of memory mem is outside 0 to 7");
    expect(() => sim.peekMemory("ram", 0)).toThrow("store has no memory ram; memories: mem");
    expect(() => sim.pokeMemory("mem", 0, [1])).toThrow("a word of memory mem has 2 lanes, not 1");
    expect(() => sim.pokeMemory("mem", 0, [1, 128])).toThrow(
      "lane 1 of memory mem cannot be 128: its range is -128 to 127",
    );
    expect(sim.peekMemory("mem", 0)).toEqual([0, 0]);
  });

  it("behave the same in one long step", () => {
    const fibonacci = elaborate(
      circuit("fibonacci", {
        outputs: { q: uint(32) },
        body(c, _, { q }) {
          const { at } = c.registers({ at: uint(3) });
          const { prior } = c.registers({ prior: { type: uint(32), reset: 1 } });
          const mem = c.memory("mem", { depth: 8, type: uint(32), style: "block", readDuringWrite: "old" });
          const [read] = mem.read("r", { address: at });
          const { next } = c.signals({ next: read.add(prior).wrap(uint(32)) });
          mem.write("w", { address: at, enable: at.ne(3), data: [next] });
          at.next(at.add(1).wrap(uint(3)));
          prior.next(next);
          q.is(read);
        },
      }),
    );
    const [long, single] = [simulate(fibonacci), simulate(fibonacci)];
    long.reset();
    single.reset();
    long.step(1000);
    for (let k = 0; k < 1000; k += 1) {
      single.settle();
      single.step();
    }
    const all = (sim: typeof long) => Array.from({ length: 8 }, (_, at) => sim.peekMemory("mem", at)[0]);
    expect(all(long)).toEqual(all(single));
    expect(new Set(all(long)).size).toBe(8);
    expect(long.peek("q")).toBe(single.peek("q"));
  });
});
