// The sequencer against the schedule: when jobs are taken, what their flags say, which terms and groups go by.
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type CorePlan, type LayerPlan, schedule } from "../../src/core/index.ts";
import { sequencer } from "../../src/core/sequencer/sequencer.ts";
import { stepsInFlight } from "../../src/core/timing/facts.ts";
import { type Beat, pauses, runs, Streams, started } from "./drive.ts";
import { cores } from "./plans.ts";

interface Job {
  readonly layer: LayerPlan;
  readonly first: boolean;
  readonly refresh: boolean;
  readonly half: number;
  readonly beat: Beat;
}

const hasBanks = ({ hardware }: CorePlan): boolean =>
  hardware.overlap && hardware.dataflow === "event-stationary";

/** A sequencer to which fast currents are complete whenever it needs them. */
const startedSequencer = (core: CorePlan) => {
  const streams = new Streams(started(sequencer(core)));
  if (core.hardware.dataflow === "neuron-stationary") streams.sim.poke("meets", 1);
  return streams;
};

/** Jobs of `steps` steps; `ends` says after which of them a sequence ends. */
function jobsOf(core: CorePlan, ends: readonly boolean[], value: () => number): Job[] {
  let sinceStart = 0;
  return ends.flatMap((end, k) => {
    const jobs = core.layers.map((layer): Job => {
      const touched = value() % 2 === 0;
      return {
        layer,
        first: sinceStart === 0,
        refresh: sinceStart % (layer.layer.memory?.dilation ?? 1) === 0,
        half: (k + 1) % 2,
        beat: {
          touched,
          end,
          ...(hasBanks(core) ? { bank: value() % 2 } : {}),
        },
      };
    });
    sinceStart = end ? 0 : sinceStart + 1;
    return jobs;
  });
}

/** The terms that a job issues, in order. */
function termsOf(core: CorePlan, { layer, refresh }: Job) {
  const { dim, base } = layer;
  if (dim === 0) return [];
  const slow = refresh ? layer.memoryGroups : 0;
  const groupOf = (group: number, hasSlow: boolean, hasUpdate: boolean) =>
    Array.from({ length: dim + 1 }, (_, j) => ({
      j,
      last: Number(j === dim),
      slow: hasSlow ? base.slow + group * (dim + 1) + j : null,
      update: hasUpdate ? base.update + group * (dim + 1) + j : null,
      row: hasUpdate ? group * core.lanes.update : null,
    }));
  const groups = (count: number, of: (group: number) => object[]) =>
    Array.from({ length: count }, (_, g) => of(g)).flat();
  if (core.hardware.dependencyBreaking)
    return groups(Math.max(slow, layer.updateGroups), (g) => groupOf(g, g < slow, g < layer.updateGroups));
  return [
    ...groups(layer.updateGroups, (g) => groupOf(g, false, true)),
    ...groups(slow, (g) => groupOf(g, true, false)),
  ];
}

const ends = fc.array(fc.boolean(), { minLength: 3, maxLength: 12 });

describe("sequencer", () => {
  it("takes the next job after the schedule's period, and issues every group and term of a job", () => {
    fc.assert(
      fc.property(cores(), ends, pauses, fc.boolean(), ({ core, random }, sequence, rests, paused) => {
        const jobs = jobsOf(core, sequence, () => random.int(0, 4095));
        const streams = startedSequencer(core);
        const { sim } = streams;
        streams.also({ before: () => sim.poke("sent", 0) });
        const source = streams.source(
          "job",
          jobs.map((j) => j.beat),
          paused ? rests : [false],
        );
        // Spikes leave at once: every step's are sent in the cycle after its last layer was started.
        let owed = 0;
        streams.also({
          before: () => sim.poke("sent", Number(owed > 0)),
          after: () => {
            if (owed > 0) owed--;
            if (sim.peek("started") === 1) owed++;
          },
        });
        const seen: { job: number; groupEnds: number; opens: number; terms: object[]; flags: object }[] = [];
        streams.also({
          after: () => {
            // A job is at work from the cycle after its start.
            const work = seen.at(-1);
            if (work !== undefined) {
              work.groupEnds += Number(sim.peek("group_end"));
              work.opens += Number(sim.peek("group_opens"));
              work.flags = {
                layer: Number(sim.peek("flags_layer")),
                first: Number(sim.peek("flags_first")),
                end: Number(sim.peek("flags_end")),
                touched: Number(sim.peek("flags_touched")),
                refresh: Number(sim.peek("flags_refresh")),
                ...(hasBanks(core) ? { bank: Number(sim.peek("flags_bank")) } : {}),
                half: Number(sim.peek("half")),
              };
              if (sim.peek("state_term_valid") === 1) {
                const [slow, update] = [
                  sim.peek("slow_term_valid") === 1,
                  sim.peek("state_term_update") === 1,
                ];
                const last = Number(sim.peek("state_term_last"));
                expect(sim.peek("slow_term_last")).toBe(last);
                work.terms.push({
                  j: Number(sim.peek("state_term_j")),
                  last,
                  slow: slow ? Number(sim.peek("slow_term_address")) : null,
                  update: update ? Number(sim.peek("state_term_address")) : null,
                  row: update ? Number(sim.peek("state_term_row")) : null,
                });
              } else expect([sim.peek("slow_term_valid"), sim.peek("state_term_update")]).toEqual([0, 0]);
            }
            if (sim.peek("started") === 1)
              seen.push({ job: seen.length, groupEnds: 0, opens: 0, terms: [], flags: {} });
          },
        });
        streams.run(() => source.taken() === jobs.length);
        // The last job is still at work: leave it out.
        const done = seen.slice(0, jobs.length - 1);
        expect(done).toEqual(
          jobs.slice(0, -1).map((job, i) => ({
            job: i,
            groupEnds: job.layer.memoryGroups,
            opens: 1,
            terms: termsOf(core, job),
            flags: {
              layer: core.layers.indexOf(job.layer),
              first: Number(job.first),
              refresh: Number(job.refresh),
              half: job.half,
              end: Number(job.beat.end),
              touched: Number(job.beat.touched),
              ...(hasBanks(core) ? { bank: job.beat.bank } : {}),
            },
          })),
        );
        if (paused) return;
        const periods = source.cycles.slice(1).map((c, i) => c - source.cycles[i]!);
        expect(periods).toEqual(
          jobs.slice(0, -1).map((job) => schedule(core, job.layer, job.refresh).period),
        );
      }),
      runs(120),
    );
  });

  it("waits while the spikes of three steps are to be sent", () => {
    fc.assert(
      fc.property(cores(), fc.integer({ min: 1, max: 5 }), ({ core }, sends) => {
        const jobs = jobsOf(core, new Array(12).fill(false), () => 0).slice(0, 12);
        const streams = startedSequencer(core);
        const { sim } = streams;
        const source = streams.source(
          "job",
          jobs.map((j) => j.beat),
        );
        const longest = Math.max(...core.layers.map((l) => schedule(core, l, true).period));
        streams.idle(longest * 8);
        expect(source.taken()).toBe(stepsInFlight);
        for (let n = 1; n <= sends; n++) {
          sim.poke("sent", 1);
          sim.step();
          sim.poke("sent", 0);
          streams.idle(longest * 2);
          expect(source.taken()).toBe(stepsInFlight + n);
        }
      }),
      runs(30),
    );
  });
});
