// The sequencer: takes jobs, streams the slow state's indices past the groups, marks what is at work.
import { all, bit, circuit, stream } from "../../hdl/index.ts";
import { heldStill } from "../held-still.ts";
import { slowTerm, stateTerm } from "../memory/terms.ts";
import type { CorePlan } from "../plan/plan.ts";
import { given, present } from "../presence.ts";
import { groupAtWork } from "./groups.ts";
import { hasCredit, jobAtWork, jobFlags, jobPayload } from "./job.ts";
import { terms } from "./terms.ts";

export function sequencer(core: CorePlan) {
  return circuit(`${core.name}_sequencer`, {
    note:
      "Sequencer: takes a job, then streams the slow state's indices past one group of neurons after the other. A group\n" +
      "without a term to stream takes only the cycles of its neuron words.",
    inputs: {
      job: stream(jobPayload(core)),
      /** The fast currents that are awaited are complete in this cycle. */
      meets: present(!heldStill(core.hardware).banks, bit, 1),
      sent: bit,
    },
    outputs: {
      flags: jobFlags(core),
      /** Without overlap: no job is at work, its bank may be collected in again. */
      idle: present(!core.hardware.overlap, bit, 1),
      started: bit,
      /** The last cycle of a group of neurons whose fast currents must be complete with it. */
      awaits: present(!heldStill(core.hardware).banks, bit),
      half: bit,
      state_term: stateTerm(core),
      slow_term: slowTerm(core),
      /** Last cycle of a group of neurons; of the first group of a job. */
      group_end: bit,
      group_opens: bit,
    },
    body(c, { job, meets, sent }, out) {
      const work = jobAtWork(c, core, job);
      const credit = hasCredit(c, job.fire, sent);
      const group = groupAtWork(c, core, work, job.fire, meets);
      const term = terms(c, core, work, group, job.fire);
      job.ready.is(all(group.idle, credit));

      c.drive(out.flags, work.flags);
      c.drive(out.state_term, term.state);
      c.drive(out.slow_term, term.slow);
      out.half.is(work.half);
      out.idle.is(given(!core.hardware.overlap, group.idle, 1));
      out.started.is(job.fire);
      out.awaits.is(group.awaits);
      const ends = all(group.running, group.ofNeurons, group.last);
      const { neurons_end } = c.signals({ neurons_end: ends });
      out.group_end.is(neurons_end);
      out.group_opens.is(all(neurons_end, group.group.eq(0)));
    },
  });
}
