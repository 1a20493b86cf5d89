import { describe, expect, it } from "vitest";
import { bit, circuit, counted, elaborate, sint, uint } from "../../src/hdl/index.ts";
import { simulate } from "../../src/hdl/simulator/index.ts";

/** A pipeline into a memory, and a register that always loads. */
const part = circuit("part", {
  inputs: { valid: bit, x: sint(6), at: uint(3), looks: bit },
  outputs: { y: sint(6), last: sint(6) },
  body(c, { valid, x, at, looks }, { y, last }) {
    const stage = c.pipe("stage", { valid, x, at });
    const words = c.memory("words", {
      depth: 8,
      type: sint(6),
      style: "block",
      readDuringWrite: "undefined",
    });
    words.write("put", { address: stage.at, enable: stage.valid, data: [stage.x] });
    y.is(words.read("get", { address: at, enable: looks })[0]!);
    last.is(c.delay("earlier", x, 1));
  },
});

const whole = circuit("whole", {
  inputs: { valid: bit, x: sint(6), at: uint(3), looks: bit },
  outputs: { y: sint(6), z: sint(6) },
  body(c, { valid, x, at, looks }, { y, z }) {
    const one = c.instance("one", part, { valid, x, at, looks });
    const two = c.instance("two", part, { valid: looks, x, at, looks: valid });
    c.ignore(one.last, two.last);
    y.is(one.y);
    z.is(two.y);
  },
});

describe("counted", () => {
  const { design, counters } = counted(elaborate(whole));

  it("counts reads, writes and clocked bits of every instance, from a reset on", () => {
    const sim = simulate(design);
    const run = (cycles: number, valid: number, looks: number) => {
      sim.poke("valid", valid);
      sim.poke("looks", looks);
      sim.step(cycles);
    };
    run(5, 1, 1);
    sim.poke("valid", 0);
    sim.poke("looks", 0);
    sim.reset();
    run(4, 0, 0);
    run(7, 1, 0);
    run(2, 0, 1);
    run(1, 0, 0);
    const found = Object.fromEntries(
      counters.map(({ port, path, what }) => [`${path} ${what.kind}`, Number(sim.peek(port))]),
    );
    // Of a stage its valid bit is clocked in every cycle, and so is the value before; x and its place where it comes.
    const always = 14 * (1 + 6);
    expect(found).toEqual({
      "one read": 2,
      "one write": 7,
      "one clocked": always + 7 * (6 + 3),
      "two read": 7,
      "two write": 2,
      "two clocked": always + 2 * (6 + 3),
    });
  });

  it("says what a port moves, and leaves all other ports as they were", () => {
    expect(counters.find((k) => k.what.kind === "read")!.what).toEqual({
      kind: "read",
      memory: "words",
      bits: 6,
    });
    const portsOf = (d: typeof design) => d.circuits.find((c) => c.name === "whole")!.ports;
    const added = new Set(counters.map((k) => k.port));
    expect(portsOf(design).filter((p) => !added.has(p.name))).toEqual(portsOf(elaborate(whole)));
  });

  it("refuses a circuit whose names are those of counters", () => {
    const taken = circuit("taken", {
      inputs: { count_0: bit },
      outputs: { y: bit },
      body: (c, { count_0 }, { y }) => y.is(c.delay("d", count_0, 1)),
    });
    expect(() => counted(elaborate(taken))).toThrow("taken has something called count_0");
  });
});
