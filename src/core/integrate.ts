// Spike integration: an event is held still while its weight row streams over the lanes and adds to the currents.
import {
  all,
  any,
  bit,
  circuit,
  constant,
  index,
  mux,
  type Signal,
  stream,
  type Type,
  uint,
  vector,
} from "../hdl/index.ts";
import { currentBanks } from "./banks.ts";
import { dataRegisters, gate, perLayer, perLayerChoice, portsIf, rshiftByLayer } from "./choose.ts";
import { eventPayload, loadBus } from "./events.ts";
import { parameterMemory } from "./parameter-memory.ts";
import type { ParameterMemory } from "./parameters.ts";

/** What one job (a layer at a time step) of the integrator works with. */
export interface IntegratedLayer {
  /** Words a weight row takes. */
  readonly groups: number;
  readonly weightBase: number;
  readonly inputs: number;
  /** The scalar drive's shift, width and first word; null without. */
  readonly drive: { readonly base: number; readonly shift: number; readonly bits: number } | null;
}

export interface IntegratorSpec {
  readonly name: string;
  readonly layers: readonly IntegratedLayer[];
  /** Addresses are below this. */
  readonly inputs: number;
  /** 0: every event counts 1. */
  readonly valueBits: number;
  readonly lanes: number;
  /** Words of one bank of currents. */
  readonly depth: number;
  /** Two banks, so that integration goes on while the other bank is read. */
  readonly overlap: boolean;
  /** Both banks in one memory: an event waits in a cycle in which the other bank is read. */
  readonly joint: boolean;
  readonly weights: ParameterMemory;
  /** Null where no layer has a scalar drive. */
  readonly driveWeights: ParameterMemory | null;
  readonly loaded: boolean;
  readonly types: { readonly current: Type; readonly driveSum: Type; readonly drive: Type };
  readonly currentsStyle: "block" | "distributed" | "registers";
}

/** Cycles an event occupies: a word is read and written back within two cycles, so no row is shorter. */
export const eventCycles = (groups: number): number => Math.max(2, groups);

/** Cycles of a step beside its events: begin, first event taken, hand-over; with graded values one more to settle. */
export const integrateOverhead = (valueBits: number): number => (valueBits > 0 ? 4 : 3);

/**
 * Takes the events of one step after the other; hands each step over as a job.
 * `read`: a port to the currents of the job handed over last; they stay until the next hand-over and, with two banks,
 * until three cycles after it.
 */
