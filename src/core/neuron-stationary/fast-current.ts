// Spike integration: a group of neurons is held still while the events of a step stream by and add to their sums.
import { all, type Body, bit, circuit, type Signal, type StreamIn, stream, vector } from "../../hdl/index.ts";
import { addressIn, byLayer, gate } from "../arithmetic.ts";
import { type eventPayload, loadBus } from "../events/payload.ts";
import { products, rowSums } from "../memory/dot-products.ts";
import { finishedRow } from "../neurons/row.ts";
import { type LoadBus, parameterMemory } from "../parameters/memory.ts";
import { present } from "../presence.ts";
import { registered } from "../registered.ts";
import { eventList, listedEvent, listedStep, listRead } from "./list.ts";
import { passAtWork } from "./pass.ts";
import { type HeldSpec, heldJob } from "./spec.ts";

const portsOf = (spec: HeldSpec) => ({
  inputs: {
    step: stream(listedStep(spec)),
    /** The event that was read one cycle before. */
    event: listedEvent(spec),
    /** The job at work needs the sums of its next group. */
    awaits: bit,
    /** The neurons move on to the next word. */
    advance: bit,
    load: loadBus(spec.weights.loaded),
  },
  outputs: {
    read: listRead(spec),
    job: stream(heldJob),
    /** Sums and slow terms of a group are complete together. */
    meets: bit,
    /** Of one list only: it may be filled again. */
    idle: present(!spec.overlap, bit, 1),
    /** The fast currents of the word of neurons that was read one cycle before. */
    currents: vector(spec.word, spec.current),
  },
});

/** If = sum Wf val over the events of a step, for a group of held neurons after the other. */
export const fastCurrent = (spec: HeldSpec) =>
  circuit(`${spec.name}_fast_current`, {
    note:
      "Spike integration: holds a group of neurons still and streams the events of the step past it, one a cycle. Finished\n" +
      "sums wait in a row and leave word by word while the next group is at work.",
    ...portsOf(spec),
    body(c, { step, event, awaits, advance, load }, out) {
      const pass = passAtWork(c, spec, step, out.job, awaits);
      out.meets.is(pass.meets);
      out.idle.is(spec.overlap ? 1 : pass.idle);
      const { valid, half, at, last } = pass.read;
      c.drive(out.read, { valid, half, at });

      c.note("One cycle later the event is there; where the weights of the group begin.");
      const listed = c.pipe("listed", { valid, last, more: pass.more });
      const group_base = c.counter("group_base", spec.weights.depth);
      const inputs = byLayer(
        pass.layer,
        spec.layers.map((l) => l.inputs),
      );
      const base = byLayer(
        pass.coming,
        spec.layers.map((l) => l.base),
      );
      c.when(pass.opens, () => group_base.next(base)).elsewhen(
        all(listed.valid, listed.last, listed.more),
        () => group_base.increment(inputs),
      );
      const weights = parameterMemory(c, "weights", spec.weights, load, {
        // The address of single-port RAM is claimed to be legal in every cycle, with an event or without.
        address: addressIn(spec.weights.depth, group_base, gate(listed.valid, event.address)),
        enable: listed.valid,
      });
      const currents = sums(c, spec, { ...listed, value: event.value }, weights, advance);
      out.currents.forEach((current, l) => {
        current.is(currents[l]!);
      });
    },
  });

/** The list and the pass over it, each a circuit of its own. */
export function passOverEvents(
  c: Body,
  spec: HeldSpec,
  {
    events,
    awaits,
    advance,
    load,
  }: {
    readonly events: StreamIn<ReturnType<typeof eventPayload>>;
    readonly awaits: Signal;
    readonly advance: Signal;
    readonly load: LoadBus;
  },
) {
  const { next, list_free } = c.wires({ next: listRead(spec), list_free: present(!spec.overlap, bit, 1) });
  const listed = c.instance("event_list", eventList(spec), { events, read: next, released: list_free });
  const { step, event } = listed;
  const pass = c.instance("fast_current", fastCurrent(spec), { step, event, awaits, advance, load });
  c.drive(next, pass.read);
  list_free.is(pass.idle);
  return { listed, pass };
}

/** Weights with their event, one cycle before they are there. */
type Listed = Record<"valid" | "last" | "value", Signal>;

/**
 * Each lane's sum over the events of a group; complete, it moves to a row, whose first lanes are the next word of neurons.
 */
function sums(
  c: Body,
  spec: HeldSpec,
  { valid, last, value }: Listed,
  weights: readonly Signal[],
  advance: Signal,
): readonly Signal[] {
  const graded = spec.valueBits > 0;
  const term = { ...c.pipe("term", { valid, last, value }), terms: weights };
  const operand = registered(c, "operand", term, spec.memoryStages);
  const added = graded ? products(c, operand) : operand;
  const row = rowSums(c, added, spec.current);
  // Products come a cycle later: then the row's own registers are those that the word has to pass.
  const moves = c.delay("row_moves", advance, graded ? 1 : 0);
  const next = finishedRow(c, spec.current, spec.word, { ...row, moves }).slice(0, spec.word);
  if (graded) return next;
  const current = c.register("current", vector(spec.word, spec.current), { reset: null });
  c.when(advance, () => c.next(current, next));
  return current;
}
