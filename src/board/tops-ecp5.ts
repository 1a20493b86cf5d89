// The tops of the boards with an ECP5: a PLL makes the clock from the crystal's; parameters are in the bitstream.
import { bit, circuit, clock, type PortShapes, type Signal } from "../hdl/index.ts";
import { pllCell, pllFor } from "./pll.ts";
import { clockAndReset } from "./start.ts";
import type { BoardCircuit, Top } from "./top.ts";

interface Ecp5Board {
  readonly name: string;
  readonly note: string;
  readonly crystalMHz: number;
  /** Names of the pins; those of the host as they are called on the board. */
  readonly pins: {
    readonly clock: string;
    readonly button: string;
    readonly fromHost: string;
    readonly toHost: string;
  };
  /** Pins that show something. */
  readonly shows: Readonly<Record<string, (state: { ready: Signal; fault: Signal }) => Signal | number>>;
}

function ecp5Top({ name, note, crystalMHz, pins, shows }: Ecp5Board): Top {
  return {
    pins: { ...pins, flash: null },
    clockFor: (asked) => pllFor(crystalMHz, asked)?.outputMHz ?? null,
    circuit(board: BoardCircuit, instance: string, clockMHz: number) {
      const pll = pllFor(crystalMHz, clockMHz)!;
      const outputs = [pins.toHost, ...Object.keys(shows)];
      return circuit(name, {
        note,
        inputs: { [pins.clock]: clock, [pins.button]: bit, [pins.fromHost]: bit } as PortShapes,
        outputs: Object.fromEntries(outputs.map((pin) => [pin, bit])) as PortShapes,
        body(c, given, shown) {
          const from = given as Record<string, Signal>;
          const to = shown as unknown as Record<string, { is(value: Signal | number): void }>;
          const { feedback } = c.wires({ feedback: clock });
          const { input, output } = pll;
          c.note(
            `${crystalMHz} MHz * ${pll.feedback} / ${input} = ${Number(pll.outputMHz.toFixed(4))} MHz; the oscillator runs ${output} times as fast.`,
          );
          const made = c.instance("pll", pllCell(pll), {
            ...{ CLKI: from[pins.clock]!, CLKFB: feedback, RST: 0, STDBY: 0, ENCLKOP: 0, PLLWAKESYNC: 0 },
            ...{ PHASESEL0: 0, PHASESEL1: 0, PHASEDIR: 1, PHASESTEP: 1, PHASELOADREG: 1 },
          } as never);
          feedback.is(made.CLKOP);
          const restart = clockAndReset(c, {
            clock: made.CLKOP,
            locked: made.LOCK,
            button: from[pins.button]!,
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

export const ulx3s = ecp5Top({
  name: "ulx3s",
  note: "ULX3S (ECP5): clock, reset, pins around the circuit `board`. The parameters are in the bitstream.",
  crystalMHz: 25,
  pins: { clock: "clk_25mhz", button: "btn_pwr_n", fromHost: "ftdi_txd", toHost: "ftdi_rxd" },
  shows: {
    led_ready: ({ ready }) => ready,
    led_fault: ({ fault }) => fault,
    // While it is high, the board's other chip leaves the FPGA alone.
    wifi_gpio0: () => 1,
  },
});

export const colorlightI5 = ecp5Top({
  name: "colorlight_i5",
  note: "Colorlight i5 (ECP5) on its extension board: clock, reset, pins around the circuit `board`. The parameters are in the bitstream.",
  crystalMHz: 25,
  pins: { clock: "clk_25mhz", button: "reset_n", fromHost: "uart_rx", toHost: "uart_tx" },
  shows: { led_n: ({ ready }) => ready.not() },
});
