// The sequencer of the dense pass: takes jobs, streams the slow state's indices past the groups, marks what is at work.
import { all, any, bit, circuit, constant, index, mux, type Signal, stream } from "../hdl/index.ts";
import { perLayer, portsIf } from "./choose.ts";
import type { CorePlan } from "./plan.ts";
import { type Schedule, schedule } from "./schedule.ts";

/** Steps whose spikes may rest to be sent; with three, a pass never waits for a consumer that keeps pace. */
export const stepsInFlight = 3;

/** What the job at work is about. */
export const jobFlags = (core: CorePlan) => ({
  layer: index(core.layers.length),
  /** First step of a sequence: all state counts as 0. */
  first: bit,
  /** Last step of a sequence. */
  end: bit,
  /** The step had an event: the currents are those of the bank, else 0. */
  touched: bit,
  /** The slow current is formed anew in this step. */
  refresh: bit,
  /** The bank that holds the currents. */
  ...portsIf(core.hardware.overlap, { bank: bit }),
});

/** First row of a group of update lanes, and one group beyond the last. */
export const rowIndex = (core: CorePlan) => index(core.depth.state + core.lanes.update);

/** What is at work in a cycle. */
export const termFlags = (core: CorePlan) => ({
  /** A term of the slow state is issued: m[j] for j < dim, x for j = dim. */
  valid: bit,
  first: bit,
  last: bit,
  j: index(Math.max(...core.layers.map((l) => l.dim)) + 1),
  /** The term goes to the neurons' slow currents; to the new slow states. */
  dense: bit,
  update: bit,
  /** Words of the parameter memories. */
  dense_address: index(core.depth.dense),
  update_address: index(core.depth.update),
  /** First slow state of the update lanes. */
  row: rowIndex(core),
});

const jobPayload = (core: CorePlan) => ({
  touched: bit,
  end: bit,
  ...portsIf(core.hardware.overlap, { bank: bit }),
  ...portsIf(core.hasMemory, { drive: core.types.drive }),
});

