// The tops of the boards with an ECP5.
import { clock } from "../hdl/index.ts";
import { pllCell, pllFor } from "./pll.ts";
import { type ClockMaker, pllNote, pllTop } from "./tops-pll.ts";

const maker: ClockMaker = {
  pllFor,
  place(c, pll, crystal) {
    const { feedback } = c.wires({ feedback: clock });
    c.note(pllNote(pll));
    const made = c.instance("pll", pllCell(pll), {
      ...{ CLKI: crystal, CLKFB: feedback, RST: 0, STDBY: 0, ENCLKOP: 0, PLLWAKESYNC: 0 },
      ...{ PHASESEL0: 0, PHASESEL1: 0, PHASEDIR: 1, PHASESTEP: 1, PHASELOADREG: 1 },
    } as never);
    feedback.is(made.CLKOP);
    return { clock: made.CLKOP, locked: made.LOCK };
  },
};

export const ulx3s = pllTop({
  name: "ulx3s",
  note: "ULX3S (ECP5): clock, reset, pins around the circuit `board`. The parameters are in the bitstream.",
  crystalMHz: 25,
  maker,
  pins: { clock: "clk_25mhz", button: "btn_pwr_n", pressed: 0, fromHost: "ftdi_txd", toHost: "ftdi_rxd" },
  shows: {
    led_ready: ({ ready }) => ready,
    led_fault: ({ fault }) => fault,
    // While it is high, the board's other chip leaves the FPGA alone.
    wifi_gpio0: () => 1,
  },
});

export const colorlightI5 = pllTop({
  name: "colorlight_i5",
  note: "Colorlight i5 (ECP5) on its extension board: clock, reset, pins around the circuit `board`. The parameters are in the bitstream.",
  crystalMHz: 25,
  maker,
  pins: { clock: "clk_25mhz", button: "reset_n", pressed: 0, fromHost: "uart_rx", toHost: "uart_tx" },
  shows: { led_n: ({ ready }) => ready.not() },
});
