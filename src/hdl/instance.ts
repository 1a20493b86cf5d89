// Instances: a circuit inside another, its ports connected by name.
import type { Builder } from "./builder.ts";
import type { Circuit, Elaborated } from "./elaborated.ts";
import type { Place } from "./errors.ts";
import type { Type } from "./ir.ts";
import { streamValue } from "./ports.ts";
import { fit, named, type Operand, only, type Signal, toSignal } from "./signal.ts";
import type { Wire } from "./target.ts";
import { bit, handshake, isStream, type Shape } from "./types.ts";
import { buildValue, flattenValue, type Leaf, leavesOf, type StreamIn } from "./values.ts";

/** Takes what a port is given. */
type Connect = (port: string, type: Type, given: unknown) => void;

/** Adds an instance of `child`, connects `inputs`, and gives its outputs as the parent sees them. */
export function addInstance(
  builder: Builder,
  name: string,
  of: Circuit,
  child: Elaborated,
  inputs: Readonly<Record<string, unknown>>,
  place: Place,
): Record<string, unknown> {
  builder.declare(name, "instance", place);
  checkInputNames(builder, of, inputs, place);
  checkNameInside(builder, name, child, place);
  const note = builder.takeNote();
  const connections: { port: string; value: Signal }[] = [];
  const connect: Connect = (port, type, given) => {
    const value = fit(toSignal(given as Operand), type, {
      what: `${name}.${port}`,
      place,
      circuit: builder.circuit,
    });
    if (only(type) === undefined) connections.push({ port, value });
    else builder.leaveUnstored(`${name}.${port}`, value, place);
  };
  const sources = connectInputs(builder, name, of, inputs, connect, place);
  const outputs = outputsOf(builder, name, of, connect, place);
  const ports = child.ir.ports
    .filter((p) => p.direction === "out")
    .map((p) => ({ port: p.name, type: p.type }));
  // The printer names the wires behind output ports like this.
  for (const { port } of ports) builder.declare(`${name}_${port}`, "output of an instance", place);
  if (note.note !== undefined) builder.note(note.note);
  builder.add({ kind: "instance", name, circuit: of.name, inputs: connections, outputs: ports }, place);
  for (const { wire, ready } of sources)
    builder.assign(wire, outputRef(builder, name, { name: ready, type: bit }), place);
  return outputs;
}

/** An output port as the parent reads it. */
const outputRef = (builder: Builder, name: string, { name: port, type }: Leaf): Signal =>
  named(builder, `${name}.${port}`, type);

/** Connects every input; of the streams given, the ready that each takes from a port. */
function connectInputs(
  builder: Builder,
  name: string,
  of: Circuit,
  inputs: Readonly<Record<string, unknown>>,
  connect: Connect,
  place: Place,
): { wire: Wire; ready: string }[] {
  return Object.entries(of.inputs).flatMap(([key, shape]) => {
    const given = Object.hasOwn(inputs, key) ? inputs[key] : undefined;
    if (given === undefined)
      throw builder.error("connection", `Input not connected: ${name}.${key} of ${of.name}.`, place);
    const connectLeaves = (leaves: Shape, value: unknown) => {
      const values = flattenValue(key, leaves, value, place);
      leavesOf(key, leaves).forEach((leaf, i) => {
        connect(leaf.name, leaf.type, values[i]);
      });
    };
    if (!isStream(shape)) {
      connectLeaves(shape, given);
      return [];
    }
    const source = given as StreamIn;
    if (source.valid === undefined || source.ready === undefined || source.payload === undefined)
      throw builder.error(
        "connection",
        `Not a stream: ${name}.${key} of ${of.name} takes a stream with valid, ready and payload.`,
        place,
      );
    const { valid, ready } = handshake(key, shape);
    connect(valid, bit, source.valid);
    connectLeaves(shape.stream, source.payload);
    return [{ wire: source.ready, ready }];
  });
}

/** The outputs as the parent sees them. It drives the ready of a stream through a wire named like the port. */
function outputsOf(
  builder: Builder,
  name: string,
  of: Circuit,
  connect: Connect,
  place: Place,
): Record<string, unknown> {
  const readyWire = (port: string): Wire => {
    const wire = `${name}_${port}`;
    builder.declare(wire, "ready of an instance's output", place);
    const ready = builder.addWire(wire, bit, false, place);
    connect(port, bit, ready);
    return ready;
  };
  return Object.fromEntries(
    Object.entries(of.outputs).map(([key, shape]) => {
      if (!isStream(shape)) return [key, buildValue(key, shape, (leaf) => outputRef(builder, name, leaf))];
      const ready = readyWire(handshake(key, shape).ready);
      const forward = (leaf: Leaf) =>
        outputRef(builder, name, { name: leaf.name.slice(name.length + 1), type: leaf.type });
      return [key, streamValue(builder, `${name}.${key}`, shape, forward, () => ready, place)];
    }),
  );
}

/** Within an instance its own name would mean two things: tools warn of that. */
function checkNameInside(builder: Builder, name: string, child: Elaborated, place: Place): void {
  const { ports, items, name: circuit } = child.ir;
  const inside = [...ports, ...items.filter((item) => item.kind !== "process")].some((i) => i.name === name);
  if (inside)
    throw builder.error(
      "name",
      `Name clash: instance "${name}" of ${circuit}, which has something of that name inside. Name the instance otherwise.`,
      place,
    );
}

function checkInputNames(builder: Builder, of: Circuit, inputs: object, place: Place): void {
  const surplus = Object.keys(inputs).find((k) => !Object.hasOwn(of.inputs, k));
  if (surplus !== undefined)
    throw builder.error(
      "connection",
      `No such input: ${of.name} has no "${surplus}". Inputs: ${Object.keys(of.inputs).join(", ")}.`,
      place,
    );
}
