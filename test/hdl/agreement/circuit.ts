// A recipe as a circuit, with the source that makes it.

import * as hdl from "../../../src/hdl/index.ts";
import { type Circuit, circuit, type Signal } from "../../../src/hdl/index.ts";
import { operatorSource } from "./operators.ts";
import { type Operator, operators, type Recipe, type Step } from "./recipe.ts";
import { Script } from "./script.ts";
import { structures } from "./structures.ts";
import { words } from "./words.ts";

export interface RandomCircuit {
  readonly circuit: Circuit;
  /** The whole source, circuits below it first. Complete once the circuit has been elaborated. */
  source(): string;
}

const typeOf = (source: string) => new Script({}).value(source) as hdl.Type;

const isOperator = (step: Step): step is Step & { readonly kind: Operator } =>
  (operators as readonly string[]).includes(step.kind);

/** The circuit of a recipe. */
export function circuitOf(name: string, recipe: Recipe): RandomCircuit {
  const children = recipe.children.map((child, i) => circuitOf(`${name}_child_${i}`, child));
  const inputs = Object.fromEntries(recipe.inputs.map((type, i) => [`i${i}`, type]));
  const outputs = Object.fromEntries(recipe.outputs.map((type, i) => [`o${i}`, type]));
  const shapes = (types: Record<string, string>) =>
    Object.fromEntries(Object.entries(types).map(([key, type]) => [key, typeOf(type)]));
  let lines: readonly string[] = [];
  const made = circuit(name, {
    inputs: shapes(inputs),
    outputs: { ...shapes(outputs), digest: hdl.uint(32) },
    body(c, given, driven) {
      const below = Object.fromEntries(children.map((child) => [child.circuit.name, child.circuit]));
      const script = new Script({ c, ...given, ...driven, ...below });
      lines = script.lines;
      script.pool.push(...Object.keys(inputs));
      build(script, name, recipe, Object.keys(below));
    },
  });
  const text = (types: Record<string, string>) =>
    Object.entries(types)
      .map(([key, type]) => `${key}: ${type}`)
      .join(", ");
  const source = () =>
    [
      ...children.map((child) => child.source()),
      `const ${name} = circuit("${name}", {`,
      `  inputs: { ${text(inputs)} },`,
      `  outputs: { ${text({ ...outputs, digest: "uint(32)" })} },`,
      `  body(c, { ${Object.keys(inputs).join(", ")} }, { ${[...Object.keys(outputs), "digest"].join(", ")} }) {`,
      ...lines.flatMap((line) => line.split("\n")).map((line) => `    ${line}`),
      "  },",
      "});",
    ].join("\n");
  return { circuit: made, source };
}

const says = { ...structures, ...words };

function build(script: Script, name: string, recipe: Recipe, children: readonly string[]): void {
  const undriven: { code: string; type: string }[] = [];
  recipe.steps.forEach((step, i) => {
    const x = `x${i}`;
    if (!isOperator(step)) {
      says[step.kind]!({ script, undriven, children, circuit: name }, step, x);
      return;
    }
    const code = operatorSource(script, step);
    // Every other value has no name in the circuit: formulas nest, and are shared.
    if (step.picks[7]! % 2 === 0) script.take(x, `c.signals({ ${x}: ${code} })`);
    else script.bind(x, code);
    script.pool.push(x);
  });
  undriven.forEach(({ code, type }, i) => {
    script.run(`${code}.next(${script.fitting(i * 7 + recipe.steps.length, type)})`);
  });
  recipe.outputs.forEach((type, i) => {
    script.run(`o${i}.is(${script.fitting(script.pool.length - 1 - i * 3 + script.pool.length, type)})`);
  });
  // What is left out of the digest tests that unread names raise no warning.
  const left = (code: string) => recipe.steps.length > 3 && code.endsWith("7");
  const seen = script.pool.filter((code) => !left(code));
  const parts = seen.flatMap((code) => {
    const { width } = script.signal(code);
    return width > 32
      ? [`${code}.wrap(uint(32))`, `${code}.bits(${width - 1}, ${width - 32})`]
      : [`${code}.wrap(uint(32))`];
  });
  script.run(`digest.is(${parts.reduce((a, b) => `${a}\n  .xor(${b})`)})`);
  const ignored = script.pool.filter((code) => left(code) && isNamed(script.signal(code)));
  if (ignored.length > 0) script.run(`c.ignore(${ignored.join(", ")})`);
}

const isNamed = (s: Signal): boolean => s.operation.op === "ref";
