// The groups of a job: passes over groups of neurons and of slow states, cycle by cycle, as the schedule has them.

import { all, any, type Body, mux, type Signal, type States } from "../../hdl/index.ts";
import { layerNumbers } from "../arithmetic.ts";
import { heldStill } from "../held-still.ts";
import type { CorePlan } from "../plan/plan.ts";
import { given } from "../presence.ts";
import type { JobAtWork } from "./job.ts";
import { firstPass, mostOf, scheduledFor } from "./scheduled.ts";

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

function countersOf(c: Body, core: CorePlan) {
  const most = mostOf(core);
  c.note("The pass, the group and the cycle at work; cycles of rest after a pass.");
  return c.counters({
    pass: most.passes,
    group: most.groups,
    part: core.groupsPerMeeting,
    cycle: most.cycles,
    rest: most.rest + 1,
  });
}

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
  const phase = c.states("phase", ["idle", "run"]);
  const at = countersOf(c, core);
  const { pass, group, part, cycle, rest } = at;
  const scheduled = scheduledFor(c, core, job, pass);
  const works = group.lt(scheduled("work_groups", (p) => p.workGroups));
  const workLast = scheduled("cycle_last", (_, s) => s.groupCycles - 1);
  const resting = rest.ne(0);
  const { group_last } = c.signals({ group_last: cycle.eq(mux(works, workLast, core.wordsPerGroup - 1)) });
  const neurons = pass.last;
  const memoryGroups = layerNumbers(core, job.flags.layer)((l) => l.memoryGroups);
  const { of_neurons } = c.signals({ of_neurons: all(neurons, group.lt(memoryGroups)) });
  const meeting = given(!heldStill(core.hardware).banks, all(of_neurons, group_last, part.eq(0)));
  const runs = all(phase.is("run"), resting.not());
  const { stands } = c.signals({ stands: all(runs, meeting) });
  const { running } = c.signals({ running: all(runs, any(stands.not(), meets)) });
  const { pass_last } = c.signals({
    pass_last: all(group_last, group.eq(scheduled("groups_last", (p) => p.groups - 1))),
  });
  const next = { rest: scheduled("rest_after", (p) => p.rest), pass: firstPass(core, job.coming) };
  follow(c, phase, at, { started, running, pass_last, group_last, resting }, next);
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

/** The next pass, group and cycle. */
function follow(
  c: Body,
  phase: States<"idle" | "run">,
  { pass, group, part, cycle, rest }: ReturnType<typeof countersOf>,
  at: Record<"started" | "running" | "pass_last" | "group_last" | "resting", Signal>,
  next: { readonly rest: Signal; readonly pass: Signal },
): void {
  c.when(at.started, () => {
    phase.go("run");
    pass.next(next.pass);
  })
    .elsewhen(all(at.running, at.pass_last), () => {
      rest.next(next.rest);
      group.clear();
      part.clear();
      cycle.clear();
      c.when(pass.last, () => phase.go("idle")).otherwise(() => pass.increment());
    })
    .elsewhen(all(at.running, at.group_last), () => {
      group.increment();
      part.advance();
      cycle.clear();
    })
    .elsewhen(at.running, () => cycle.increment())
    .elsewhen(at.resting, () => rest.decrement());
}
