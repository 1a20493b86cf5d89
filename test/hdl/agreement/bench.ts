// Verilog that plays stimuli to many circuits at once and reports the first cycle in which each differs.
import type { CircuitIR, Design } from "../../../src/hdl/index.ts";
import { widthOf } from "../../../src/hdl/range.ts";
import { macroOf } from "../../../src/hdl/verilog/macro.ts";
import { printVerilog } from "../../../src/hdl/verilog/print.ts";
import type { SourceFile } from "../lint.ts";
import type { Case, Lane } from "./stimulus.ts";

const bitsOf = (lanes: readonly Lane[]): number => lanes.reduce((sum, l) => sum + l.width, 0);

const hex = (name: string, words: readonly bigint[]): SourceFile => ({
  name,
  text: words.map((w) => `${w.toString(16)}\n`).join(""),
});

/** Each lane with its slice of a packed word. */
function slices(lanes: readonly Lane[], word: string): string[] {
  let high = bitsOf(lanes) - 1;
  return lanes.map(({ name, width }) => {
    const text = `.${name}(${word}[${high}:${high - width + 1}])`;
    high -= width;
    return text;
  });
}

/** Everything that starts unknown, as paths below `path`: registers, read registers and memories without contents. */
function* unknowns(
  circuit: CircuitIR,
  design: Design,
  path: string,
  texts: ReadonlyMap<string, string>,
): Generator<string> {
  if (circuit.external?.verilog != null) return;
  // What is always the same is no variable in the text.
  const text = texts.get(circuit.external?.module ?? circuit.name)!;
  const isVariable = (name: string) => new RegExp(`^\\s*reg\\b[^=;]*\\b${name}\\b`, "m").test(text);
  for (const item of circuit.items) {
    if (item.kind === "register" && item.initial === undefined) yield `${path}.${item.name} = 0;`;
    const macro = item.kind === "memory" ? macroOf(design.top, item) : null;
    if (item.kind === "memory" && macro !== null) {
      if (!text.includes(`${macro.module} ${item.name} (`)) continue;
      yield `${path}.${item.name}.read_data = 0;`;
      yield `for (i = 0; i < ${item.depth}; i = i + 1) ${path}.${item.name}.words[i] = 0;`;
    } else if (item.kind === "memory") {
      const registers = item.reads.map((r) => (item.lanes === 1 ? r.lanes[0]! : `${item.name}_${r.name}`));
      for (const name of registers.filter(isVariable)) yield `${path}.${name} = 0;`;
      if (item.initial !== null || !isVariable(item.name)) continue;
      if (item.depth === 1) yield `${path}.${item.name} = 0;`;
      else yield `for (i = 0; i < ${item.depth}; i = i + 1) ${path}.${item.name}[i] = 0;`;
    }
    if (item.kind === "instance") {
      const child = design.circuits.find((c) => c.name === item.circuit)!;
      yield* unknowns(child, design, `${path}.${item.name}`, texts);
    }
  }
}

/** The printed modules of a design by their names. */
const textsOf = (design: Design): Map<string, string> =>
  new Map(printVerilog(design, { externals: "model" }).map((f) => [f.name.replace(/\.v$/, ""), f.text]));

function checker(one: Case, index: number): SourceFile[] {
  const { top, driven, compared, stimulus, expected } = one;
  const [inBits, outBits] = [bitsOf(driven), bitsOf(compared)];
  const clock = top.clocked ? [".clk(clk)"] : [];
  const starts = [...unknowns(top, one.design, "dut", textsOf(one.design))];
  const name = `check_${index}`;
  const text = `module ${name} (input wire clk, input wire [15:0] cycle);
  reg [${inBits - 1}:0] stimulus [0:${stimulus.length - 1}];
  reg [${outBits - 1}:0] expected [0:${expected.length - 1}];
  wire [${inBits - 1}:0] given = stimulus[cycle];
  wire [${outBits - 1}:0] wanted = expected[cycle];
  wire [${outBits - 1}:0] got;
  reg differs = 0;
  ${top.name} dut (${[...clock, ...slices(driven, "given"), ...slices(compared, "got")].join(", ")});
  initial begin
    $readmemh("${name}_stimulus.hex", stimulus);
    $readmemh("${name}_expected.hex", expected);
  end
`;
  // Verilator starts everything at 0; Icarus has to be told, and no other tool shall see paths into the circuit.
  const begin = `\`ifdef __ICARUS__
  integer i;
  initial begin
${starts.map((line) => `    ${line}\n`).join("")}  end
\`endif
`;
  const compare = `  always @(posedge clk) if (cycle < ${stimulus.length} && !differs && got !== wanted) begin
    differs <= 1;
    $display("differs ${index} %0d %h %h", cycle, got, wanted);
  end
endmodule
`;
  return [
    { name: `${name}.v`, text: text + (starts.length > 0 ? begin : "") + compare },
    hex(`${name}_stimulus.hex`, stimulus),
    hex(`${name}_expected.hex`, expected),
  ];
}

/** The bench of all cases: a module `bench` with a clock input, and one with a clock of its own for Icarus. */
export function benchFiles(cases: readonly Case[], cycles: number): SourceFile[] {
  const checks = cases.map((_, i) => `  check_${i} check_${i} (clk, cycle);`).join("\n");
  const bench = `module bench (input wire clk);
  reg [15:0] cycle = 0;
  always @(posedge clk) cycle <= cycle + 1;
${checks}
endmodule
`;
  const clocked = `module clocked_bench;
  reg clk = 0;
  bench bench (clk);
  integer n;
  initial begin
    for (n = 0; n < ${2 * cycles}; n = n + 1) #1 clk = ~clk;
    $display("done");
    $finish;
  end
endmodule
`;
  const main = `#include "Vbench.h"
#include <cstdio>
int main() {
    VerilatedContext context;
    Vbench bench{&context};
    bench.clk = 0;
    bench.eval();
    for (int n = 0; n < ${2 * cycles}; n++) {
        bench.clk = !bench.clk;
        bench.eval();
    }
    std::puts("done");
}
`;
  return [
    { name: "bench.v", text: bench },
    { name: "clocked_bench.v", text: clocked },
    { name: "main.cpp", text: main },
    ...cases.flatMap(checker),
  ];
}

/** A module that instantiates every circuit and brings every port out: for tools that read Verilog without running it. */
export function sideBySide(name: string, cases: readonly Case[]): SourceFile {
  const signals = cases.flatMap(({ top }) =>
    top.ports.map((port) => {
      const { lo, hi } = port.type;
      const range = { lo: BigInt(lo), hi: BigInt(hi) };
      const sign = range.lo < 0n ? "signed " : "";
      const flat = `${top.name}_${port.name}`;
      return { flat, text: `${port.direction}put wire ${sign}[${widthOf(range) - 1}:0] ${flat}` };
    }),
  );
  const instances = cases.map(({ top }) => {
    const clock = top.clocked ? [".clk(clk)", ".rst(rst)"] : [];
    const ports = top.ports.map((p) => `.${p.name}(${top.name}_${p.name})`);
    return `  ${top.name} ${top.name}_instance (${[...clock, ...ports].join(", ")});`;
  });
  const clock = cases.some(({ top }) => top.clocked) ? ["input wire clk", "input wire rst"] : [];
  const ports = [...clock, ...signals.map((s) => s.text)].map((p) => `  ${p}`);
  return {
    name: `${name}.v`,
    text: `module ${name} (\n${ports.join(",\n")}\n);\n${instances.join("\n")}\nendmodule\n`,
  };
}
