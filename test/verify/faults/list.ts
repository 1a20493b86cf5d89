// The planted faults: what is wrong, where, and how it is planted.
import type { Design } from "../../../src/hdl/index.ts";
import { plant, type Rewrite, withoutReset } from "./plant.ts";
import * as r from "./rewrites.ts";
import type { SubjectName } from "./subject.ts";

export interface Fault {
  readonly name: string;
  readonly subject: SubjectName;
  apply(design: Design): Design;
}

const make =
  (subject: SubjectName) =>
  (name: string, circuit: string, target: string, rewrite: Rewrite): Fault => ({
    name,
    subject,
    apply: (design) => plant(design, circuit, target, rewrite),
  });

const inPipeline = make("pipelined");
const inShared = make("shared");
const inLists = make("lists");

const unreset = (name: string, circuit: string, register: string): Fault => ({
  name,
  subject: "pipelined",
  apply: (design) => withoutReset(design, circuit, register),
});

/** Event intake and spike integration. */
const integration: Fault[] = [
  inPipeline("the weight row of the next input", "core0_integrate", "weight_address", r.plus(2)),
  inPipeline(
    "the first word of every weight row twice",
    "core0_integrate",
    "if weight_address",
    r.stuckAt(0),
  ),
  inPipeline(
    "sums of the step before the last stay in the bank",
    "core0_integrate",
    "current_0",
    r.always("second"),
  ),
  inPipeline("weights taken as unsigned", "core0_integrate", "product_terms_3", r.unsigned("weights_word_3")),
  inPipeline("an event's value is ignored", "core0_integrate", "product_terms_2", r.without("mul", 1)),
  inPipeline("a value's top bit is lost", "core0_integrate", "term_value", (e) => ({
    op: "slice",
    high: 1,
    low: 0,
    type: { lo: "0", hi: "3" },
    args: [e],
  })),
  inPipeline(
    "two lanes of a weight word swapped",
    "core0_integrate",
    "product_terms_0",
    r.reading("weights_word_0", "weights_word_1"),
  ),
  inPipeline("the last event of a step is dropped", "core0_integrate", "reading", r.andNot("finishing")),
  inPipeline("the banks never change roles", "core0_integrate", "bank", r.replacedBy("bank")),
  inPipeline("neurons read the bank that collects", "core0_integrate", "shown_bank", r.inverted),
  inPipeline("a step without events uses old currents", "core0_integrate", "job_touched", r.stuckAt(1)),
  inPipeline("every step counts as one without events", "core0_integrate", "job_touched", r.stuckAt(0)),
  inPipeline("the end of a sequence comes a step late", "core0_integrate", "ended", r.replacedBy("ended")),
  inPipeline("an illegal value is not refused, a legal one is", "intake", "legal", r.numberChanged(8, 4)),
];

/** Lists of events and the sums of held neurons. */
const lists: Fault[] = [
  inLists("a list is not emptied between steps", "core0_event_list", "count", r.replacedBy("count")),
  inLists("the lists never change roles", "core0_event_list", "half", r.replacedBy("half")),
  inLists("no event gets into the list", "core1_event_list", "counts", r.stuckAt(0)),
  inLists("a step is over before its drive is", "core0_event_list", "closes", r.replacedBy("ends")),
  inLists(
    "every group reads the weights of the first",
    "core0_fast_current",
    "group_base",
    r.without("add", 1),
  ),
  inLists("a list is read one event too far", "core0_fast_current", "at_last", r.compared("ge", "gt")),
  inLists("sums do not wait for their slow terms", "core0_fast_current", "meeting", r.without("and", 1)),
  inLists("slow terms do not wait for their sums", "core0_sequencer", "running", r.without("and", 1)),
  inLists(
    "an event's value is ignored in the sums",
    "core0_fast_current",
    "product_terms_1",
    r.without("mul", 1),
  ),
  inLists("sums go on into the next group", "core0_fast_current", "if sum_0", r.stuckAt(0)),
  inLists("the row does not move up", "core0_fast_current", "done_0", r.reading("done_1", "done_0")),
  inLists("a step without events uses old sums", "core0_fast_current", "job_touched", r.stuckAt(1)),
  inLists("the drive of the step that is listed", "core0", "drive_at_job", r.replacedBy("drive_at_job")),
  inLists("every class ends a sequence", "readout", "classes_last", r.stuckAt(1)),
  inLists("the class of a step before its last logit", "readout", "closing", r.without("and", 1)),
  inLists("logits leave as zeros", "readout", "logit_pushed_value", r.stuckAt(0)),
  inLists("logits that wait are not counted", "readout", "room", r.stuckAt(1)),
  inLists("spikes end no step", "dmp_lists", "spikes_tlast", r.stuckAt(0)),
  inLists("a spike waits for nobody", "dmp_lists", "spike_fits", r.stuckAt(1)),
  inLists("a group of classes does not wait for the one before", "readout", "awaits", r.without("and", 1)),
  inLists("classes begin before their sums are there", "readout", "opens", r.replacedBy("opens_1")),
  inLists(
    "classes read the weights of the first group",
    "readout_fast_current",
    "group_base",
    r.without("add", 1),
  ),
];