export function integrator(spec: IntegratorSpec) {
  const { lanes, layers, valueBits, types } = spec;
  const graded = valueBits > 0;
  const hasDrive = spec.driveWeights !== null;
  return circuit(spec.name, {
    note:
      "Spike integration: holds an event still and streams its weight row over the lanes, adding it to the currents.\n" +
      "A finished time step is handed over as a job" +
      (spec.overlap
        ? "; the next step then goes to the other bank."
        : " and the next step begins when the job is done."),
    inputs: {
      events: stream(eventPayload(spec.inputs, valueBits)),
      read: { address: index(spec.depth), enable: bit, ...portsIf(spec.overlap, { bank: bit }) },
      ...portsIf(!spec.overlap, { released: bit }),
      ...portsIf(spec.loaded, { load: loadBus }),
    },
    outputs: {
      job: stream({
        touched: bit,
        end: bit,
        ...portsIf(spec.overlap, { bank: bit }),
        ...portsIf(hasDrive, { drive: types.drive }),
      }),
      currents: vector(lanes, types.current),
    },
    body(c, input, { job, currents }) {
      const { events, read } = input;
      const load = spec.loaded ? input.load : null;
      const event = events.payload;

      c.note("The job being collected.");
      const phase = c.states("phase", [
        "open",
        "collect",
        ...(graded ? (["settle"] as const) : []),
        "hand_over",
      ]);
      const layer = layers.length > 1 ? c.registers({ layer: index(layers.length) }).layer : null;
      const { fresh, ended } = c.registers({ fresh: bit, ended: bit });

      c.note(
        "The event at work: its slot, its row of weights, whether it is the first and the last of its step.",
      );
      const most = Math.max(...layers.map((l) => eventCycles(l.groups)));
      const { busy, finishing, opening, slot, weight_address } = c.registers({
        busy: bit,
        finishing: bit,
        opening: bit,
        slot: index(most),
        weight_address: index(spec.weights.depth),
      });
      const groups = perLayer(
        layer,
        layers.map((l) => l.groups),
      );
      const lastSlot = perLayer(
        layer,
        layers.map((l) => eventCycles(l.groups) - 1),
      );
      const joint = spec.overlap && spec.joint;
      const free = joint ? c.signal("free", read.enable.not()) : constant(1, bit);
      const { turns } = c.signals({ turns: all(busy, free) });
      const { slot_last } = c.signals({ slot_last: turns.and(slot.eq(lastSlot)) });
      const { reading } = c.signals({ reading: all(turns, slot.lt(groups)) });
      events.ready.is(all(phase.is("collect"), any(busy.not(), slot_last), finishing.not()));
      const rowLength = layers.map((l) => l.groups);
      const bases = perLayer(
        layer,
        layers.map((l) => l.weightBase),
      );
      const row = perLayerChoice(layer, rowLength, (length) => event.address.mul(length)).add(bases);
      const { value } = graded ? c.registers({ value: uint(valueBits) }) : { value: null };
      const { drive_address } = hasDrive
        ? c.registers({ drive_address: index(spec.driveWeights!.depth) })
        : { drive_address: null };
      const drives = perLayer(
        layer,
        layers.map((l) => (l.drive === null ? 0 : 1)),
      ).eq(1);
      const driveBases = perLayer(
        layer,
        layers.map((l) => l.drive?.base ?? 0),
      );
      const afterwards = graded ? "settle" : "hand_over";
      // A step begins with its first event: the drive's bias, read now, may have been loaded until then.
      let beginning = phase.is("open").and(events.valid);
      if (!spec.overlap) {
        c.note("The last reads of the job before end a few cycles after its release.");
        const { released_before } = c.registers({ released_before: bit });
        released_before.next(input.released);
        beginning = all(beginning, input.released, released_before);
      }

      c.switch(phase, {
        open: () =>
          c.when(beginning, () => {
            fresh.next(1);
            phase.go("collect");
          }),
        collect: () =>
          c
            .when(events.fire, () => {
              c.when(event.last, () => ended.next(event.end));
              c.when(event.empty, () => {
                busy.next(0);
                c.when(event.last, () => phase.go(afterwards));
              }).otherwise(() => {
                busy.next(1);
                slot.next(0);
                finishing.next(event.last);
                opening.next(fresh);
                fresh.next(0);
                weight_address.next(row.narrow(weight_address.type));
                value?.next(event.value);
                drive_address?.next(gate(drives, event.address.add(driveBases)).narrow(drive_address.type));
              });
            })
            .elsewhen(slot_last, () => {
              busy.next(0);
              c.when(finishing, () => {
                finishing.next(0);
                phase.go(afterwards);
              });
            })
            .elsewhen(turns, () => {
              slot.next(slot.add(1).narrow(slot.type));
              c.when(slot.add(1).lt(groups), () =>
                weight_address.next(weight_address.add(1).narrow(weight_address.type)),
              );
            }),
        ...portsIf(graded, {
          settle: () => (joint ? c.when(free, () => phase.go("hand_over")) : phase.go("hand_over")),
        }),
        hand_over: () =>
          c.when(job.fire, () => {
            phase.go("open");
            if (layer) layer.next(mux(layer.eq(layers.length - 1), 0, layer.add(1).narrow(layer.type)));
          }),
      });

      c.note("One cycle after the address: the weights of the row's word.");
      const weights = parameterMemory(c, "weights", spec.weights, load, {
        address: weight_address,
        enable: reading,
      });
      const { term, term_first, term_word } = c.registers({
        term: bit,
        term_first: bit,
        term_word: index(spec.depth),
      });
      const word = spec.depth === 1 ? constant(0) : slot.narrow(index(spec.depth));
      // With values, a term waits with its products until the currents can be read beside them.
      const held = joint && graded;
      const advance = (fill: () => void) => (held ? c.when(free, fill) : fill());
      advance(() => {
        term.next(reading);
        term_first.next(opening);
        term_word.next(word);
      });

      // With values, the products take a register of their own, and the currents are read one cycle later.
      let add = {
        enable: term as Signal,
        first: term_first as Signal,
        word: term_word as Signal,
        terms: weights,
      };
      let fetch: { enable: Signal; word: Signal } = { enable: reading, word };
      let termValue: Signal | null = null;
      if (value !== null) {
        const { term_value } = c.registers({ term_value: uint(valueBits) });
        advance(() => term_value.next(value));
        termValue = term_value;
        const products = weights.map((w) => w.mul(term_value));
        const product = dataRegisters(c, "product", lanes, products[0]!.type);
        products.forEach((p, l) => {
          product[l]!.next(p);
        });
        const { adding, adding_first, adding_word } = c.registers({
          adding: bit,
          adding_first: bit,
          adding_word: index(spec.depth),
        });
        adding.next(all(term, free));
        adding_first.next(term_first);
        adding_word.next(term_word);
        add = { enable: adding, first: adding_first, word: adding_word, terms: product };
        fetch = { enable: all(term, free), word: term_word };
      }

      const banks = currentBanks(c, spec, { fetch, add, read, swap: job.fire });
      currents.forEach((out, l) => {
        out.is(banks.shown[l]!);
      });
      if (banks.bank !== null) job.payload.bank.is(banks.bank);

      job.valid.is(phase.is("hand_over"));
      job.payload.touched.is(fresh.not());
      job.payload.end.is(ended);
      if (spec.driveWeights !== null && drive_address !== null) {
        c.note("Scalar drive: begins with its bias, grows by one weight an event.");
        const { drive_first, drive_term } = c.registers({ drive_first: bit, drive_term: bit });
        drive_first.next(beginning.and(drives));
        const { drive_reads } = c.signals({ drive_reads: all(turns, slot.eq(0), drives) });
        drive_term.next(drive_reads);
        const bias = perLayer(
          layer,
          layers.map((l) => (l.drive ? l.drive.base + l.inputs : 0)),
        );
        const [weight] = parameterMemory(c, "drive_weights", spec.driveWeights, load, {
          address: mux(beginning, bias, drive_address).narrow(index(spec.driveWeights.depth)),
          enable: beginning.or(drive_reads),
        });
        const { drive_sum } = c.registers({ drive_sum: types.driveSum });
        let grow = { enable: drive_term as Signal, term: weight! };
        if (termValue !== null) {
          const product = weight!.mul(termValue);
          const { drive_product, drive_adding } = c.registers({
            drive_product: product.type,
            drive_adding: bit,
          });
          drive_product.next(product);
          drive_adding.next(drive_term);
          grow = { enable: drive_adding, term: drive_product };
        }
        c.when(drive_first, () => drive_sum.next(weight!.narrow(types.driveSum))).elsewhen(grow.enable, () =>
          drive_sum.next(drive_sum.add(grow.term).narrow(types.driveSum)),
        );
        const used = layers.map((l) => l.drive ?? layers.find((o) => o.drive !== null)!.drive!);
        const shifted = rshiftByLayer(
          layer,
          drive_sum,
          used.map((d) => d.shift),
        );
        const drive = perLayerChoice(
          layer,
          used.map((d) => d.bits),
          (bits) => shifted.saturate(uint(bits)),
        );
        job.payload.drive.is(gate(drives, drive).as(types.drive));
      }
    },
  });
}
