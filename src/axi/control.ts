// What the registers do: identity, restart, interrupts, counters, and words for the parameter stream.
import {
  all,
  any,
  bit,
  circuit,
  concat,
  constant,
  mux,
  type Signal,
  sint,
  stream,
  uint,
} from "../hdl/index.ts";
import { ADDRESS_BITS, IDENTITY, MAP_VERSION, type RegisterName, registers, wordOf } from "./map.ts";

/** Cycles for which a restart holds the network in reset. */
const RESTART_CYCLES = 16;
const word = uint(ADDRESS_BITS - 2);
const full = uint(32);

export interface ControlOptions {
  readonly channels: number;
  readonly classes: number;
  /** Parameters come through a stream. */
  readonly loads: boolean;
}

/** One register a word, see `map.ts`. `errors`: of events, lengths, parameters, the first lowest. */
export function control(name: string, { channels, classes, loads }: ControlOptions) {
  return circuit(name, {
    note: "The registers: identity, restart, interrupts, counters, words for the parameter stream.",
    inputs: {
      write: { valid: bit, word, data: full, strobes: uint(4) },
      read: { word },
      step: bit,
      answer: { valid: bit, class: uint(16) },
      errors: uint(3),
    },
    outputs: {
      write_refused: bit,
      read_refused: bit,
      value: full,
      restarting: bit,
      irq: bit,
      params: stream({ tdata: sint(32), tlast: bit }),
    },
    body(c, { write, read, step, answer, errors }, out) {
      const at = (register: RegisterName) => write.word.eq(wordOf(register));
      const low = write.strobes.bit(0);
      const asked = (register: RegisterName, bits: number) =>
        mux(all(write.valid, at(register), low), write.data.bits(bits - 1, 0), constant(0, uint(bits)));

      c.note("A restart holds the network in reset for a while.");
      const left = c.register("left", uint(5));
      const { running } = c.signals({ running: left.ne(0) });
      const { restarts } = c.signals({ restarts: all(write.valid, at("CONTROL"), low, write.data.bit(0)) });
      c.when(restarts, () => left.next(RESTART_CYCLES)).elsewhen(running, () =>
        left.next(left.sub(1).wrap(left.type)),
      );
      out.restarting.is(running);

      c.note("A word for the parameter stream waits here until it is taken.");
      const { waits, last } = c.registers({ waits: bit, last: bit });
      const value = c.register("pending", sint(32), { reset: null });
      const { given } = c.signals({ given: any(at("PARAM"), at("PARAM_LAST")) });
      const { ready } = c.signals({ ready: loads ? waits.not() : constant(0, bit) });
      const { fits } = c.signals({ fits: all(ready, write.strobes.eq(15)) });
      c.when(all(write.valid, given, fits), () => {
        waits.next(1);
        value.next(write.data.wrap(sint(32)));
        last.next(at("PARAM_LAST"));
      }).elsewhen(out.params.fire, () => waits.next(0));
      out.params.valid.is(waits);
      c.drive(out.params.payload, { tdata: value, tlast: last });

      c.note("Causes are kept until they are cleared.");
      const { enabled, raised } = c.registers({ enabled: uint(2), raised: uint(2) });
      const before = c.register("errors_before", uint(3));
      before.next(errors);
      const { risen } = c.signals({ risen: errors.and(before.not()).ne(0) });
      const { causes } = c.signals({ causes: concat(risen, answer.valid) });
      const { cleared } = c.signals({ cleared: asked("IRQ_STATUS", 2) });
      raised.next(raised.and(cleared.not()).or(causes));
      c.when(all(write.valid, at("IRQ_ENABLE"), low), () => enabled.next(write.data.bits(1, 0)));
      out.irq.is(raised.and(enabled).ne(0));

      const { steps, answers } = c.counters({ steps: 2 ** 32, answers: 2 ** 32 });
      c.when(step, () => steps.advance());
      c.when(answer.valid, () => answers.advance());
      const latest = c.register("latest", uint(16));
      c.when(answer.valid, () => latest.next(answer.class));

      const status = concat(errors, constant(0, uint(6)), ready, running);
      const values: Partial<Record<RegisterName, Signal | number>> = {
        ID: IDENTITY,
        VERSION: MAP_VERSION,
        CHANNELS: channels,
        CLASSES: classes,
        STATUS: status,
        IRQ_ENABLE: enabled,
        IRQ_STATUS: raised,
        STEPS: steps,
        ANSWERS: answers,
        ANSWER: latest,
      };
      const readable = registers.filter((r) => r.access !== "wo");
      const writable = registers.filter((r) => r.access !== "ro" && (loads || !r.name.startsWith("PARAM")));
      const one = (chosen: Signal, of: readonly { readonly name: RegisterName }[]) =>
        any(...of.map((r) => chosen.eq(wordOf(r.name))));
      out.value.otherwise(0);
      c.switch(
        read.word,
        readable.map((r) => [wordOf(r.name), () => out.value.is(values[r.name]!)] as const) as never,
        () => {},
      );
      out.read_refused.is(one(read.word, readable).not());
      out.write_refused.is(any(one(write.word, writable).not(), all(given, fits.not())));
    },
  });
}