/** Scalar drive. */
const drive: Fault[] = [
  inPipeline("the drive's bias left out", "core0_scalar_drive", "next_valid", r.without("or", 0)),
  inPipeline("the drive's rounding left out", "core0_scalar_drive", "x", r.floored),
  inPipeline("the drive's shift off by one", "core0_scalar_drive", "x", r.shiftedBy(1)),
  inPipeline("the drive wraps instead of saturating", "core0_scalar_drive", "x", r.wrapped),
  inPipeline("the drive ignores values", "core0_scalar_drive", "product_value", r.without("mul", 1)),
  inPipeline("the drive of the step before", "core0_scalar_drive", "x", r.replacedBy("x")),
];

/** Sequencer of the dense pass. */
const control: Fault[] = [
  inPipeline("state is not cleared between sequences", "core0_sequencer", "flags_first", r.stuckAt(0)),
  inPipeline("state is cleared at every step", "core0_sequencer", "flags_first", r.stuckAt(1)),
  inPipeline(
    "the halves of the slow state never change roles",
    "core0_sequencer",
    "parity",
    r.replacedBy("parity"),
  ),
  inPipeline(
    "the slow current's phase runs on into the next sequence",
    "core0_sequencer",
    "if phase_2",
    r.stuckAt(0),
  ),
  inPipeline("the slow current is never refreshed", "core0_sequencer", "refresh", r.stuckAt(0)),
  inPipeline("the slow current is refreshed at every step", "core0_sequencer", "refresh", r.stuckAt(1)),
  inPipeline(
    "the slow weights begin one word late",
    "core0_sequencer",
    "slow_address",
    r.numberChanged(0, 1),
  ),
  inPipeline(
    "the rows of the second update group are those of the first",
    "core0_sequencer",
    "row",
    r.without("add", 1),
  ),
];

/** Slow state. */
const state: Fault[] = [
  inPipeline("the slow state's rounding left out", "core0_slow_state", "change_value", r.without("add", 1)),
  inPipeline("the slow state's shift off by one", "core0_slow_state", "change_value", r.shiftedBy(-1)),
  inPipeline("the slow state wraps instead of saturating", "core0_slow_state", "write_value", r.wrapped),
  inPipeline(
    "the new slow state where the old one belongs",
    "core0_slow_state",
    "states.old.address",
    r.reading("half", "fresh"),
  ),
  inPipeline("the identity left out: m' = D m + B x", "core0_slow_state", "write_value", r.without("add", 0)),
  inPipeline("B x left out", "core0_slow_state", "value", r.always("second")),
  inPipeline("the slow state is not cleared", "core0_slow_state", "remembered", r.always("first")),
  inPipeline("the slow state's sum is never cleared", "core0_slow_state", "if sum_0", r.stuckAt(0)),
  inPipeline("the old value of the wrong row", "core0_slow_state", "if row_old_1", r.numberChanged(1, 0)),
  inPipeline(
    "two update lanes swapped",
    "core0_slow_state",
    "product_terms_0",
    r.reading("transitions_word_0", "transitions_word_1"),
  ),
  inPipeline("D taken as unsigned", "core0_slow_state", "product_terms_1", r.unsigned("transitions_word_1")),
  inPipeline(
    "a new slow state written beside its place",
    "core0_slow_state",
    "states.new.address",
    r.plus(1),
  ),
];

/** Memory integration. */
const dense: Fault[] = [
  inPipeline("the slow current's rounding left out", "core0_neurons", "sum_slow_0", r.floored),
  inPipeline("the slow current's shift off by one", "core0_neurons", "sum_slow_1", r.shiftedBy(1)),
  inPipeline(
    "slow states taken as unsigned",
    "core0_slow_current",
    "product_terms_5",
    r.unsigned("multiplicand"),
  ),
  inPipeline("the slow current's sum is never cleared", "core0_slow_current", "if sum_0", r.stuckAt(0)),
  inPipeline(
    "two lanes of the slow current swapped",
    "core0_slow_current",
    "slow_0",
    r.reading("done_0", "done_1"),
  ),
  inPipeline("a group's last term is left out", "core0_slow_current", "product_valid", r.andNot("met_last")),
];

