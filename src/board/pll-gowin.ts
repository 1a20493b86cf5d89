// The PLL of a Gowin GW1N or GW2A (`rPLL`): which numbers make a frequency, and the cell with them.
import { bit, clock, external, uint } from "../hdl/index.ts";
import type { Pll } from "./pll.ts";

/** What a kind of chip allows, in MHz (data sheets DS117 and DS226). */
export interface GowinPllRange {
  readonly slowest: number;
  readonly fastest: number;
  readonly slowestCompared: number;
  readonly fastestCompared: number;
  readonly slowestOutput: number;
  readonly fastestOutput: number;
}

const compared = { slowestCompared: 3 };
/** GW1NR-9, speed grade C6/I5. */
export const gw1nr9: GowinPllRange = {
  ...compared,
  ...{ slowest: 400, fastest: 1200, fastestCompared: 400, slowestOutput: 3.125, fastestOutput: 600 },
};
/** GW2A-18 and GW2AR-18, speed grade C8/I7. */
export const gw2a18: GowinPllRange = {
  ...compared,
  ...{ slowest: 500, fastest: 1250, fastestCompared: 500, slowestOutput: 3.90625, fastestOutput: 625 },
};

/** Input and feedback are divided by at most this. */
const LARGEST = 64;
/** What the oscillator can be divided by. */
const outputs = [2, 4, 8, 16, 32, 48, 64, 80, 96, 112, 128];

/** The fastest output of at most `asked` MHz; null where there is none. The oscillator is as near to its middle as can be. */
export function gowinPllFor(range: GowinPllRange, inputMHz: number, asked: number): Pll | null {
  const middle = (range.slowest + range.fastest) / 2;
  let best: Pll | null = null;
  for (let input = 1; input <= LARGEST; input++) {
    const at = inputMHz / input;
    if (at < range.slowestCompared || at > range.fastestCompared) continue;
    const feedback = Math.min(LARGEST, Math.floor(Math.min(asked, range.fastestOutput) / at + 1e-9));
    const outputMHz = at * feedback;
    if (feedback < 1 || outputMHz < range.slowestOutput) continue;
    if (best !== null && outputMHz <= best.outputMHz + 1e-9) continue;
    const allowed = outputs.filter((o) => outputMHz * o >= range.slowest && outputMHz * o <= range.fastest);
    const distance = (o: number) => Math.abs(outputMHz * o - middle);
    const [output] = allowed.sort((a, b) => distance(a) - distance(b));
    if (output !== undefined) best = { inputMHz, outputMHz, input, feedback, output };
  }
  return best;
}

/** The cell; it feeds its output back by itself. `chip`: as the packer names it. */
export const gowinPllCell = ({ inputMHz, input, feedback, output }: Pll, chip: string) =>
  external("rPLL", {
    parameters: {
      FCLKIN: `${inputMHz}`,
      DEVICE: chip,
      IDIV_SEL: input - 1,
      FBDIV_SEL: feedback - 1,
      ODIV_SEL: output,
    },
    inputs: {
      ...{ CLKIN: clock, CLKFB: bit, RESET: bit, RESET_P: bit },
      ...{ FBDSEL: uint(6), IDSEL: uint(6), ODSEL: uint(6), PSDA: uint(4), DUTYDA: uint(4), FDLY: uint(4) },
    },
    outputs: { CLKOUT: clock, LOCK: bit },
    model(_c, { CLKIN }, { CLKOUT, LOCK }) {
      CLKOUT.is(CLKIN);
      LOCK.is(1);
    },
  });
