// Instances: every port connected by name, outputs to wires named after instance and port.
import type { Design, InstanceItem, Port } from "../ir.ts";
import { print } from "./expression.ts";
import { clockPorts } from "./header.ts";
import {
  type Declared,
  declaration,
  declaredAs,
  isSignedType,
  type Scope,
  VerilogError,
  widthOfType,
} from "./scope.ts";

const commas = (lines: readonly string[]): string[] =>
  lines.map((line, i) => (i === lines.length - 1 ? line : `${line},`));

export function instanceLines(scope: Scope, item: InstanceItem, design: Design): string[] {
  const parent = scope.circuit.name;
  const child = design.circuits.find(({ name }) => name === item.circuit);
  if (!child) {
    throw new VerilogError(
      `circuit "${parent}" has an instance of "${item.circuit}", which is not in the design`,
    );
  }
  const given = new Map(item.inputs.map(({ port, value }) => [port, value]));
  const connected = new Set<string>();
  const connection = ({ name, direction, type }: Port): readonly [string, string] => {
    if (direction === "out") return [name, `${item.name}_${name}`];
    const value = given.get(name);
    if (!value) {
      throw new VerilogError(
        `input "${name}" of instance "${item.name}" (${item.circuit}) in circuit "${parent}" is not connected`,
      );
    }
    scope.owner = `${item.name}_${name}`;
    const { code } = print(scope, value, 0, widthOfType(type), isSignedType(type));
    if (!connected.has(code) || scope.constants.of(value) !== undefined) {
      connected.add(code);
      return [name, code];
    }
    return [name, apart(scope, declaredAs(type), code)];
  };
  const clocks = clockPorts(child).map(({ port, inside }) => [port, inside] as const);
  for (const [, inside] of clocks) scope.use(inside, 0, 1);
  const connections = [...clocks, ...child.ports.map(connection)];
  const size = Math.max(0, ...connections.map(([port]) => port.length));
  const ports = connections.map(([port, value]) => `    .${port.padEnd(size)} (${value})`);
  const made = scope.module.instance(item);
  const parameters = made.parameters.map(({ name, value }) => `    .${name}(${value})`);
  const head =
    parameters.length === 0
      ? [`${made.module} ${item.name} (`]
      : [`${made.module} #(`, ...commas(parameters), `) ${item.name} (`];
  const attributes = (child.external?.attributes ?? []).map((text) => `(* ${text} *)`);
  return [...attributes, ...head, ...commas(ports), ");"];
}

/**
 * A wire of its own for an input that would take the net of another input of the instance. Inside, that net would have two
 * names, and Icarus Verilog 11 takes blocks that wait for different ones for the same: it misses changes.
 */
export function apart(scope: Scope, declared: Declared, code: string): string {
  const wire = scope.free(scope.owner);
  scope.declare(wire, declared);
  scope.use(wire, 0, declared.width);
  scope.addHelper([`${declaration("wire", scope.lookup(wire), wire)} = ${code};`]);
  return wire;
}
