// The loader: what every packet of the configuration stream writes, and when it raises its flag.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loader } from "../../src/core/parameters/loader.ts";
import type { ParameterMemory } from "../../src/core/parameters/parameters.ts";
import { sint } from "../../src/hdl/index.ts";
import { type Beat, pauses, runs, Streams, started } from "./drive.ts";

const memories = fc.array(
  fc
    .record({
      depth: fc.integer({ min: 1, max: 6 }),
      lanes: fc.integer({ min: 1, max: 4 }),
      bits: fc.constantFrom(2, 8, 12, 32),
    })
    .map(
      ({ depth, lanes, bits }): ParameterMemory => ({
        id: 0,
        name: "memory",
        what: "",
        depth,
        lanes,
        type: sint(bits),
        style: "block",
        loaded: true,
        words: [],
      }),
    ),
  { minLength: 1, maxLength: 5 },
);

/** A packet: mostly whole and in range, else too short, too long, for no memory, or with a value that does not fit. */
interface Packet {
  readonly header: number;
  readonly values: readonly number[];
}

const packetFor = (all: readonly ParameterMemory[]): fc.Arbitrary<Packet> =>
  fc.nat(all.length - 1).chain((number) => {
    const { depth, lanes, type } = all[number]!;
    const fitting = fc.integer({ min: Number(type.lo), max: Number(type.hi) });
    const anything = fc.oneof(
      { weight: 30, arbitrary: fitting },
      fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
      fc.constantFrom(Number(type.lo) - 1, Number(type.hi) + 1).map((v) => v | 0),
    );
    const size = depth * lanes;
    const length = fc.oneof({ weight: 5, arbitrary: fc.constant(size) }, fc.nat(size + 3));
    return fc.record({
      header: fc.oneof(
        { weight: 12, arbitrary: fc.constant(number) },
        fc.constantFrom(-1, all.length, 256 + number, -(2 ** 31)),
      ),
      values: length.chain((n) => fc.array(anything, { minLength: n, maxLength: n })),
    });
  });

const beatsOf = ({ header, values }: Packet): Beat[] =>
  [header, ...values].map((value, i) => ({ value, last: i === values.length }));

/** The writes a packet makes, and whether it is wrong. */
function expected(all: readonly ParameterMemory[], { header, values }: Packet) {
  const memory = header >= 0 ? all[header] : undefined;
  if (memory === undefined) return { writes: [], wrong: true };
  const { depth, lanes, type } = memory;
  const size = depth * lanes;
  const fits = (v: number) => v >= Number(type.lo) && v <= Number(type.hi);
  const within = values.slice(0, size);
  return {
    wrong: values.length !== size || !within.every(fits),
    writes: within.flatMap((value, i) =>
      fits(value) ? [{ memory: header, address: Math.floor(i / lanes), lane: i % lanes, value }] : [],
    ),
  };
}

const fields = ["memory", "address", "lane", "value"];

describe("loader", () => {
  it("writes every value that fits where it belongs, and nothing else", () => {
    const seen = { wrong: 0, right: 0 };
    fc.assert(
      fc.property(
        memories.chain((m) =>
          fc.tuple(fc.constant(m), fc.array(packetFor(m), { minLength: 1, maxLength: 6 })),
        ),
        pauses,
        ([all, packets], rests) => {
          const streams = new Streams(started(loader("loader", all)));
          const { sim } = streams;
          const beats = packets.flatMap(beatsOf);
          const source = streams.source("params", beats, rests);
          const writes = streams.monitor("load_valid", "load", fields);
          streams.run(() => source.taken() === beats.length);
          expect(sim.peek("loading")).toBe(1);
          streams.idle(3);
          expect(sim.peek("loading")).toBe(0);
          const wanted = packets.map((p) => expected(all, p));
          expect(writes.map(({ cycle: _, ...write }) => write)).toEqual(wanted.flatMap((w) => w.writes));
          const wrong = wanted.some((w) => w.wrong);
          expect(sim.peek("error")).toBe(Number(wrong));
          seen.wrong += Number(wrong);
          seen.right += Number(!wrong);
          sim.reset();
          expect(sim.peek("error")).toBe(0);
        },
      ),
      runs(150),
    );
    expect(Math.min(seen.wrong, seen.right)).toBeGreaterThan(10);
  });

  it("takes no packet while the network is at work, and finishes the one that has begun", () => {
    const memory: ParameterMemory = {
      id: 0,
      name: "memory",
      what: "",
      depth: 2,
      lanes: 1,
      type: sint(8),
      style: "block",
      loaded: true,
      words: [],
    };
    const streams = new Streams(started(loader("loader", [memory])));
    const { sim } = streams;
    const source = streams.source("params", [
      ...beatsOf({ header: 0, values: [1, 2] }),
      ...beatsOf({ header: 0, values: [3, 4] }),
    ]);
    sim.poke("active", 1);
    streams.idle(4);
    expect(source.taken()).toBe(0);
    sim.poke("active", 0);
    streams.idle(1);
    sim.poke("active", 1);
    streams.idle(6);
    expect(source.taken()).toBe(3);
    expect(sim.peek("loading")).toBe(1);
  });
});
