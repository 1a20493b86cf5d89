// Ports, wires and streams of a circuit: what is declared leaf by leaf, with the names it has in Verilog.
import type { Builder } from "./builder.ts";
import type { Place } from "./errors.ts";
import { named, type Signal } from "./signal.ts";
import type { Wire } from "./target.ts";
import { bit, handshake, isStream, type RecordShape, type Shape, type StreamShape, stream } from "./types.ts";
import {
  buildValue,
  flatPorts,
  type Leaf,
  leavesOf,
  type PortShapes,
  pairs,
  type StreamIn,
  type StreamOut,
  type ValueOf,
} from "./values.ts";

/** The two ends of a stream and, where somebody asks for it, the named signal of its transfers. */
export function streamValue<V extends Signal, R extends Signal>(
  builder: Builder,
  name: string,
  shape: StreamShape,
  forward: (leaf: Leaf) => V,
  backward: (leaf: Leaf) => R,
  place: Place,
) {
  const names = handshake(name, shape);
  const valid = forward({ name: names.valid, type: bit });
  const ready = backward({ name: names.ready, type: bit });
  const values = Object.fromEntries(
    Object.entries(shape.stream).map(([field, s]) => [field, buildValue(`${name}_${field}`, s, forward)]),
  ) as { [field: string]: ValueOf<RecordShape[string], V> };
  let fire: Signal | undefined;
  return {
    valid,
    ready,
    payload: values,
    get fire() {
      // What a body that is never reached declares goes with it.
      if (builder.isDead) return valid.and(ready);
      fire ??= builder.signal(`${name.replaceAll(".", "_")}_fire`, valid.and(ready), bit, place);
      return fire;
    },
  };
}

/** Declares the ports of a circuit, before its body runs, and gives the values its body works with. */
export function declarePorts(
  builder: Builder,
  inputs: PortShapes,
  outputs: PortShapes,
  notes: Readonly<Record<string, string>>,
  place: Place,
) {
  const flat = [...flatPorts(inputs, "in"), ...flatPorts(outputs, "out")];
  const ownClock = flat.some(({ type }) => type.clock);
  for (const { name, type, direction } of flat) {
    builder.declare(name, direction === "in" ? "input" : "output", place, ownClock);
    if (builder.vanishes(name, type)) continue;
    const note = Object.hasOwn(notes, name) ? notes[name] : undefined;
    builder.ports.push({ name, direction, type, place, ...(note === undefined ? {} : { note }) });
  }
  const surplus = Object.keys(notes).find((n) => !flat.some((p) => p.name === n));
  if (surplus !== undefined)
    throw builder.error(
      "connection",
      `No such port: "${surplus}" has a note. Ports: ${flat.map((p) => p.name).join(", ")}.`,
      place,
    );
  const input = ({ name, type }: Leaf): Signal => named(builder, name, type);
  const output = ({ name, type }: Leaf): Signal => builder.addWire(name, type, true, place);
  const values = (shapes: PortShapes, forward: typeof input, backward: typeof input) =>
    Object.fromEntries(
      Object.entries(shapes).map(([name, shape]) => [
        name,
        isStream(shape)
          ? streamValue(builder, name, shape, forward, backward, place)
          : buildValue(name, shape, forward),
      ]),
    );
  return { inputs: values(inputs, input, output), outputs: values(outputs, output, input) };
}

/** Declares wires of any shape, each by its key. */
export function declareWires(
  builder: Builder,
  shapes: Readonly<Record<string, Shape>>,
  place: Place,
): Record<string, unknown> {
  const make = ({ name, type }: Leaf) => {
    builder.declare(name, "wire", place);
    return builder.addWire(name, type, false, place);
  };
  return Object.fromEntries(Object.entries(shapes).map(([n, s]) => [n, buildValue(n, s, make)]));
}

/** Declares a stream inside a circuit, with wires at both ends. */
export function declareStream(builder: Builder, name: string, payload: RecordShape, place: Place) {
  for (const leaf of [
    { name: `${name}_valid` },
    { name: `${name}_ready` },
    ...Object.entries(payload).flatMap(([field, shape]) => leavesOf(`${name}_${field}`, shape)),
  ])
    builder.declare(leaf.name, "stream", place);
  const wire = (leaf: Leaf) => builder.addWire(leaf.name, leaf.type, false, place);
  return streamValue(builder, name, stream(payload), wire, wire, place);
}

/** Drives `to` with every transfer of `from`: valid and payload forwards, ready backwards. */
export function connectStream(builder: Builder, from: StreamIn, to: StreamOut, place: Place): void {
  builder.assign(to.valid, from.valid, place);
  for (const [target, value] of pairs(to.payload, from.payload, "payload", place))
    builder.assign(target as Wire, value, place);
  builder.assign(from.ready, to.ready, place);
}
