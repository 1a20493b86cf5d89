// Instances: every port connected by name, outputs to wires named after instance and port.
import type { Design, InstanceItem, Port } from "../ir.ts";
import { print } from "./expression.ts";
import { isSignedType, type Scope, VerilogError, widthOfType } from "./scope.ts";

export function instanceLines(scope: Scope, item: InstanceItem, design: Design): string[] {
  const parent = scope.circuit.name;
  const child = design.circuits.find(({ name }) => name === item.circuit);
  if (!child) {
    throw new VerilogError(
      `circuit "${parent}" has an instance of "${item.circuit}", which is not in the design`,
    );
  }
  const given = new Map(item.inputs.map(({ port, value }) => [port, value]));
  const connection = ({ name, direction, type }: Port): readonly [string, string] => {
    if (direction === "out") return [name, `${item.name}_${name}`];
    const value = given.get(name);
    if (!value) {
      throw new VerilogError(
        `input "${name}" of instance "${item.name}" (${item.circuit}) in circuit "${parent}" is not connected`,
      );
    }
    scope.owner = `${item.name}_${name}`;
    return [name, print(scope, value, 0, widthOfType(type), isSignedType(type)).code];
  };
  const clocks = child.clocked ? ["clk", "rst"] : [];
  for (const name of clocks) scope.use(name, 0, 1);
  const connections = [...clocks.map((name) => [name, name] as const), ...child.ports.map(connection)];
  const size = Math.max(0, ...connections.map(([port]) => port.length));
  const ports = connections.map(([port, value]) => `    .${port.padEnd(size)} (${value})`);
  return [
    `${item.circuit} ${item.name} (`,
    ...ports.map((line, i) => (i === ports.length - 1 ? line : `${line},`)),
    ");",
  ];
}
