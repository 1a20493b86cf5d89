// The tops of the boards with a Gowin chip.
import { type GowinPllRange, gowinPllCell, gowinPllFor, gw1nr9, gw2a18 } from "./pll-gowin.ts";
import type { Pins } from "./top.ts";
import { type ClockMaker, pllNote, pllTop } from "./tops-pll.ts";

const makerFor = (range: GowinPllRange, chip: string): ClockMaker => ({
  pllFor: (crystalMHz, asked) => gowinPllFor(range, crystalMHz, asked),
  place(c, pll, crystal) {
    c.note(pllNote(pll));
    const made = c.instance("pll", gowinPllCell(pll, chip), {
      ...{ CLKIN: crystal, CLKFB: 0, RESET: 0, RESET_P: 0 },
      ...{ FBDSEL: 0, IDSEL: 0, ODSEL: 0, PSDA: 0, DUTYDA: 0, FDLY: 0 },
    } as never);
    return { clock: made.CLKOUT, locked: made.LOCK };
  },
});

/** All have a 27 MHz crystal, and lamps that shine while their pin is low. */
const tang = (name: string, called: string, maker: ClockMaker, button: Pick<Pins, "button" | "pressed">) =>
  pllTop({
    name,
    note: `${called}: clock, reset, pins around the circuit \`board\`. The parameters are in the bitstream.`,
    crystalMHz: 27,
    maker,
    pins: { clock: "clk_27mhz", ...button, fromHost: "uart_rx", toHost: "uart_tx" },
    shows: { led_ready_n: ({ ready }) => ready.not(), led_fault_n: ({ fault }) => fault.not() },
  });

const low = { button: "button_n", pressed: 0 } as const;

export const tangNano9k = tang("tang_nano_9k", "Tang Nano 9K (GW1NR-9)", makerFor(gw1nr9, "GW1NR-9C"), low);
export const tangNano20k = tang(
  ...(["tang_nano_20k", "Tang Nano 20K (GW2AR-18)", makerFor(gw2a18, "GW2AR-18C")] as const),
  { button: "button", pressed: 1 },
);
export const tangPrimer20k = tang(
  ...(["tang_primer_20k", "Tang Primer 20K (GW2A-18) on its dock", makerFor(gw2a18, "GW2A-18C")] as const),
  low,
);
