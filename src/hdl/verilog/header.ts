// The head of a module: its ports, aligned and grouped by their notes, and the names of its states.
import type { CircuitIR } from "../ir.ts";
import { stateName } from "../names.ts";
import { comment, indent } from "./layout.ts";
import { rangeText, type Scope, stateWidth } from "./scope.ts";
import { literal } from "./text.ts";

/** `attributes`: to stand above a port, by its name. */
export function headerLines(
  scope: Scope,
  inBlock: ReadonlySet<string>,
  attributes: Readonly<Record<string, readonly string[]>> = {},
): string[] {
  const { circuit } = scope;
  const clocks = clockPorts(circuit).map(({ port }) => port);
  const ports = [
    ...clocks.map((name) => ({ left: "input  wire", name, note: undefined })),
    ...circuit.ports.map(({ name, direction, note }) => {
      const kind = `${direction === "in" ? "input " : "output"} ${inBlock.has(name) ? "reg " : "wire"}`;
      return { left: kind.trimEnd() + rangeText(scope.lookup(name)), name, note };
    }),
  ];
  const { name: module, parameters } = scope.module;
  const generics = parameters.map(({ name, value }) => `parameter ${name} = ${value}`);
  const head = generics.length === 0 ? module : `${module} #(${generics.join(", ")})`;
  if (ports.length === 0) return [`module ${head};`];
  const size = Math.max(...ports.map(({ left }) => left.length));
  // A note stands above the first of the ports that share it.
  let above: string | undefined;
  const lines = ports.flatMap(({ left, name, note }, i) => {
    const said = note === above ? [] : comment(note);
    above = note;
    // A port may be called as what every object has.
    const own = Object.hasOwn(attributes, name) ? attributes[name]! : [];
    const marks = own.map((attribute) => `(* ${attribute} *)`);
    return [...said, ...marks, `${left.padEnd(size)} ${name}${i === ports.length - 1 ? "" : ","}`];
  });
  return [`module ${head} (`, ...indent(lines), ");"];
}

/** The ports that take clock and reset, and what they are called inside. */
export function clockPorts({ clocked, external }: CircuitIR): { port: string; inside: "clk" | "rst" }[] {
  if (external === undefined)
    return clocked ? (["clk", "rst"] as const).map((port) => ({ port, inside: port })) : [];
  const { clock, reset } = external;
  return [
    ...(clock === null ? [] : [{ port: clock, inside: "clk" as const }]),
    ...(reset === null ? [] : [{ port: reset, inside: "rst" as const }]),
  ];
}

/** In the model of a foreign module: its clock and reset by the names that they have in every other circuit. */
export const clockLines = (circuit: CircuitIR): string[] =>
  circuit.external === undefined
    ? []
    : clockPorts(circuit)
        .filter(({ port, inside }) => port !== inside)
        .map(({ port, inside }) => `wire ${inside} = ${port};`);

/** One parameter a state, in the order of their numbers. */
export const stateLines = (circuit: CircuitIR): string[] =>
  circuit.enumerations.flatMap(({ name, members }) => {
    const width = stateWidth(members);
    const states = members.map((member, i) => {
      const value = literal(BigInt(i), width, false).code;
      return `localparam${rangeText({ width, signed: false })} ${stateName(name, member)} = ${value};`;
    });
    return [...states, ""];
  });
