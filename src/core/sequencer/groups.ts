// The groups of a job: passes over groups of neurons and of slow states, cycle by cycle, as the schedule has them.

import { all, any, type Body, mux, type Signal, select } from "../../hdl/index.ts";
import { byLayer, layerNumbers } from "../arithmetic.ts";
import type { CorePlan } from "../plan/plan.ts";
import { given } from "../presence.ts";
import { type Pass, type Schedule, schedule } from "../timing/schedule.ts";
import type { JobAtWork } from "./job.ts";

export interface GroupAtWork {
  /** The next job may start. */
  readonly idle: Signal;
  /** A group is at work in this cycle; one that waits for its fast currents is not. */
  readonly running: Signal;
  /** Its number, the cycle within it, and its last cycle. */
  readonly group: Signal;
  readonly cycle: Signal;
  readonly last: Signal;
  /** It streams the slow state. */
  readonly works: Signal;
  /** The pass is that of new slow states; that of the neurons. */
  readonly updates: Signal;
  readonly neurons: Signal;
  /** The group is one of neurons. */
  readonly ofNeurons: Signal;
  /** In its last cycle the group's fast currents must be complete too. */
  readonly awaits: Signal;
}

/** The schedules of a core's layers, at steps without and with refresh. */
export const schedulesOf = (core: CorePlan) =>
  core.layers.map((layer) => [schedule(core, layer, false), schedule(core, layer, true)] as const);

/**
 * Runs the passes of every job, from the cycle after its start. Where neurons are held still the first group of memory
 * lanes of those held waits in its last cycle until `meets`.
 */
export function groupAtWork(
  c: Body,
  core: CorePlan,
  job: JobAtWork,
  started: Signal,
  meets: Signal,
): GroupAtWork {
  const schedules = schedulesOf(core);
  const passesOf = schedules.map(([off]) => off.passes.length);
  const every = schedules.flat().flatMap((s) => s.passes);
  const passCount = Math.max(...passesOf);
  const most = (pick: (pass: Pass) => number) => Math.max(...every.map(pick));

  const phase = c.states("phase", ["idle", "run"]);
  c.note("The pass, the group and the cycle at work; cycles of rest after a pass.");
  const { pass, group, part, cycle, rest } = c.counters({
    pass: passCount,
    group: most((p) => p.groups),
    part: core.groupsPerMeeting,
    cycle: Math.max(...schedules.flat().map((s) => s.groupCycles)),
    rest: most((p) => p.rest) + 1,
  });
  /** A number of the schedule for the pass, the layer and the step at work. A job of one pass has the last one only. */
  const scheduled = (name: string, pick: (pass: Pass, s: Schedule) => number): Signal => {
    const ofPass = (s: Schedule, n: number) => s.passes[Math.max(0, n - passCount + s.passes.length)]!;
    const ofStep = (refresh: 0 | 1, n: number) =>
      byLayer(
        job.flags.layer,
        schedules.map((s) => pick(ofPass(s[refresh], n), s[refresh])),
      );
    const choices = Array.from({ length: passCount }, (_, n) =>
      mux(job.flags.refresh, ofStep(1, n), ofStep(0, n)),
    );
    return c.signal(name, select(pass, choices));
  };
  const works = group.lt(scheduled("work_groups", (p) => p.workGroups));
  const cycleLast = mux(
    works,
    scheduled("cycle_last", (_, s) => s.groupCycles - 1),
    core.wordsPerGroup - 1,
  );
  const resting = rest.ne(0);
  const { group_last } = c.signals({ group_last: cycle.eq(cycleLast) });
  const neurons = pass.eq(passCount - 1);
  const memoryGroups = layerNumbers(core, job.flags.layer)((l) => l.memoryGroups);
  const { of_neurons } = c.signals({ of_neurons: all(neurons, group.lt(memoryGroups)) });
  const runs = all(phase.is("run"), resting.not());
  const meeting = given(
    core.hardware.dataflow === "neuron-stationary",
    all(of_neurons, group_last, part.eq(0)),
  );
  const { stands } = c.signals({ stands: all(runs, meeting) });
  const { running } = c.signals({ running: all(runs, any(stands.not(), meets)) });
  const { pass_last } = c.signals({
    pass_last: all(group_last, group.eq(scheduled("groups_last", (p) => p.groups - 1))),
  });
  const restAfter = scheduled("rest_after", (p) => p.rest);
  const firstPass = byLayer(
    job.coming,
    passesOf.map((n) => passCount - n),
  );

  c.when(started, () => {
    phase.go("run");
    pass.next(firstPass);
  })
    .elsewhen(all(running, pass_last), () => {
      rest.next(restAfter);
      group.clear();
      part.clear();
      cycle.clear();
      c.when(neurons, () => phase.go("idle")).otherwise(() => pass.increment());
    })
    .elsewhen(all(running, group_last), () => {
      group.increment();
      part.advance();
      cycle.clear();
    })
    .elsewhen(running, () => cycle.increment())
    .elsewhen(resting, () => rest.decrement());
  return {
    idle: all(phase.is("idle"), resting.not()),
    running,
    group,
    cycle,
    last: group_last,
    works: all(running, works),
    updates: pass.eq(0),
    neurons,
    ofNeurons: of_neurons,
    awaits: stands,
  };
}
