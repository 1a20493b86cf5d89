// The tops of the boards of this package: clock, reset and pins around the circuit `board`.
import { bit, type Circuit, circuit, clock, external } from "../hdl/index.ts";
import { clockAndReset } from "./start.ts";
import type { BoardCircuit, Pins, Top } from "./top.ts";
import { colorlightI5, ulx3s } from "./tops-ecp5.ts";
import { tangNano9k, tangNano20k, tangPrimer20k } from "./tops-gowin.ts";

const pll40 = external("SB_PLL40_PAD", {
  parameters: {
    FEEDBACK_PATH: "SIMPLE",
    DIVR: { width: 4, value: 0 },
    DIVF: { width: 7, value: 63 },
    DIVQ: { width: 3, value: 5 },
    FILTER_RANGE: { width: 3, value: 1 },
  },
  inputs: { PACKAGEPIN: clock, RESETB: bit, BYPASS: bit },
  outputs: { PLLOUTGLOBAL: clock, LOCK: bit },
  model(_c, { PACKAGEPIN }, { PLLOUTGLOBAL, LOCK }) {
    PLLOUTGLOBAL.is(PACKAGEPIN);
    LOCK.is(1);
  },
});

const icebreaker = (board: BoardCircuit, instance: string) =>
  circuit("icebreaker", {
    note: "iCEBreaker (iCE40 UP5K): clock, reset, pins around the circuit `board`.",
    inputs: { CLK_12MHZ: clock, BTN_N: bit, RX: bit, FLASH_IO1: bit },
    outputs: { TX: bit, FLASH_SSB: bit, FLASH_SCK: bit, FLASH_IO0: bit, LEDR_N: bit, LEDG_N: bit },
    portNotes: { LEDR_N: "on: the parameters are bad, or an input was", LEDG_N: "on: ready" },
    body(c, { CLK_12MHZ, BTN_N, RX, FLASH_IO1 }, pins) {
      c.note(
        "The serial line needs a crystal's precision; the chip's own oscillator is off by up to 10 %.\n" +
          "12 MHz * (63 + 1) / 2^5 = 24 MHz.",
      );
      const pll = c.instance("pll", pll40, { PACKAGEPIN: CLK_12MHZ, RESETB: 1, BYPASS: 0 });
      const restart = clockAndReset(c, { clock: pll.PLLOUTGLOBAL, locked: pll.LOCK, button: BTN_N });
      const made = c.instance(instance, board, { serial_in: RX, flash_miso: FLASH_IO1 });
      restart.is(made.restart);
      pins.TX.is(made.serial_out);
      pins.FLASH_SSB.is(made.flash_select_n);
      pins.FLASH_SCK.is(made.flash_clock);
      pins.FLASH_IO0.is(made.flash_mosi);
      pins.LEDR_N.is(made.fault.not());
      pins.LEDG_N.is(made.ready.not());
    },
  });

const mmcm = external("MMCME2_BASE", {
  parameters: {
    CLKIN1_PERIOD: { real: 10 },
    CLKFBOUT_MULT_F: { real: 8 },
    CLKOUT0_DIVIDE_F: { real: 16 },
  },
  inputs: { CLKIN1: clock, CLKFBIN: clock, PWRDWN: bit, RST: bit },
  outputs: { CLKFBOUT: clock, CLKOUT0: clock, LOCKED: bit },
  model(_c, { CLKIN1 }, { CLKFBOUT, CLKOUT0, LOCKED }) {
    CLKFBOUT.is(CLKIN1);
    CLKOUT0.is(CLKIN1);
    LOCKED.is(1);
  },
});

const bufg = external("BUFG", {
  inputs: { I: clock },
  outputs: { O: clock },
  model: (_c, { I }, { O }) => O.is(I),
});

const arty = (board: BoardCircuit, instance: string) =>
  circuit("arty", {
    note: "Arty A7-35 (XC7A35T): clock, reset, pins around the circuit `board`. The parameters are in the bitstream.",
    inputs: { CLK100MHZ: clock, ck_rst: bit, uart_txd_in: bit },
    outputs: { uart_rxd_out: bit, led_ready: bit, led_fault: bit },
    portNotes: {
      ck_rst: "reset button, low while pressed",
      uart_txd_in: "from the host",
      uart_rxd_out: "to the host",
    },
    body(c, { CLK100MHZ, ck_rst, uart_txd_in }, pins) {
      const { feedback } = c.wires({ feedback: clock });
      c.note("100 MHz * 8 / 16 = 50 MHz.");
      const clocks = c.instance("clocks", mmcm, { CLKIN1: CLK100MHZ, CLKFBIN: feedback, PWRDWN: 0, RST: 0 });
      feedback.is(clocks.CLKFBOUT);
      const buffer = c.instance("clock_buffer", bufg, { I: clocks.CLKOUT0 });
      const restart = clockAndReset(c, { clock: buffer.O, locked: clocks.LOCKED, button: ck_rst });
      const made = c.instance(instance, board, { serial_in: uart_txd_in, flash_miso: 0 });
      restart.is(made.restart);
      pins.uart_rxd_out.is(made.serial_out);
      pins.led_ready.is(made.ready);
      pins.led_fault.is(made.fault);
    },
  });

/** Pins of the iCEBreaker, and of a top of one's own where it is to be simulated. */
export const usualPins: Pins = {
  clock: "CLK_12MHZ",
  button: "BTN_N",
  pressed: 0,
  fromHost: "RX",
  toHost: "TX",
  flash: { select: "FLASH_SSB", clock: "FLASH_SCK", toFlash: "FLASH_IO0", fromFlash: "FLASH_IO1" },
};

const artyPins: Pins = {
  clock: "CLK100MHZ",
  button: "ck_rst",
  pressed: 0,
  fromHost: "uart_txd_in",
  toHost: "uart_rxd_out",
  flash: null,
};

/** A top with one clock. */
const fixed = (pins: Pins, made: (board: BoardCircuit, instance: string) => unknown): Top => ({
  pins,
  clockFor: null,
  circuit: (board, instance) => made(board, instance) as Circuit,
});

/** Each top by its name. */
export const tops: Readonly<Record<string, Top>> = {
  icebreaker: fixed(usualPins, icebreaker),
  arty: fixed(artyPins, arty),
  ulx3s,
  colorlight_i5: colorlightI5,
  tang_nano_9k: tangNano9k,
  tang_nano_20k: tangNano20k,
  tang_primer_20k: tangPrimer20k,
};
