// How a board starts: its clock, and a reset until that is steady.
import { any, type Body, bit, concat, int, type Signal, uint } from "../hdl/index.ts";

/** Cycles for which the reset is held. Memories of an iCE40 are not to be used in its first 10 us. */
const held = 256;

/** What goes into `clockAndReset`, each one bit. */
interface Start {
  /** The clock that the circuit runs on. */
  readonly clock: Signal;
  /** 0 while it is not stable. */
  readonly locked: Signal;
  /** 0 while the reset button is down. */
  readonly button: Signal;
}

/** Clocks the circuit, and resets it; gives what the circuit itself asks for a reset with. */
export function clockAndReset(c: Body, { clock: running, locked, button }: Start) {
  c.note("Reset: until the clock is stable and a while longer, while the button is down, and on request.");
  const { released, pressed } = c.registers({
    released: { type: int(0, held), reset: null, initial: 0 },
    pressed: { type: uint(2), reset: null, initial: 0 },
  });
  const { restart } = c.wires({ restart: bit });
  const { rests } = c.signals({ rests: released.lt(held) });
  c.clockedBy(running, rests);
  pressed.next(concat(pressed.bit(0), button));
  c.when(any(locked.not(), pressed.bit(1).not(), restart), () => released.next(0)).elsewhen(rests, () =>
    released.next(released.add(1).narrow(released.type)),
  );
  return restart;
}
