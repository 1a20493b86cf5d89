// What happens around the arithmetic: reset at any moment, wrong configuration, wrong events, too long sequences,
// back-pressure. Whatever it is, the bits stay right and the error flags tell.
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createGolden } from "../../golden/index.ts";
import { plan } from "../../src/core/index.ts";
import type { EventSequence } from "../../src/network/integer.ts";
import type { Beats } from "../../src/simulate/index.ts";
import { eventBeats, paramsBeats } from "../../src/simulate/network.ts";
import { randomSequence } from "../../src/stimuli/events.ts";
import { reweight } from "../../src/stimuli/weights.ts";
import { compare, random, randomShape } from "../../src/verify/index.ts";
import { beatsAfter, open, sequence } from "./bench.ts";
import { tiny } from "./tiny.ts";

const seed = 606;

describe.each(["event-stationary", "neuron-stationary"] as const)("%s", (dataflow) => {
  const shape = (mapping: "pipelined" | "shared", parameters: "baked" | "loaded") =>
    randomShape(random(seed), {
      name: "protocol",
      channels: 6,
      valueBits: 2,
      maxPerStep: 20,
      layers: [
        { neurons: 7, dim: 3, dilation: 2 },
        { neurons: 5, dim: 2, dilation: 1 },
      ],
      classes: 3,
      lastSteps: null,
      hardware: {
        lanes: { spike: 4, memory: 4, update: 2, readout: 1 },
        dataflow,
        mapping,
        parameters,
        outputs: { classes: "sequence", logits: false, spikes: false },
      },
    });

  const sequencesOf = (given: ReturnType<typeof shape>, count: number, from = 0): EventSequence[] =>
    Array.from({ length: count }, (_, i) =>
      randomSequence(random(seed).split(from + i), given.network.inputs, 5),
    );

  describe.each(["pipelined", "shared"] as const)("reset at any moment (%s)", (mapping) => {
    const given = shape(mapping, "baked");
    let hw: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      hw = await open(given);
    });
    afterAll(() => hw.close());

    it(`gives a clean start after 60 random interruptions (seed ${seed})`, async () => {
      const draw = random(seed);
      const after = sequencesOf(given, 2, 50);
      for (let n = 0; n < 60; n += 1) {
        const cut = { events: eventBeats(sequencesOf(given, 3, 3 * n)), cycles: draw.int(1, 700) };
        await hw.run({ sources: { events: cut.events }, maxCycles: cut.cycles });
        const result = await hw.run(hw.caseOf(eventBeats(after), 2));
        expect(hw.difference(result, after), `reset after ${cut.cycles} cycles`).toBeNull();
      }
    });
  });

  describe("configuration", () => {
    const given = shape("pipelined", "loaded");
    const sequences = sequencesOf(given, 2);
    let hw: Awaited<ReturnType<typeof open>>;
    beforeAll(async () => {
      hw = await open(given);
    });
    afterAll(() => hw.close());

    /** The packets of the configuration stream: each begins after a `last`. */
    function packets({ columns, beats }: Beats): number[][] {
      const [values, last] = [columns[0] as ArrayLike<number>, columns[1] as ArrayLike<number>];
      const all: number[][] = [[]];
      for (let i = 0; i < beats; i += 1) {
        all.at(-1)!.push(values[i]!);
        if (last[i] === 1 && i < beats - 1) all.push([]);
      }
      return all;
    }
    const beatsOf = (packet: readonly number[]): Beats => ({
      beats: packet.length,
      columns: [packet, packet.map((_, i) => (i === packet.length - 1 ? 1 : 0))],
    });
    const withPacket = (packet: readonly number[]) =>
      hw.run(
        hw.caseOf(eventBeats(sequences), 2, { sources: { params: beatsAfter(hw.params!, beatsOf(packet)) } }),
      );
    const wrong: [string, (first: number[], count: number) => number[]][] = [
      ["for a memory that is not there", (first, count) => [count, ...first.slice(1)]],
      ["for a negative memory", (first) => [-1, ...first.slice(1)]],
      ["for a memory far beyond", (first) => [256, ...first.slice(1)]],
      ["of a header alone", () => [0]],
      ["with too few values", (first) => first.slice(0, -1)],
      ["with too many values", (first) => [...first, 1, 2, 3]],
      ["with a value that does not fit its lane", (first) => first.map((v, i) => (i === 2 ? 2 ** 20 : v))],
    ];

    it("without a mistake raises nothing", async () => {
      const result = await withPacket(packets(hw.params!)[0]!);
      expect(hw.difference(result, sequences)).toBeNull();
      expect(result.flags.error_params).toBe(0);
    });

    it.each(wrong)("in a packet %s raises the flag and does no harm", async (_, change) => {
      const all = packets(hw.params!);
      const result = await withPacket(change(all[0]!, all.length));
      expect(result.flags.error_params).toBe(1);
      expect(hw.difference({ ...result, flags: { ...result.flags, error_params: 0 } }, sequences)).toBeNull();
    });

    it("that a reset cuts off anywhere can be loaded again", async () => {
      const draw = random(seed).split(3);
      for (let n = 0; n < 20; n += 1) {
        await hw.run({ sources: { params: hw.params! }, maxCycles: draw.int(1, hw.params!.beats + 5) });
        const result = await hw.run(hw.caseOf(eventBeats(sequences), 2));
        expect(hw.difference(result, sequences)).toBeNull();
      }
    });

    it("waits while sequences are on their way, and holds for the next ones", async () => {
      const other = reweight(given.network, random(seed).split(4), "random");
      const events = eventBeats(sequences);
      await hw.run(hw.caseOf(events, 2));
      const next = paramsBeats(plan(other, given.hardware));
      const during = await hw.run({
        ...hw.caseOf(events, 2, { sources: { params: next }, idleCycles: next.beats + 3000 }),
        order: ["events", "params"],
      });
      expect(hw.difference(during, sequences)).toBeNull();
      expect(during.sources.params).toHaveLength(next.beats);
      const after = await hw.run({ ...hw.caseOf(events, 2), sources: { events } });
      const golden = createGolden(other);
      const records = sequences.map((s) => golden.record(s));
      expect(compare(hw.plan, hw.bench, after, records)).toBeNull();
    });
  });

  describe("events", () => {
    it("beyond the sum that a step may have are left out and flagged; the next step is whole again", async () => {
      const given = shape("pipelined", "baked");
      const full = Array.from({ length: 6 }, () => [1, 3] as const);
      const kept = [[...full, [2, 1], [2, 1]], [[0, 3]]] as const;
      const hw = await open(given);
      // 6 * 3 + 1 + 1 = 20 is what a step may have: what comes after is too much, except what has no value.
      const asked = sequence([[...kept[0], [4, 1], [5, 3]], kept[1]], true);
      const result = await hw.run(hw.caseOf(eventBeats([asked]), 1));
      await hw.close();
      expect(result.flags.error_event).toBe(1);
      const flags = { ...result.flags, error_event: 0 };
      expect(hw.difference({ ...result, flags }, [sequence(kept, true)])).toBeNull();
    });

    it("with a value wider than declared are left out and flagged, even as the last of a step", async () => {
      const given = shape("shared", "baked");
      const hw = await open(given);
      const asked = sequence(
        [
          [
            [1, 3],
            [2, 4],
          ],
          [[3, 65535]],
          [[0, 1]],
        ],
        true,
      );
      const result = await hw.run(hw.caseOf(eventBeats([asked]), 1));
      await hw.close();
      expect(result.flags.error_event).toBe(1);
      const flags = { ...result.flags, error_event: 0 };
      expect(hw.difference({ ...result, flags }, [sequence([[[1, 3]], [], [[0, 1]]], true)])).toBeNull();
    });

    it("of a sequence longer than the logits have room for count nothing, and are flagged; the next one is whole", async () => {
      const network = tiny({
        maxSteps: 4,
        fast: () => 120,
        threshold: 100,
        readout: (o) => (o === 1 ? 3 : 2),
        readoutBias: (o) => 1 - o,
      });
      const hw = await open({ network, hardware: shape("pipelined", "baked").hardware });
      const [long, short] = [sequence([[0], [], [1], [], [2], [3]]), sequence([[0], [1]])];
      const result = await hw.run(hw.caseOf(eventBeats([long, short]), 2));
      await hw.close();
      expect(result.flags.error_length).toBe(1);
      const perStep = network.readout.classes;
      const logits = [...result.monitors.logit!.columns[1]!].map(Number);
      const expected = [sequence([[0], [], [1], []]), short].map((s) => [
        ...hw.golden.record(s).logitsPerStep,
      ]);
      expect(logits.slice(0, 4 * perStep)).toEqual(expected[0]);
      expect(logits.slice(4 * perStep, 6 * perStep)).toEqual([
        ...expected[0]!.slice(-perStep),
        ...expected[0]!.slice(-perStep),
      ]);
      expect(logits.slice(6 * perStep)).toEqual(expected[1]);
    });
  });

  describe("back-pressure", () => {
    it.each(["pipelined", "shared"] as const)(
      "on the classes of forty sequences loses nothing (%s)",
      async (mapping) => {
        const given = shape(mapping, "baked");
        const hw = await open(given);
        const sequences = sequencesOf(given, 40);
        const stalls = { seed, source: 0, sink: 0.998 };
        const result = await hw.run(hw.caseOf(eventBeats(sequences), 40, { stalls }));
        await hw.close();
        expect(hw.difference(result, sequences)).toBeNull();
        // It did press back: the events had to wait.
        const events = [...result.sources.events!];
        expect(events.at(-1)! - events[0]!).toBeGreaterThan(20 * events.length);
      },
    );
  });
});
