// Random cases of any circuit: beats of every source, values of every plain input, within their types.
import type { Random } from "../../base/random.ts";
import type { Design } from "../../hdl/index.ts";
import { rangeOf } from "../../hdl/range.ts";
import type { Bench, Field } from "../../simulate/index.ts";
import { drawStalls, drawStateSeed } from "../pauses.ts";
import type { Beat, CircuitCase, Stimulus, Value } from "./case.ts";
import { fieldName } from "./streams.ts";

/** Most beats of a source, and cycles for which plain inputs are given. */
const [BEATS, CYCLES] = [40, 60];

/** Draws a value of a port. */
type Draw = (random: Random) => Value;

/** Smallest and largest value of a port: of its type where the design is known, else of its bits. */
function rangeOfPort({ port, width, signed }: Field, design: Design | null): { lo: bigint; hi: bigint } {
  const found = design?.circuits.find((c) => c.name === design.top)?.ports.find((p) => p.name === port);
  if (found !== undefined) return rangeOf(found.type);
  const half = 1n << BigInt(width - 1);
  return signed ? { lo: -half, hi: half - 1n } : { lo: 0n, hi: 2n * half - 1n };
}

/** Mostly any value of the port alike; often an end of its range, or 0. */
function drawOf(field: Field, design: Design | null): Draw {
  const { lo, hi } = rangeOfPort(field, design);
  const ends = [lo, hi, ...(lo < 0n && hi > 0n ? [0n] : [])];
  const value = (v: bigint): Value => (field.width > 32 ? v : Number(v));
  const uniform = (random: Random): bigint => {
    const size = hi - lo + 1n;
    let bits = 0n;
    for (let left = size; left > 0n; left >>= 32n) bits = (bits << 32n) | BigInt(random.word());
    return lo + (bits % size);
  };
  return (random) => value(random.chance(0.25) ? random.pick(ends) : uniform(random));
}

/** Constant, changing in every cycle, or in runs: what a plain input does. */
function drawLevels(draw: Draw, random: Random, cycles: number): Value[] {
  const change = random.pick([0, 1, 0.2]);
  const values = [draw(random)];
  while (values.length < cycles) values.push(random.chance(change) ? draw(random) : values.at(-1)!);
  return values;
}

/** What draws any stimulus that the types of the ports allow. */
export function anyStimulus(bench: Bench, design: Design | null): (random: Random) => Stimulus {
  const sources = bench.sources.map((stream) => ({
    name: stream.name,
    fields: stream.fields.map((f) => [fieldName(stream, f), drawOf(f, design)] as const),
  }));
  const inputs = (bench.inputs ?? []).map((f) => [f.port, drawOf(f, design)] as const);
  return (random) => {
    const cycles = random.int(1, CYCLES);
    const beatsOf = (fields: readonly (readonly [string, Draw])[]): Beat[] =>
      Array.from({ length: random.int(0, random.pick([3, BEATS])) }, () =>
        Object.fromEntries(fields.map(([name, draw]) => [name, draw(random)])),
      );
    return {
      streams: Object.fromEntries(sources.map(({ name, fields }) => [name, beatsOf(fields)])),
      inputs: Object.fromEntries(inputs.map(([port, draw]) => [port, drawLevels(draw, random, cycles)])),
    };
  };
}

/** Cycles after which a reset cuts a case off. */
const LATEST_CUT = 200;

/** A random case: its stimulus, pauses, noise at power-up, now and then a reset in the middle. */
export function randomCircuitCase(random: Random, stimulus: (random: Random) => Stimulus): CircuitCase {
  const disturb = random.split(1);
  return {
    seed: random.seed,
    stimulus: stimulus(random.split(0)),
    stalls: drawStalls(disturb),
    stateSeed: drawStateSeed(disturb),
    cutAfter: disturb.chance(0.1) ? disturb.int(1, LATEST_CUT) : null,
  };
}
