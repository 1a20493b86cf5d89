// The PLL of an ECP5: which numbers make a frequency, and the cell with them.
import { bit, clock, external } from "../hdl/index.ts";

/** Of the PLL's oscillator, in MHz. */
const SLOWEST = 400;
const FASTEST = 800;
/** Of what the phases are compared at, in MHz, at least. */
const SLOWEST_COMPARED = 3.125;
const LARGEST = 128;

export interface Pll {
  readonly inputMHz: number;
  readonly outputMHz: number;
  /** The input is divided by this, */
  readonly input: number;
  /** the output too, to be compared with it; */
  readonly feedback: number;
  /** and the oscillator, to be the output. */
  readonly output: number;
}

/** The fastest output of at most `asked` MHz; null where there is none. The oscillator is as near to its middle as can be. */
export function pllFor(inputMHz: number, asked: number): Pll | null {
  let best: Pll | null = null;
  for (let input = 1; input <= LARGEST && inputMHz / input >= SLOWEST_COMPARED; input++) {
    const feedback = Math.min(LARGEST, Math.floor((asked * input) / inputMHz + 1e-9));
    const outputMHz = (inputMHz * feedback) / input;
    if (feedback < 1 || (best !== null && outputMHz <= best.outputMHz + 1e-9)) continue;
    const output = Math.min(LARGEST, Math.round((SLOWEST + FASTEST) / 2 / outputMHz));
    const oscillator = outputMHz * output;
    if (output < 1 || output > LARGEST || oscillator < SLOWEST || oscillator > FASTEST) continue;
    best = { inputMHz, outputMHz, input, feedback, output };
  }
  return best;
}

const shown = (MHz: number) => `${Number(MHz.toFixed(6))}`;

/** The cell; its output goes back to `CLKFB`. The attributes are those for which its filter is made. */
export const pllCell = ({ inputMHz, outputMHz, input, feedback, output }: Pll) =>
  external("EHXPLLL", {
    parameters: {
      PLLRST_ENA: "DISABLED",
      INTFB_WAKE: "DISABLED",
      STDBY_ENABLE: "DISABLED",
      DPHASE_SOURCE: "DISABLED",
      OUTDIVIDER_MUXA: "DIVA",
      CLKI_DIV: input,
      CLKFB_DIV: feedback,
      CLKOP_ENABLE: "ENABLED",
      CLKOP_DIV: output,
      // The output's edge is where the feedback's is.
      CLKOP_CPHASE: output - 1,
      CLKOP_FPHASE: 0,
      FEEDBK_PATH: "CLKOP",
    },
    attributes: {
      FREQUENCY_PIN_CLKI: shown(inputMHz),
      FREQUENCY_PIN_CLKOP: shown(outputMHz),
      ICP_CURRENT: "12",
      LPF_RESISTOR: "8",
      MFG_ENABLE_FILTEROPAMP: "1",
      MFG_GMCREF_SEL: "2",
    },
    inputs: {
      ...{ CLKI: clock, CLKFB: clock, RST: bit, STDBY: bit, ENCLKOP: bit, PLLWAKESYNC: bit },
      ...{ PHASESEL0: bit, PHASESEL1: bit, PHASEDIR: bit, PHASESTEP: bit, PHASELOADREG: bit },
    },
    outputs: { CLKOP: clock, LOCK: bit },
    model(_c, { CLKI }, { CLKOP, LOCK }) {
      CLKOP.is(CLKI);
      LOCK.is(1);
    },
  });
