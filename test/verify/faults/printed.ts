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

/** Faults in how the network talks to those around it, and what is said of them. */
export const streamFaults: readonly (PrintedFault & { readonly says: string })[] = [
  {
    name: "a class is offered only to whom is ready",
    file: "dmp_pipelined.v",
    from: /assign classes_tvalid = (\w+);/,
    to: "assign classes_tvalid = $1 & classes_tready;",
    says: "nothing more came",
  },
  {
    name: "a class that waits is another one",
    file: "dmp_pipelined.v",
    from: /assign classes_tdata = (\w+);/,
    to: "assign classes_tdata = $1 ^ !classes_tready;",
    says: "classes: a beat that was offered did not stay until it was taken",
  },
  {
    name: "a class that waits is taken back every other cycle",
    file: "dmp_pipelined.v",
    from: /assign classes_tvalid = (\w+);/,
    to: `reg waited = 1'b0;
    always @(posedge clk) waited <= $1 & !classes_tready & !waited;
    assign classes_tvalid = $1 & !waited;`,
    says: "classes: a beat that was offered did not stay until it was taken",
  },
  {
    name: "the address of a beat without event counts",
    file: "intake.v",
    from: /carries = !axi_tuser\[1\];/,
    to: "carries = !axi_tuser[1] | (axi_tdata != 0);",
    says: "expected",
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
