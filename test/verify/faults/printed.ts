// Faults planted in the printed Verilog, as somebody who edits it by hand would make them.
import { printVerilog } from "../../../src/hdl/verilog/print.ts";
import type { ForeignVerilog } from "../../../src/verify/index.ts";
import type { Subject } from "./subject.ts";

export interface PrintedFault {
  readonly name: string;
  readonly file: string;
  readonly from: RegExp;
  readonly to: string;
}

export const printedFaults: readonly PrintedFault[] = [
  {
    name: "fires above the threshold only, not at it",
    file: "core0_neurons.v",
    from: /fires_0 = \((\w+) >= /,
    to: "fires_0 = ($1 > ",
  },
  {
    name: "the new slow state where the old one belongs",
    file: "core0_slow_state.v",
    from: /states\[\{half, /,
    to: "states[{!half, ",
  },
  {
    name: "sums of the step before the last stay in the bank",
    file: "core0_integrate.v",
    from: /current_0 = \(product_first \? \d+'sd0 : /,
    to: "current_0 = (",
  },
  {
    name: "the last of equal logits wins",
    file: "readout.v",
    from: /\(logit > /,
    to: "(logit >= ",
  },
  {
    name: "weights taken as unsigned",
    file: "core1_integrate.v",
    from: /\{(\d+)\{weights_word_0\[\d+\]\}\}/,
    to: "{$1{1'b0}}",
  },
];

/** The Verilog of a subject with one fault in its text. */
export function printedWith({ bench }: Subject, fault: PrintedFault): ForeignVerilog {
  const files = printVerilog(bench.design).map(({ name, text }) => ({
    name,
    text: name === fault.file ? text.replace(fault.from, fault.to) : text,
  }));
  const before = printVerilog(bench.design).find((f) => f.name === fault.file);
  if (before === undefined || files.find((f) => f.name === fault.file)!.text === before.text)
    throw new Error(`nothing to change in ${fault.file}`);
  return { files, images: [], probe: true };
}
