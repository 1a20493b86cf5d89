// The time step that is being collected: from its first event on offer to its hand-over.
import { all, type Body, bit, constant, type Signal } from "../../hdl/index.ts";
import type { IntegratorSpec } from "./spec.ts";

/** What moves a step on. */
interface Moves {
  readonly begins: Signal;
  /** The last beat has done its work. */
  readonly closes: Signal;
  /** The products at work move on. */
  readonly free: Signal;
  readonly handedOver: Signal;
}

/**
 * A step is handed over in the cycle after its last term is under way; where values or words from memory have a register
 * of their own to pass before, so many cycles later.
 */
function phases(c: Body, { valueBits, memoryStages }: IntegratorSpec) {
  const settle = valueBits > 0 ? ["settle"] : [];
  const store = memoryStages > 0 ? ["store"] : [];
  const order: readonly string[] = ["open", "collect", ...settle, ...store, "hand_over"];
  const phase = c.states("phase", order);
  return {
    phase,
    follow({ begins, closes, free, handedOver }: Moves): void {
      const ends = { open: begins, collect: closes, settle: free, store: constant(1), hand_over: handedOver };
      const on = (name: string) => () =>
        c.when(ends[name as keyof typeof ends], () =>
          phase.go(order[(order.indexOf(name) + 1) % order.length]!),
        );
      c.switch(phase, Object.fromEntries(order.map((name) => [name, on(name)])));
    },
  };
}

/** A step begins where the next one's first event is `offered`: parameters may be loaded until then. */
export function stepAtWork(c: Body, spec: IntegratorSpec, offered: Signal) {
  c.note("The step: no event of it has come yet; it ends the sequence.");
  const { fresh, ended } = c.registers({ fresh: bit, ended: bit });
  const { phase, follow } = phases(c, spec);
  const begins = c.signal("beginning", all(phase.is("open"), offered));
  return {
    fresh,
    ended,
    begins,
    collects: phase.is("collect"),
    complete: phase.is("hand_over"),
    /** `last`: a beat is taken that ends the step; `end`: and the sequence. */
    follow(
      moves: Omit<Moves, "begins">,
      beat: { readonly taken: Signal; readonly last: Signal; readonly end: Signal },
    ): void {
      follow({ ...moves, begins });
      c.when(begins, () => fresh.next(1)).elsewhen(beat.taken, () => fresh.next(0));
      c.when(beat.last, () => ended.next(beat.end));
    },
  };
}
