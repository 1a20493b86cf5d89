// Waveforms: the value change dump read back by a small parser, and the drawings as text.
import { describe, expect, it } from "vitest";
import { bit, circuit, elaborate, sint, uint } from "../../src/hdl/index.ts";
import { drawWaves, simulate } from "../../src/hdl/simulator/index.ts";

const doubler = circuit("doubler", {
  inputs: { x: sint(40) },
  outputs: { y: sint(41) },
  body: (_c, { x }, { y }) => y.is(x.shiftLeft(1)),
});

/** A handshake that takes three cycles, with an instance, a negative number and states. */
const worker = circuit("worker", {
  inputs: { start: bit },
  outputs: { busy: bit, total: sint(41) },
  body(c, { start }, { busy, total }) {
    const mode = c.states("mode", ["IDLE", "WORK", "DONE"]);
    const { left, value } = c.registers({ left: uint(2), value: sint(40) });
    const twice = c.instance("twice", doubler, { x: value });
    c.switch(mode, {
      IDLE: () =>
        c.when(start, () => {
          mode.go("WORK");
          left.next(2);
        }),
      WORK: () => {
        value.next(value.sub(5).wrap(sint(40)));
        left.next(left.sub(1).wrap(uint(2)));
        c.when(left.eq(0), () => mode.go("DONE"));
      },
      DONE: () => mode.go("IDLE"),
    });
    busy.is(mode.is("WORK"));
    total.is(twice.y);
  },
});

/** One variable of a dump: its declaration and its changes by time. */
interface Parsed {
  readonly type: string;
  readonly width: number;
  readonly changes: [time: number, value: string][];
}

/** Reads a value change dump; throws for anything that is not in the format. */
function parse(text: string): { timescale: string; variables: Map<string, Parsed>; end: number } {
  const [head, ...rest] = text.split("$enddefinitions $end");
  if (rest.length !== 1) throw new Error("no single end of definitions");
  const variables = new Map<string, Parsed>();
  const byId = new Map<string, [time: number, value: string][]>();
  const scopes: string[] = [];
  let timescale = "";
  for (const [, keyword, body] of head.matchAll(/\$(\w+)\s+(.*?)\s*\$end/gs)) {
    const words = body.split(/\s+/);
    if (keyword === "timescale") timescale = body;
    else if (keyword === "scope") scopes.push(words[1]);
    else if (keyword === "upscope") scopes.pop();
    else if (keyword === "var") {
      const [type, width, id, name] = words;
      const changes = byId.get(id) ?? [];
      byId.set(id, changes);
      variables.set([...scopes, name].join("."), { type, width: Number(width), changes });
    } else throw new Error(`unknown keyword ${keyword}`);
  }
  if (scopes.length > 0) throw new Error("scope without end");
  let time = -1;
  for (const line of rest[0].trim().split("\n")) {
    const found =
      /^(?:#(?<time>\d+)|(?<bit>[01])(?<bitId>\S+)|b(?<bits>[01]+) (?<bitsId>\S+)|s(?<text>\S+) (?<textId>\S+))$/.exec(
        line,
      )?.groups;
    if (found === undefined) throw new Error(`not a value change: ${line}`);
    if (found.time !== undefined) {
      if (Number(found.time) <= time) throw new Error("time does not advance");
      time = Number(found.time);
      continue;
    }
    const changes = byId.get(found.bitId ?? found.bitsId ?? found.textId);
    if (changes === undefined || time < 0) throw new Error(`change of nothing: ${line}`);
    changes.push([time, found.bit ?? found.bits ?? found.text]);
  }
  return { timescale, variables, end: time };
}

function recorded() {
  const sim = simulate(elaborate(worker));
  const pieces: string[] = [];
  const streamed = sim.vcd({ write: (text) => pieces.push(text), period: 4 });
  const whole = sim.vcd({ period: 4 });
  const trace = sim.trace(["rst", "start", "busy", "mode", "total", "twice.x"]);
  sim.reset();
  sim.poke("start", 1);
  sim.step();
  sim.poke("start", 0);
  sim.step(5);
  return { sim, streamed, pieces, whole, trace };
}