export function sequencer(core: CorePlan) {
  const { layers, hasMemory } = core;
  const breaking = core.hardware.dependencyBreaking || !hasMemory;
  const plans = layers.flatMap((l) => [schedule(core, l, false), schedule(core, l, true)]);
  return circuit(`${core.name}_sequencer`, {
    note:
      "Sequencer of the dense pass: takes a job, then streams the slow state's indices past one group of neurons after\n" +
      "the other. A group without a term to stream takes only the cycles of its neuron words.",
    inputs: { job: stream(jobPayload(core)), sent: bit },
    outputs: {
      flags: jobFlags(core),
      idle: bit,
      started: bit,
      half: bit,
      ...portsIf(hasMemory, { drive: core.types.drive, term: termFlags(core) }),
      /** Last cycle of a group of neurons; of the first group of a job. */
      group_end: bit,
      group_opens: bit,
    },
    body(c, { job, sent }, out) {
      const count = layers.length;
      c.note("The job at work, and the layer of the next one.");
      const layer = count > 1 ? c.registers({ layer: index(count) }).layer : null;
      const coming = count > 1 ? c.registers({ coming: index(count) }).coming : null;
      const { first, closes, touched, ended, parity } = c.registers({
        first: bit,
        closes: bit,
        touched: bit,
        ended: { type: bit, reset: 1 },
        parity: bit,
      });
      const bank = core.hardware.overlap ? c.registers({ bank: bit }).bank : null;
      const opens = coming === null ? constant(1, bit) : c.signal("opens_step", coming.eq(0));

      const dilations = [...new Set(layers.map((l) => l.layer.memory?.dilation ?? 1))].filter((d) => d > 1);
      const phases = new Map<number, Signal>();
      for (const d of dilations) {
        c.note(`Steps since the slow currents of dilation ${d} were refreshed.`);
        const name = `phase_${d}`;
        const register = c.registers({ [name]: index(d) })[name]!;
        const again = any(ended, register.eq(d - 1));
        c.when(job.fire.and(opens), () =>
          register.next(mux(again, 0, register.add(1).narrow(register.type))),
        );
        phases.set(d, register.eq(0));
      }
      const refreshes = layers.map((l) => phases.get(l.layer.memory?.dilation ?? 1) ?? constant(1, bit));
      const refresh = c.signal("refresh", layer === null ? refreshes[0]! : chooseBit(layer, refreshes));
      /** A number of the schedule for the layer at work, at a step like this one. */
      const scheduled = (name: string, pick: (s: Schedule) => number) => {
        const [off, on] = [0, 1].map((r) =>
          perLayer(
            layer,
            layers.map((_, i) => pick(plans[2 * i + r]!)),
          ),
        );
        const equal = layers.every((_, i) => pick(plans[2 * i]!) === pick(plans[2 * i + 1]!));
        return equal || dilations.length === 0 ? on! : c.signal(name, mux(refresh, on!, off!));
      };

      const inFlight = c.registers({ in_flight: index(stepsInFlight + 1) }).in_flight;
      c.when(job.fire.and(sent.not()), () => inFlight.next(inFlight.add(1).narrow(inFlight.type))).elsewhen(
        sent.and(job.fire.not()),
        () => inFlight.next(inFlight.sub(1).narrow(inFlight.type)),
      );

      const tails = plans.map((s) => s.tail);
      const hasTail = tails.some((t) => t > 1);
      const names = [
        "idle" as const,
        ...(breaking ? [] : (["update", "gap"] as const)),
        "run" as const,
        ...(hasTail ? (["tail"] as const) : []),
      ];
      const phase = c.states("phase", names);
      job.ready.is(phase.is("idle").and(inFlight.lt(stepsInFlight)));

      c.note("The term and the group at work; cycles to wait.");
      const dots = Math.max(...plans.map((s) => s.dots));
      const groups = Math.max(...plans.map((s) => s.groups), ...layers.map((l) => l.updateGroups));
      const waits = Math.max(...plans.map((s) => Math.max(s.tail, s.gap)), 1);
      const { j, group } = c.registers({ j: index(dots), group: index(groups) });
      const rest = hasTail || !breaking ? c.registers({ rest: index(waits) }).rest : null;
      const restEnds = (state: "run" | "idle") =>
        c
          .when(rest!.eq(0), () => phase.go(state))
          .otherwise(() => rest!.next(rest!.sub(1).narrow(rest!.type)));
      const workGroups = scheduled("work_groups", (s) => s.workGroups);
      const running = phase.is("run");
      const updating = breaking ? constant(0, bit) : phase.is("update");
      const works = hasMemory ? c.signal("works", any(updating, group.lt(workGroups))) : constant(0, bit);
      const dotsLast = perLayer(
        layer,
        layers.map((_, i) => plans[2 * i + 1]!.dots - 1),
      );
      const { group_last } = c.signals({ group_last: j.eq(mux(works, dotsLast, core.wordsPerGroup - 1)) });
      const updateGroups = perLayer(
        layer,
        layers.map((l) => l.updateGroups),
      );
      const denseGroups = perLayer(
        layer,
        layers.map((l) => l.denseGroups),
      );
      const tail = scheduled("tail_cycles", (s) => s.tail);
      const nextGroup = () => {
        j.next(0);
        group.next(group.add(1).narrow(group.type));
      };
      const next = () => j.next(j.add(1).narrow(j.type));
      const leave = (state: "gap" | "tail" | "idle", cycles: Signal) => {
        j.next(0);
        group.next(0);
        rest?.next(cycles.narrow(rest.type));
        phase.go(state);
      };
      const toTail = () => leave("tail", tail.sub(2));
      const toIdle = () => leave("idle", constant(0));
      const afterRun = () => {
        if (!hasTail) toIdle();
        else if (tails.every((t) => t > 1)) toTail();
        else c.when(tail.gt(1), toTail).otherwise(toIdle);
      };
      const groupsLast = scheduled("groups_last", (s) => s.groups - 1);
      c.switch(phase, {
        idle: () =>
          c.when(job.fire, () => {
            if (breaking) phase.go("run");
            else {
              const updates = perLayer(
                coming,
                layers.map((l) => (l.dim > 0 ? 1 : 0)),
              );
              c.when(updates.eq(1), () => phase.go("update")).otherwise(() => phase.go("run"));
            }
          }),
        ...(breaking
          ? {}
          : {
              update: () =>
                c
                  .when(group_last.and(group.eq(updateGroups.sub(1))), () =>
                    leave("gap", constant(Math.max(...plans.map((p) => p.gap)) - 1)),
                  )
                  .elsewhen(group_last, nextGroup)
                  .otherwise(next),
              gap: () => restEnds("run"),
            }),
        run: () =>
          c
            .when(group_last.and(group.eq(groupsLast)), afterRun)
            .elsewhen(group_last, nextGroup)
            .otherwise(next),
        ...portsIf(hasTail, {
          tail: () => restEnds("idle"),
        }),
      });

      c.when(job.fire, () => {
        if (layer && coming) {
          layer.next(coming);
          coming.next(mux(coming.eq(count - 1), 0, coming.add(1).narrow(coming.type)));
        }
        ended.next(job.payload.end);
        closes.next(job.payload.end);
        touched.next(job.payload.touched);
        bank?.next(job.payload.bank);
        c.when(opens, () => {
          first.next(ended);
          parity.next(parity.not());
        });
      });

      out.flags.layer.is(layer ?? 0);
      out.flags.first.is(first);
      out.flags.end.is(closes);
      out.flags.touched.is(touched);
      out.flags.refresh.is(refresh);
      if (bank) out.flags.bank.is(bank);
      out.idle.is(phase.is("idle"));
      out.started.is(job.fire);
      out.half.is(parity);
      const { neurons_at_work } = c.signals({ neurons_at_work: all(running, group.lt(denseGroups)) });
      out.group_end.is(neurons_at_work.and(group_last));
      out.group_opens.is(neurons_at_work.and(group_last).and(group.eq(0)));
      if (!hasMemory) return;

      const { scalar, dense_address, update_address, row } = c.registers({
        scalar: core.types.drive,
        dense_address: index(core.depth.dense),
        update_address: index(core.depth.update),
        row: rowIndex(core),
      });
      const most = Math.max(...layers.map((l) => l.dim));
      const dim = perLayer(
        layer,
        layers.map((l) => l.dim),
      );
      // Where a group has more words than terms, its terms come last: the sums before are still being read.
      const leads = layers.map((l, i) => (l.dim > 0 ? plans[2 * i + 1]!.dots - 1 - l.dim : 0));
      const lead = perLayer(layer, leads);
      const { valid } = c.signals({ valid: all(any(running, updating), works, j.ge(lead), dim.ne(0)) });
      const term =
        core.wordsPerGroup === 1
          ? j
          : c.signal("term_at", mux(valid, j.sub(lead), 0).narrow(index(most + 1)));
      const dense = c.signal("dense", all(valid, running, refresh, group.lt(denseGroups)));
      const update = c.signal("update", all(valid, breaking ? running : updating, group.lt(updateGroups)));
      const at = (base: "dense" | "update") =>
        perLayer(
          coming,
          layers.map((l) => (l.dim > 0 ? l.base[base] : 0)),
        );
      const step = (address: typeof dense_address, on: Signal, base: Signal, depth: number) =>
        c
          .when(job.fire, () => address.next(base.narrow(address.type)))
          .elsewhen(on, () =>
            address.next(mux(address.eq(depth - 1), 0, address.add(1).narrow(address.type))),
          );
      step(dense_address, dense, at("dense"), core.depth.dense);
      step(update_address, update, at("update"), core.depth.update);
      const lanes = core.lanes.update;
      c.when(job.fire, () => row.next(0)).elsewhen(all(update, term.eq(dim)), () =>
        row.next(row.add(lanes).narrow(row.type)),
      );
      c.when(job.fire, () => scalar.next(job.payload.drive));
      out.drive.is(scalar);
      out.term.valid.is(valid);
      out.term.first.is(term.eq(0));
      out.term.last.is(term.eq(dim));
      out.term.j.is(term.narrow(index(most + 1)));
      out.term.dense.is(dense);
      out.term.update.is(update);
      out.term.dense_address.is(dense_address);
      out.term.update_address.is(update_address);
      out.term.row.is(row);
    },
  });
}

/** `bits[layer]` for bits that are signals. */
function chooseBit(layer: Signal, bits: readonly Signal[]): Signal {
  return bits.reduce((chosen, b, i) => (i === 0 ? b : mux(layer.eq(i), b, chosen)));
}
