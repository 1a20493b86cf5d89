// A top: the clock, the reset and the pins around the circuit of a board.
import type { Circuit } from "../hdl/index.ts";
import type { boardCircuit } from "./board.ts";

/** What a top is put around. */
export type BoardCircuit = ReturnType<typeof boardCircuit>;

/** Pins of a top by what a simulation connects to them. */
export interface Pins {
  readonly clock: string;
  readonly button: string;
  /** What the button is while it is pressed. */
  readonly pressed: 0 | 1;
  readonly fromHost: string;
  readonly toHost: string;
  /** Null: the top reads no flash, so that parameters are in the bitstream. */
  readonly flash: {
    readonly select: string;
    readonly clock: string;
    readonly toFlash: string;
    readonly fromFlash: string;
  } | null;
}

export interface Top {
  readonly pins: Pins;
  /** The clock, at most `asked`, that its PLL makes; null: it has one clock, that of the description. */
  readonly clockFor: ((asked: number) => number | null) | null;
  /** `clockMHz`: one that `clockFor` gives. */
  circuit(board: BoardCircuit, instance: string, clockMHz: number): Circuit;
}
