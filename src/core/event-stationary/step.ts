// The time step that is being collected: from its first event on offer to its hand-over.
import { all, type Body, bit, type Signal, type States } from "../../hdl/index.ts";

/** What moves a step on. */
interface Moves {
  readonly begins: Signal;
  /** The last beat has done its work. */
  readonly closes: Signal;
  /** The products at work move on. */
  readonly free: Signal;
  readonly handedOver: Signal;
}

type Phase = Pick<States<"open" | "collect" | "hand_over">, "is">;

/** A step is handed over in the cycle after its last term is under way. */
function plainPhases(c: Body): { phase: Phase; follow: (moves: Moves) => void } {
  const phase = c.states("phase", ["open", "collect", "hand_over"]);
  return {
    phase,
    follow: ({ begins, closes, handedOver }) =>
      c.switch(phase, {
        open: () => c.when(begins, () => phase.go("collect")),
        collect: () => c.when(closes, () => phase.go("hand_over")),
        hand_over: () => c.when(handedOver, () => phase.go("open")),
      }),
  };
}

/** With values the last products have a register of their own to pass before. */
function gradedPhases(c: Body): { phase: Phase; follow: (moves: Moves) => void } {
  const phase = c.states("phase", ["open", "collect", "settle", "hand_over"]);
  return {
    phase,
    follow: ({ begins, closes, free, handedOver }) =>
      c.switch(phase, {
        open: () => c.when(begins, () => phase.go("collect")),
        collect: () => c.when(closes, () => phase.go("settle")),
        settle: () => c.when(free, () => phase.go("hand_over")),
        hand_over: () => c.when(handedOver, () => phase.go("open")),
      }),
  };
}

/** A step begins where the next one's first event is `offered`: parameters may be loaded until then. */
export function stepAtWork(c: Body, valueBits: number, offered: Signal) {
  c.note("The step: no event of it has come yet; it ends the sequence.");
  const { fresh, ended } = c.registers({ fresh: bit, ended: bit });
  const { phase, follow } = valueBits > 0 ? gradedPhases(c) : plainPhases(c);
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
