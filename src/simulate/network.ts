// A network's hardware as an engine drives it: its streams, probes and flags, and the beats of its inputs.
import {
  addressBits,
  type NetworkPlan,
  networkCircuit,
  parameterBeats,
  parametersOf,
} from "../core/index.ts";
import { type Design, type ElaborateOptions, elaborate } from "../hdl/index.ts";
import { type Bench, fieldOf, type MonitorInterface, type StreamInterface } from "./bench.ts";
import type { Beats } from "./case.ts";

/** The design of a plan and the bench that drives it. */
export interface NetworkBench {
  readonly plan: NetworkPlan;
  readonly design: Design;
  readonly bench: Bench;
}

/** Elaborates the plan's hardware and describes its ports to the engines. */
export function networkBench(plan: NetworkPlan, options: ElaborateOptions = {}): NetworkBench {
  const design = elaborate(networkCircuit(plan), options);
  const ports = design.circuits.find((c) => c.name === design.top)!.ports;
  const field = (port: string) => fieldOf(design, port);
  const stream = (name: string): StreamInterface => ({
    name,
    valid: `${name}_tvalid`,
    ready: `${name}_tready`,
    fields: ports
      .filter((p) => p.name.startsWith(`${name}_t`) && !/_t(valid|ready)$/.test(p.name))
      .map((p) => field(p.name)),
  });
  const monitor = (name: string): MonitorInterface => ({
    name,
    valid: `probe_${name}_valid`,
    fields: ports
      .filter((p) => p.name.startsWith(`probe_${name}_`) && p.name !== `probe_${name}_valid`)
      .map((p) => field(p.name)),
  });
  const loaded = plan.hardware.parameters === "loaded";
  const probes = plan.hardware.probe
    ? [
        ...plan.cores.flatMap((c) => [
          ...(c.hasMemory ? [`${c.name}_drive`, `${c.name}_state`] : []),
          `${c.name}_membrane`,
        ]),
        "logit",
      ]
    : [];
  return {
    plan,
    design,
    bench: {
      top: design.top,
      sources: [...(loaded ? [stream("params")] : []), stream("events")],
      sinks: [
        stream("classes"),
        ...(plan.hardware.outputs.logits ? [stream("logits")] : []),
        ...(plan.hardware.outputs.spikes ? [stream("spikes")] : []),
      ].map((s) => ({ ...s, holds: true })),
      monitors: probes.map(monitor),
      flags: ports.filter((p) => p.name.startsWith("error_")).map((p) => field(p.name)),
    },
  };
}

/** The events of one sequence, as `EventSequence` of the network package has them. */
interface Sequence {
  readonly steps: number;
  readonly offsets: Uint32Array;
  readonly addresses: ArrayLike<number>;
  readonly values: ArrayLike<number> | null;
}

/** Bits of TUSER. */
export const emptyBeat = 2;
export const endOfSequence = 1;

/** Data, `last` and `user` of each beat. */
interface EventBeats extends Beats {
  readonly columns: readonly [Uint32Array, Uint32Array, Uint32Array];
}

/** The beats of the `events` stream for sequences one after the other: each step's events, or one beat that carries none. */
export function eventBeats(sequences: readonly Sequence[]): EventBeats {
  let beats = 0;
  for (const s of sequences)
    for (let k = 0; k < s.steps; k++) beats += Math.max(1, s.offsets[k + 1]! - s.offsets[k]!);
  const [data, last, user] = [new Uint32Array(beats), new Uint32Array(beats), new Uint32Array(beats)];
  let n = 0;
  for (const s of sequences)
    for (let k = 0; k < s.steps; k++) {
      const [from, to] = [s.offsets[k]!, s.offsets[k + 1]!];
      for (let e = from; e < to; e++)
        data[n++] = s.addresses[e]! + (s.values === null ? 0 : s.values[e]! * 2 ** addressBits);
      if (from === to) user[n++] = emptyBeat;
      last[n - 1] = 1;
      if (k === s.steps - 1) user[n - 1]! |= endOfSequence;
    }
  return { beats, columns: [data, last, user] };
}

/** The beats of the `params` stream that load the plan's network. */
export function paramsBeats(plan: NetworkPlan): Beats {
  const { value, last } = parameterBeats(parametersOf(plan));
  return { beats: value.length, columns: [value, last] };
}
