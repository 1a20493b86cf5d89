// A top with a PLL, which makes the clock from the crystal's; parameters are in the bitstream.
import { type Body, bit, circuit, clock, type PortShapes, type Signal } from "../hdl/index.ts";
import type { Pll } from "./pll.ts";
import { clockAndReset } from "./start.ts";
import type { BoardCircuit, Pins, Top } from "./top.ts";

/** How a kind of chip makes a clock. */
export interface ClockMaker {
  /** The fastest clock of at most `asked` MHz from that of the crystal; null where there is none. */
  pllFor(crystalMHz: number, asked: number): Pll | null;
  /** The cell in a top: the clock that it makes, and whether that is steady. */
  place(c: Body, pll: Pll, crystal: Signal): { readonly clock: Signal; readonly locked: Signal };
}

/** A board whose chip has a PLL. */
export interface PllBoard {
  readonly name: string;
  readonly note: string;
  readonly crystalMHz: number;
  readonly maker: ClockMaker;
  /** Names of the pins; those of the host as they are called on the board. */
  readonly pins: Omit<Pins, "flash">;
  /** Pins that show something. */
  readonly shows: Readonly<Record<string, (state: { ready: Signal; fault: Signal }) => Signal | number>>;
}

export function pllTop({ name, note, crystalMHz, maker, pins, shows }: PllBoard): Top {
  return {
    pins: { ...pins, flash: null },
    clockFor: (asked) => maker.pllFor(crystalMHz, asked)?.outputMHz ?? null,
    circuit(board: BoardCircuit, instance: string, clockMHz: number) {
      const pll = maker.pllFor(crystalMHz, clockMHz)!;
      const outputs = [pins.toHost, ...Object.keys(shows)];
      return circuit(name, {
        note,
        inputs: { [pins.clock]: clock, [pins.button]: bit, [pins.fromHost]: bit } as PortShapes,
        outputs: Object.fromEntries(outputs.map((pin) => [pin, bit])) as PortShapes,
        body(c, given, shown) {
          const from = given as Record<string, Signal>;
          const to = shown as unknown as Record<string, { is(value: Signal | number): void }>;
          const button = from[pins.button]!;
          const restart = clockAndReset(c, {
            ...maker.place(c, pll, from[pins.clock]!),
            button: pins.pressed === 1 ? button.not() : button,
          });
          const inside = c.instance(instance, board, { serial_in: from[pins.fromHost]!, flash_miso: 0 });
          restart.is(inside.restart);
          to[pins.toHost]!.is(inside.serial_out);
          for (const [pin, value] of Object.entries(shows)) to[pin]!.is(value(inside));
        },
      }) as never;
    },
  };
}

/** What a PLL does, for the Verilog. */
export const pllNote = ({ inputMHz, outputMHz, input, feedback, output }: Pll): string =>
  `${inputMHz} MHz * ${feedback} / ${input} = ${Number(outputMHz.toFixed(4))} MHz; the oscillator runs ${output} times as fast.`;
