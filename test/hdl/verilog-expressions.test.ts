// Random expressions print as Verilog that no tool complains about and that computes what the IR means.

import { execa } from "execa";
import fc from "fast-check";
import { expect, test } from "vitest";
import { random } from "../../src/base/random.ts";
import type { CircuitIR } from "../../src/hdl/ir.ts";
import { rangeOf, widthOf } from "../../src/hdl/range.ts";
import { printVerilog } from "../../src/hdl/verilog/print.ts";
import { design, sideBySide } from "./handmade.ts";
import { inFolder, lint, type SourceFile, syntaxErrors } from "./lint.ts";
import { outputsOf, randomCircuit, read, valueIn, within } from "./random-expression.ts";

const seed = Number(process.env.SEED ?? 20260);
const width = (type: CircuitIR["ports"][number]["type"]) => widthOf(rangeOf(type));

/** Lists of numbers that `randomCircuit` reads as choices. */
const choices = fc.array(fc.nat({ max: 9999 }), { minLength: 6, maxLength: 60 });

function circuitsOf(lists: readonly number[][]): CircuitIR[] {
  return lists.map((numbers, i) => randomCircuit(`m${i}`, numbers));
}

/** Values of all ports of all circuits, in the order of the ports of their common parent. */
type Vector = ReadonlyMap<string, bigint>;

/** Stimulus and expected response of circuits side by side. */
function vectors(circuits: readonly CircuitIR[], count: number, draw: () => bigint): Vector[] {
  return Array.from({ length: count }, (_, step) => {
    const values = new Map<string, bigint>();
    for (const circuit of circuits) {
      const inputs = new Map<string, bigint>();
      circuit.ports.forEach((port, i) => {
        // The first steps are all the combinations of least and greatest values.
        if (port.direction === "in")
          inputs.set(port.name, valueIn(port.type, step < 8 ? (step >> i) & 1 : 2, draw()));
      });
      const outputs = outputsOf(circuit, inputs);
      for (const port of circuit.ports) {
        const value = (port.direction === "in" ? inputs : outputs).get(port.name)!;
        if (!within(value, port.type)) throw new Error(`${value} is outside of ${circuit.name}.${port.name}`);
        values.set(`${circuit.name}_${port.name}`, value);
      }
    }
    return values;
  });
}

const portsOf = (top: CircuitIR, direction: "in" | "out") =>
  top.ports.filter((p) => p.direction === direction);

/** Values of ports side by side, the first on top. */
const packed = (ports: CircuitIR["ports"], values: Vector): bigint =>
  ports.reduce(
    (bits, { name, type }) => (bits << BigInt(width(type))) | BigInt.asUintN(width(type), values.get(name)!),
    0n,
  );

/** The first port whose bits differ. */
function differing(ports: CircuitIR["ports"], got: bigint, expected: Vector): string | undefined {
  let low = 0n;
  for (const { name, type } of [...ports].reverse()) {
    const value = read(got >> low, type);
    if (value !== expected.get(name)) return `${name} is ${value}, and must be ${expected.get(name)}`;
    low += BigInt(width(type));
  }
  return undefined;
}

/** A testbench that plays packed vectors from a file and prints the packed outputs. */
function bench(top: CircuitIR, stimulus: readonly Vector[]): SourceFile {
  const side = (direction: "in" | "out") => portsOf(top, direction);
  const bits = side("in").reduce((sum, p) => sum + width(p.type), 0);
  const declare = (kind: string, ports: typeof top.ports) =>
    ports.map((p) => `  ${kind} [${width(p.type) - 1}:0] ${p.name};`);
  const names = (ports: typeof top.ports) => `{${ports.map((p) => p.name).join(", ")}}`;
  const lines = [
    "module bench;",
    ...declare("reg", side("in")),
    ...declare("wire", side("out")),
    `  reg [${bits - 1}:0] stimulus [0:${stimulus.length - 1}];`,
    "  integer i;",
    `  ${top.name} unit (${top.ports.map((p) => `.${p.name}(${p.name})`).join(", ")});`,
    "  initial begin",
    '    $readmemh("stimulus.hex", stimulus);',
    `    for (i = 0; i < ${stimulus.length}; i = i + 1) begin`,
    `      ${names(side("in"))} = stimulus[i];`,
    "      #1;",
    `      $display("%h", ${names(side("out"))});`,
    "    end",
    "  end",
    "endmodule",
  ];
  const image = {
    name: "stimulus.hex",
    text: stimulus.map((v) => `${packed(side("in"), v).toString(16)}\n`).join(""),
  };
  return { name: "bench.v", text: `${lines.join("\n")}\n`, images: [image] };
}

async function icarus(files: readonly SourceFile[]): Promise<(bigint | string)[]> {
  return inFolder(files, async (folder) => {
    const names = files.map((f) => f.name);
    await execa("iverilog", ["-g2005", "-s", "bench", "-o", "bench.vvp", ...names], { cwd: folder });
    const { stdout } = await execa("vvp", ["-n", "bench.vvp"], { cwd: folder });
    return stdout.split("\n").map((line) => (/[^0-9a-f]/.test(line) ? line : BigInt(`0x${line}`)));
  });
}

test("every tool reads random expressions without a word", async () => {
  const batches = fc.array(choices, { minLength: 150, maxLength: 150 });
  await fc.assert(
    fc.asyncProperty(batches, async (lists) => {
      const circuits = circuitsOf(lists);
      const top = sideBySide("top", circuits);
      const files = printVerilog(design(...circuits, top));
      const found = [...(await lint(files, "top")), ...(await syntaxErrors(files))];
      const accused = files.filter((file) => found.some((line) => line.includes(`${file.name}:`)));
      expect(found.join("\n"), accused.map((file) => file.text).join("\n")).toBe("");
    }),
    { seed, numRuns: 2, endOnFailure: Boolean(process.env.QUICK) },
  );
});

test("random expressions compute what the operators mean", async () => {
  const batches = fc.array(choices, { minLength: 100, maxLength: 100 });
  await fc.assert(
    fc.asyncProperty(batches, fc.nat(), async (lists, start) => {
      const { word } = random(start);
      const wide = () => (BigInt(word()) << 32n) | BigInt(word());
      const circuits = circuitsOf(lists);
      const top = sideBySide("top", circuits);
      const stimulus = vectors(circuits, 60, wide);
      const files = [...printVerilog(design(...circuits, top)), bench(top, stimulus)];
      const got = await icarus(files);
      stimulus.forEach((expected, i) => {
        const bits = got[i];
        const wrong =
          typeof bits === "bigint" ? differing(portsOf(top, "out"), bits, expected) : `unknown: ${bits}`;
        if (wrong === undefined) return;
        const unit = wrong.slice(0, wrong.indexOf("_"));
        const inputs = [...expected].filter(([name]) => name.startsWith(`${unit}_`)).join(" ");
        expect.fail(`${wrong}; ${inputs}\n${files.find((f) => f.name === `${unit}.v`)?.text ?? ""}`);
      });
      expect(got.length).toBe(stimulus.length);
    }),
    { seed, numRuns: 3, endOnFailure: Boolean(process.env.QUICK) },
  );
});
