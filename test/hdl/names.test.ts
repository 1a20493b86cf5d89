// Names and notes reach the Verilog as they are written, or are refused: no tool trips over one.
import { expect, it } from "vitest";
import { reservedBy } from "../../src/base/reserved-words.ts";
import { bit, type Circuit, circuit, elaborate, HdlError, printVerilog, uint } from "../../src/hdl/index.ts";
import { lint, syntaxErrors } from "./lint.ts";

function errorOf(top: Circuit): HdlError {
  try {
    elaborate(top);
  } catch (error) {
    if (error instanceof HdlError) return error;
    throw error;
  }
  throw new Error("no error was raised");
}

/** A circuit with an input and a register of these names. */
const named = (input: string, register = "held") =>
  circuit("named", {
    inputs: { [input]: bit },
    outputs: { y: bit },
    body: (c, inputs, { y }) => {
      const kept = c.register(register, bit);
      kept.next(inputs[input]!);
      y.is(kept);
    },
  });

it.each([
  ["process", "Verilog"],
  ["transition", "Verilog-AMS"],
  ["max", "Verilog-AMS"],
  ["delete", "C++"],
  ["queue", "C++"],
  ["contextp", "C++"],
  ["EOF", "C++"],
  ["M_PIf", "C++"],
])("%s is a word of %s", (word, owner) => {
  const circuits = owner === "C++" ? [] : [circuit(word, { body() {} })];
  for (const bad of [named(word), named("x", word), ...circuits]) {
    const error = errorOf(bad);
    expect(error.rule).toBe("name");
    expect(error.message).toContain(`"${word}" is a word of ${owner}`);
  }
});

/** Words that are names in one language or another, the dangerous and the harmless ones. */
const candidates = `
  arguments async await caller configure constructor ctor eval eval_end_step eval_step eventsPending exit final
  getc get hasOwnProperty hierName i386_ index init int16_t isnan length log2 main memcpy modelName name nan
  nextTimeSlot npos of offsetof_ printf prototype putc restrict_ rindex root sample self serialize signal str strlen
  threads toString top trace traceCapable triggered undefined unit valueOf work yield begin_ module_ bool assign logic
  wire reg bit event timer units default register union string and_eq wreal min a__b x_ Ab A
`;

it("what is let through is read by every tool without a word", async () => {
  const free = candidates
    .trim()
    .split(/\s+/)
    .filter((word) => reservedBy(word) === undefined);
  expect(free.length).toBeGreaterThan(50);
  const inner = circuit("inner", {
    inputs: { go: bit },
    outputs: { all_of_it: bit },
    body(c, { go }, { all_of_it }) {
      const kept = free.map((word) => c.register(word, bit));
      for (const [i, register] of kept.entries()) register.next(i === 0 ? go : kept[i - 1]!);
      all_of_it.is(kept.at(-1)!);
    },
  });
  const top = circuit("all_names", {
    inputs: Object.fromEntries(free.map((word) => [word, bit])),
    outputs: { y: bit },
    body(c, inputs, { y }) {
      const { all_of_it } = c.instance("one", inner, { go: inputs[free[0]!]! });
      y.is(
        free
          .map((word) => inputs[word]!)
          .reduce((a, b) => a.xor(b))
          .xor(all_of_it),
      );
    },
  });
  const design = elaborate(top);
  const files = printVerilog(design);
  expect(await lint(files, design.top, true)).toEqual([]);
  expect(await syntaxErrors(files)).toEqual([]);
});

it("names that differ only in case", () => {
  expect(errorOf(named("held_", "Held_")).message).toContain(
    'register "Held_" differs from "held_" only in case',
  );
  const half = (name: string) =>
    circuit(name, { inputs: { a: bit }, outputs: { y: bit }, body: (_c, { a }, { y }) => y.is(a.not()) });
  const both = circuit("both", {
    inputs: { a: bit },
    outputs: { y: bit },
    body(c, { a }, { y }) {
      const first = c.instance("first", half("Adder"), { a });
      y.is(c.instance("second", half("adder"), { a: first.y }).y);
    },
  });
  expect(errorOf(both).message).toContain('circuits "Adder" and "adder" differ only in case');
});

it("a state's name in the Verilog is a name like any other", () => {
  const machine = (signal: string) =>
    circuit("machine", {
      inputs: { go: bit },
      outputs: { y: bit },
      body(c, { go }, { y }) {
        const state = c.states("state", ["transition", "queue"]);
        const value = c.signal(signal, go.not());
        c.switch(state, { transition: () => state.go("queue"), queue: () => state.go("transition") });
        y.is(value.and(state.is("queue")));
      },
    });
  expect(printVerilog(elaborate(machine("other"))).at(-1)!.text).toContain(
    "STATE_TRANSITION = 1'd0".replace("1'd0", "1'b0"),
  );
  expect(errorOf(machine("state_queue")).message).toContain(
    '"state_queue" differs from "STATE_QUEUE" only in case',
  );
});

const breaks = ["\n", "\r", "\r\n", "\v", "\f", "\u0085", "\u2028", "\u2029"];

it("a note stays a comment: every line break is one, and no tool takes it for an instruction", async () => {
  const noted = circuit("noted", {
    note: breaks.map((line, i) => `line ${i}${line}initial $finish;`).join(" "),
    inputs: { a: uint(4) },
    outputs: { y: uint(4) },
    portNotes: { a: "verilator lint_off WIDTH", y: "synopsys translate_off\rsynthesis full_case" },
    body(c, { a }, { y }) {
      c.note("pragma translate_off\n  Verilator public_flat\nthe bell\x07 and a backslash \\");
      const { b } = c.signals({ b: a.add(1).wrap(uint(4)) });
      c.assert("bounded", b.lt(12), "`endif\r`else and verilator coverage_off");
      y.is(b);
    },
  });
  const files = printVerilog(elaborate(noted));
  expect(await lint(files, "noted", true)).toEqual([]);
  const { text } = files[0]!;
  const lines = text.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/);
  expect(lines).toEqual(text.split("\n"));
  expect(lines.filter((line) => line.includes("$finish") && !line.trimStart().startsWith("//"))).toEqual([]);
  expect(lines.filter((line) => /\/\/\s*(verilator|synopsys|synthesis|pragma)/i.test(line))).toEqual([]);
  expect(text).toContain('// "Verilator" public_flat');
});
