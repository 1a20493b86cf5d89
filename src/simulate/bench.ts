// How an engine sees a circuit: which ports form streams, which are only watched.
import type { Design, Port } from "../hdl/ir.ts";
import { contains, isSigned, range, rangeOf, widthOf } from "../hdl/range.ts";
import { BenchError } from "./errors.ts";

/** One port of a stream: an integer of `width` bits (1 to 64), two's complement if `signed`. */
export interface Field {
  readonly port: string;
  readonly width: number;
  readonly signed: boolean;
}

/** A valid/ready stream: a beat passes at a clock edge where both ports are 1. */
export interface StreamInterface {
  readonly name: string;
  readonly valid: string;
  readonly ready: string;
  readonly fields: readonly Field[];
  /** Of a stream out: a beat that is offered must stay as it is until it is taken, else the case ends as by a failed assertion. */
  readonly holds?: boolean;
}

/** Outputs that are recorded at every clock edge where `valid` is 1; nothing can hold them back. */
export interface MonitorInterface {
  readonly name: string;
  readonly valid: string;
  /** `shows`: the probe that the field stands for, where it is a signal inside. */
  readonly fields: readonly (Field & { readonly shows?: string })[];
  /**
   * Where `valid` and the fields lie: null or left out: they are outputs of the top; `delay`: they are signals inside it,
   * named by their path below the top (`core0.neurons.write_valid`), and the fields count so many cycles after `valid`.
   */
  readonly inside?: { readonly delay: number } | null;
  /** Probes that nothing in the design stands for. */
  readonly unseen?: readonly string[];
}

/** The circuit `top` as an engine drives it. It has the inputs `clk` and `rst` (synchronous, active high). */
export interface Bench {
  readonly top: string;
  /** Streams into the circuit. */
  readonly sources: readonly StreamInterface[];
  /** Streams out of the circuit. */
  readonly sinks: readonly StreamInterface[];
  readonly monitors: readonly MonitorInterface[];
  /** Outputs that are read once, after the last clock edge of a case. */
  readonly flags: readonly Field[];
  /** Inputs of no stream: they have a value for every cycle. Left out: there are none. */
  readonly inputs?: readonly Field[];
  /** Outputs of no stream that are seen in every cycle. Left out: there are none. */
  readonly outputs?: readonly Field[];
}

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_]*$/;
const PATH = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*$/;

/** Signals inside the top that the bench looks at, by path, with their widths. */
export const insideOf = (bench: Bench): readonly Field[] =>
  bench.monitors.flatMap(({ inside, valid, fields }) =>
    inside ? [{ port: valid, width: 1, signed: false }, ...fields] : [],
  );

/** The field for a port of the design's top circuit. @throws BenchError if there is none */
export function fieldOf(design: Design, port: string): Field {
  const range = rangeOf(portOf(design, port).type);
  return { port, width: widthOf(range), signed: isSigned(range) };
}

function portOf(design: Design, port: string): Port {
  const top = design.circuits.find((c) => c.name === design.top);
  const found = top?.ports.find((p) => p.name === port);
  if (found !== undefined) return found;
  const known = top?.ports.map((p) => p.name).join(", ");
  throw new BenchError(`${design.top} has no port ${port}; its ports: ${known}`);
}

/** Every port of the bench once, with the direction as the circuit sees it, `clk` and `rst` left out. */
export function portsOf(bench: Bench): { port: string; direction: "in" | "out"; width: number }[] {
  const wire = (port: string, direction: "in" | "out") => ({ port, direction, width: 1 });
  const all = (fields: readonly Field[], direction: "in" | "out") =>
    fields.map(({ port, width }) => ({ port, direction, width }));
  return [
    ...bench.sources.flatMap((s) => [wire(s.valid, "in"), wire(s.ready, "out"), ...all(s.fields, "in")]),
    ...bench.sinks.flatMap((s) => [wire(s.valid, "out"), wire(s.ready, "in"), ...all(s.fields, "out")]),
    ...bench.monitors
      .filter((m) => !m.inside)
      .flatMap((m) => [wire(m.valid, "out"), ...all(m.fields, "out")]),
    ...all(bench.flags, "out"),
    ...all(bench.inputs ?? [], "in"),
    ...all(bench.outputs ?? [], "out"),
  ];
}

/** @throws BenchError for names or widths that no engine can handle, or an input driven twice */
export function checkBench(bench: Bench): void {
  const streams = [...bench.sources, ...bench.sinks, ...bench.monitors].map((s) => s.name);
  const twice = streams.find((name, i) => streams.indexOf(name) !== i);
  if (twice !== undefined) throw new BenchError(`two streams of the bench are named ${twice}`);
  const driven = new Set(["clk", "rst"]);
  if (!IDENTIFIER.test(bench.top)) throw new BenchError(`"${bench.top}" is no Verilog identifier`);
  for (const { port } of insideOf(bench))
    if (!PATH.test(port)) throw new BenchError(`"${port}" is no path of Verilog identifiers`);
  for (const { port, direction, width } of portsOf(bench)) {
    if (!IDENTIFIER.test(port)) throw new BenchError(`"${port}" is no Verilog identifier`);
    if (!Number.isInteger(width) || width < 1 || width > 64) {
      throw new BenchError(`port ${port} of ${bench.top} is ${width} bits wide; allowed: 1 to 64`);
    }
    if (direction === "out") continue;
    if (driven.has(port)) throw new BenchError(`input ${port} of ${bench.top} is driven twice`);
    driven.add(port);
  }
}

/** @throws BenchError where a port of the bench is not in the design, or with another direction or width */
export function checkPorts(bench: Bench, design: Design): void {
  if (bench.top !== design.top) {
    throw new BenchError(`the bench is for ${bench.top}, but the design's top is ${design.top}`);
  }
  if (!design.circuits.find((c) => c.name === design.top)?.clocked) {
    throw new BenchError(`${design.top} has no clock, so no engine can run it`);
  }
  for (const { port, direction, width } of portsOf(bench)) {
    const found = portOf(design, port);
    const values = rangeOf(found.type);
    const actual = widthOf(values);
    if (found.direction !== direction || actual !== width) {
      const [is, not] = [`${found.direction}put of ${actual} bits`, `${direction}put of ${width}`];
      throw new BenchError(`port ${port} of ${bench.top} is an ${is}, not an ${not}`);
    }
    if (direction === "in" && !contains(values, range(0n, 0n))) {
      throw new BenchError(`input ${port} of ${bench.top} cannot be 0, which it is during the reset`);
    }
  }
}