/** Neurons. */
const neurons: Fault[] = [
  inPipeline("fires above the threshold only, not at it", "core0_neurons", "fires_0", r.compared("ge", "gt")),
  inPipeline("resets to 0 where it should subtract", "core0_neurons", "write_membrane_1", (e) =>
    e.op === "sub" ? { op: "const", value: "0", type: { lo: "0", hi: "0" } } : null,
  ),
  inPipeline("no reset after a spike", "core0_neurons", "write_membrane_0", r.always("second")),
  inPipeline("the bias left out", "core0_neurons", "total_inflow_0", r.without("add", 1)),
  inPipeline("the leak floors: -1 never decays", "core0_neurons", "fire_membrane_1", r.floored),
  inPipeline("the leak's shift off by one", "core0_neurons", "fire_membrane_0", r.shiftedBy(1)),
  inPipeline("the leak's factor off by one", "core0_neurons", "total_leak_0", r.numberChanged(205, 204)),
  inPipeline("the membrane wraps instead of saturating", "core0_neurons", "write_membrane_0", r.wrapped),
  inPipeline("the fast current's rounding left out", "core0_neurons", "total_inflow_1", r.floored),
  inPipeline(
    "the slow current is not held between refreshes",
    "core0_neurons",
    "held_currents.new.enable",
    r.stuckAt(0),
  ),
  inPipeline("the held current of the next word", "core0_neurons", "held_currents.old.address", r.plus(1)),
  inPipeline(
    "membranes are not cleared between sequences",
    "core0_neurons",
    "before_leak_1",
    r.always("first"),
  ),
  inPipeline("a membrane written beside its place", "core0_neurons", "membranes.new.address", r.plus(1)),
  inPipeline("the last word of neurons is left out", "core0_neurons", "word_last", r.numberChanged(6, 5)),
  inPipeline(
    "two lanes of membranes swapped",
    "core0_neurons",
    "before_leak_0",
    r.reading("membranes_old_0", "membranes_old_1"),
  ),
];

/** Event output. */
const output: Fault[] = [
  inPipeline("spikes with the address of the next neuron", "core0_emitter", "events_address", r.plus(1)),
  inPipeline(
    "the second spike of a word takes the first one's address",
    "core0_emitter",
    "events_address",
    r.numberChanged(1, 0),
  ),
  inPipeline("only one spike of a word leaves", "core0_emitter", "more", r.stuckAt(0)),
  inPipeline("a step without spikes sends one", "core0_emitter", "events_empty", r.stuckAt(0)),
];

/** Readout and argmax. */
const answers: Fault[] = [
  inPipeline("the last of equal logits wins", "readout", "better", r.compared("gt", "ge")),
  inPipeline("the largest logit of an earlier sequence stays", "readout", "better", r.without("or", 0)),
  inPipeline("logits are not cleared", "readout", "logit", r.always("first")),
  inPipeline("the window forgets nothing", "readout", "logit", r.without("sub", 1)),
  inPipeline("the window stays full into the next sequence", "readout", "ring_full", r.stuckAt(1)),
  inPipeline("the readout's bias left out", "readout", "next_membrane", r.without("add", 1)),
  inPipeline("the readout's membrane wraps", "readout", "next_membrane", r.wrapped),
  inPipeline("the readout's leak floors", "readout", "next_membrane", r.floored),
  inPipeline("the class is the one before the best", "readout", "best_class", r.replacedBy("step_class")),
];

/** Loading. */
const loading: Fault[] = [
  inPipeline("the last value of a packet is not written", "loader", "write_valid", r.andNot("params_last")),
  inPipeline("parameters go to the word before", "loader", "write_address", r.plus(-1)),
  inPipeline("large values are taken for illegal", "loader", "in_range", r.stuckAt(0)),
];

/** Reset. */
const reset: Fault[] = [
  unreset("after a reset the next step counts as a continuation", "core0_sequencer", "ended"),
  unreset("after a reset the readout goes on with old logits", "readout", "ended"),
];

/** What only the other hardware choice has: layers in turn on one core, one bank, the dense pass after the update. */
const turns: Fault[] = [
  inShared(
    "spikes come back as events of the same layer",
    "core_integrate",
    "layer_at_work",
    r.replacedBy("layer_at_work"),
  ),
  inShared("the membranes of the first layer for all", "core_neurons", "word", r.stuckAt(0)),
  inShared("the threshold of the other layer", "core_neurons", "fires_0_choice", r.numberChanged(75, 60)),
  inShared("every layer takes the first one's slow weights", "core_sequencer", "slow_address", r.stuckAt(0)),
  inShared(
    "every layer shifts as the first one does",
    "core_neurons",
    "total_inflow_0",
    r.numbered("job_layer", 0),
  ),
  inShared(
    "the slow current stays where it should be skipped",
    "core_neurons",
    "slow_now_0",
    r.always("first"),
  ),
  inShared("the pass of new slow states is left out", "core_sequencer", "pass", r.stuckAt(1)),
];

export const faults: readonly Fault[] = [
  ...integration,
  ...lists,
  ...drive,
  ...control,
  ...state,
  ...dense,
  ...neurons,
  ...output,
  ...answers,
  ...loading,
  ...reset,
  ...turns,
];