describe("value change dumps", () => {
  it("hold every signal under its scope, with its changes at the clock edges", () => {
    const { whole } = recorded();
    const { timescale, variables, end } = parse(whole.text());
    expect(timescale).toBe("1ns");
    expect([...variables.keys()]).toEqual([
      "worker.clk",
      "worker.rst",
      "worker.start",
      "worker.busy",
      "worker.total",
      "worker.mode",
      "worker.mode_name",
      "worker.left",
      "worker.value",
      "worker.twice.x",
      "worker.twice.y",
    ]);
    expect(variables.get("worker.rst")).toEqual({
      type: "wire",
      width: 1,
      changes: [
        [0, "1"],
        [4, "0"],
      ],
    });
    expect(variables.get("worker.start")?.changes).toEqual([
      [0, "0"],
      [4, "1"],
      [8, "0"],
    ]);
    expect(variables.get("worker.mode_name")?.changes).toEqual([
      [0, "IDLE"],
      [8, "WORK"],
      [20, "DONE"],
      [24, "IDLE"],
    ]);
    expect(variables.get("worker.mode")).toMatchObject({ type: "reg", width: 2 });
    const value = variables.get("worker.value")!;
    expect(value.changes.map(([time, bits]) => [time, BigInt.asIntN(40, BigInt(`0b${bits}`))])).toEqual([
      [0, 0n],
      [12, -5n],
      [16, -10n],
      [20, -15n],
    ]);
    expect(variables.get("worker.total")).toEqual({ ...variables.get("worker.twice.y"), type: "wire" });
    expect(variables.get("worker.clk")?.changes.slice(0, 4)).toEqual([
      [0, "1"],
      [2, "0"],
      [4, "1"],
      [6, "0"],
    ]);
    expect(end).toBe(28);
  });

  it("are the same in pieces, and go on after their text was taken", () => {
    const { sim, pieces, whole } = recorded();
    const first = whole.text();
    expect(first.startsWith(pieces.join(""))).toBe(true);
    expect(whole.text()).toBe(first);
    sim.step(2);
    expect(whole.text().startsWith(pieces.join(""))).toBe(true);
    expect(parse(whole.text()).end).toBe(36);
  });

  it("name many signals apart", () => {
    const wide = circuit("wide", {
      inputs: { x: uint(8) },
      outputs: { y: uint(32) },
      body(c, { x }, { y }) {
        let sum = x;
        for (let k = 0; k < 300; k += 1) sum = c.signal(`s${k}`, sum.add(k).wrap(uint(8)));
        y.is(sum);
      },
    });
    const sim = simulate(elaborate(wide));
    const dump = sim.vcd();
    sim.poke("x", 1);
    const { variables } = parse(dump.text());
    expect(variables.size).toBe(302);
    let sum = 1;
    for (let k = 0; k < 300; k += 1) {
      sum = (sum + k) % 256;
      expect(variables.get(`wide.s${k}`)?.changes).toEqual([[0, sum.toString(2)]]);
    }
  });
});

describe("drawn waveforms", () => {
  it("show levels, changes and state names", () => {
    const { trace } = recorded();
    expect(trace.draw()).toMatchInlineSnapshot(`
      "rst     ‾‾‾‾‾╲_____________________________
      start   _____╱‾‾‾‾╲________________________
      busy    __________╱‾‾‾‾‾‾‾‾‾‾‾‾‾‾╲_________
      mode    |IDLE     |WORK          |DONE|IDLE
      total   |0             |-10 |-20 |-30
      twice.x |0             |-5  |-10 |-15"
    `);
    expect(trace.draw({ clock: true, width: 6 })).toMatchInlineSnapshot(`
      "clock   ╱‾‾╲__╱‾‾╲__╱‾‾╲__╱‾‾╲__╱‾‾╲__╱‾‾╲__╱‾‾╲__
      rst     ‾‾‾‾‾‾╲___________________________________
      start   ______╱‾‾‾‾‾╲_____________________________
      busy    ____________╱‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾‾╲___________
      mode    |IDLE       |WORK             |DONE |IDLE
      total   |0                |-10  |-20  |-30
      twice.x |0                |-5   |-10  |-15"
    `);
    expect(trace.waves[3]).toEqual({
      name: "mode",
      bit: false,
      values: ["IDLE", "IDLE", "WORK", "WORK", "WORK", "DONE", "IDLE"],
    });
  });

  it("cut what does not fit, and are empty without signals or cycles", () => {
    const waves = [
      { name: "word", bit: false, values: ["123456789012", "1", "1"] },
      { name: "on", bit: true, values: ["1", "0", "1"] },
    ];
    expect(drawWaves(waves, { width: 4 })).toMatchInlineSnapshot(`
      "word |12…|1
      on   ‾‾‾‾╲___╱‾‾‾"
    `);
    expect(drawWaves([])).toBe("");
    expect(drawWaves([{ name: "a", bit: true, values: [] }])).toBe("a");
  });
});
