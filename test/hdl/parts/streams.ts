// Drives the streams of a simulated circuit with random stalls and holds them to the rules of the handshake.

import { expect } from "vitest";
import { random } from "../../../src/base/random.ts";
import type { Circuit, Design } from "../../../src/hdl/index.ts";
import { elaborate } from "../../../src/hdl/index.ts";
import { type Accessor, type Simulator, simulate, type Value } from "../../../src/hdl/simulator/index.ts";

/** One stream port with the flat names of its payload. */
interface Ends {
  readonly valid: Accessor;
  readonly ready: Accessor;
  readonly fields: readonly { readonly name: string; readonly port: Accessor }[];
}

/** A transfer: values by the field's flat name. */
export type Transfer = Readonly<Record<string, Value>>;

function ends(simulator: Simulator, design: Design, stream: string): Ends {
  const { ports } = design.circuits.at(-1)!;
  const fields = ports
    .map((p) => p.name)
    .filter((n) => n.startsWith(`${stream}_`) && n !== `${stream}_valid` && n !== `${stream}_ready`);
  return {
    valid: simulator.port(`${stream}_valid`),
    ready: simulator.port(`${stream}_ready`),
    fields: fields.map((n) => ({ name: n.slice(stream.length + 1), port: simulator.port(n) })),
  };
}

export interface Traffic {
  /** Transfers to send into each input. */
  readonly send: Readonly<Record<string, readonly Transfer[]>>;
  readonly outputs: readonly string[];
  readonly seed: number;
  /** Probability that a source holds back, or a sink stalls, in a cycle. */
  readonly stalls: { readonly source: number; readonly sink: number };
  readonly cycles: number;
}

export interface Passed {
  /** What each output gave, with the cycle of the transfer. */
  readonly received: Record<string, { cycle: number; transfer: Transfer }[]>;
  /** Cycle of each accepted transfer of each input. */
  readonly accepted: Record<string, number[]>;
}

/** Runs the traffic; fails where an output drops valid or changes its payload before ready. */
export function drive(circuit: Circuit, traffic: Traffic): Passed {
  const design = elaborate(circuit);
  const simulator = simulate(design, { seed: traffic.seed, randomState: true, collisions: "random" });
  simulator.reset(2);
  const draw = random(traffic.seed).next;
  const sources = Object.entries(traffic.send).map(([name, transfers]) => ({
    name,
    transfers,
    ...ends(simulator, design, name),
    at: 0,
    offering: false,
  }));
  const sinks = traffic.outputs.map((name) => ({
    name,
    ...ends(simulator, design, name),
    held: null as Transfer | null,
  }));
  const received = Object.fromEntries(
    traffic.outputs.map((n) => [n, [] as { cycle: number; transfer: Transfer }[]]),
  );
  const accepted = Object.fromEntries(sources.map((s) => [s.name, [] as number[]]));

  for (let cycle = 0; cycle < traffic.cycles; cycle++) {
    for (const s of sources) {
      s.offering ||= s.at < s.transfers.length && draw() >= traffic.stalls.source;
      s.valid.set(s.offering ? 1 : 0);
      if (s.offering) for (const { name, port } of s.fields) port.set(s.transfers[s.at]![name]!);
    }
    for (const s of sinks) s.ready.set(draw() < traffic.stalls.sink ? 0 : 1);
    for (const s of sinks) {
      const valid = s.valid.get() === 1;
      const transfer = Object.fromEntries(s.fields.map(({ name, port }) => [name, port.get()]));
      if (s.held !== null) {
        expect(valid, `${s.name} holds valid until ready (cycle ${cycle})`).toBe(true);
        expect(transfer, `${s.name} keeps its payload until ready (cycle ${cycle})`).toEqual(s.held);
      }
      const taken = valid && s.ready.get() === 1;
      if (taken) received[s.name]!.push({ cycle, transfer });
      s.held = valid && !taken ? transfer : null;
    }
    for (const s of sources) {
      if (!s.offering || s.ready.get() !== 1) continue;
      accepted[s.name]!.push(cycle);
      s.at++;
      s.offering = false;
    }
    simulator.step();
  }
  return { received, accepted };
}

export const transfersOf = (passed: Passed, output: string): Transfer[] =>
  passed.received[output]!.map((r) => r.transfer);
