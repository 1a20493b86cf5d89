// The files that put a wrapper around generated Verilog: its modules, registers for people and for C, packaging.

import {
  axiCircuit,
  driverFiles,
  headerText,
  interfaceAttributes,
  pythonMapText,
  wrapperName,
} from "../axi/index.ts";
import { type NetworkPlan, parameterImage } from "../core/index.ts";
import { belowTop } from "../hdl/below-top.ts";
import { elaborate } from "../hdl/index.ts";
import { printVerilog } from "../hdl/verilog/print.ts";
import type { Folder } from "./replace.ts";
import { documentText, streamsOf } from "./wrapper-document.ts";
import { constraintsText, packagingText } from "./wrapper-packaging.ts";

export interface WrapperFiles {
  /** Top module of the wrapper. */
  readonly top: string;
  /** Verilog of the wrapper alone, by name. */
  readonly verilog: readonly string[];
  readonly files: Folder;
}

/** What goes into the folder of a network's Verilog beside it. `verilog`, `images`: names of the files that are there. */
export function wrapperFiles(
  plan: NetworkPlan,
  network: { readonly top: string; readonly verilog: readonly string[]; readonly images: readonly string[] },
): WrapperFiles {
  const top = wrapperName(network.top);
  const design = belowTop(elaborate(axiCircuit(plan)), network.top);
  const buses = ["s_axi", ...streamsOf(plan)];
  const ports = design.circuits.find(({ name }) => name === top)!.ports.map(({ name }) => name);
  const portAttributes = interfaceAttributes(ports, buses);
  const own = printVerilog(design, { merge: true, externals: "model", portAttributes }).filter(
    ({ name }) => name === `${top}.v` || name.startsWith(`${top}_`),
  );
  const verilog = own.map(({ name }) => name);
  const all = [...network.verilog, ...verilog];
  return {
    top,
    verilog,
    files: {
      ...Object.fromEntries(own.map(({ name, text }) => [name, text])),
      [`${top}.f`]: `${all.join("\n")}\n`,
      [`${top}.h`]: headerText(top, plan),
      [`${top}_map.py`]: pythonMapText(top, plan),
      ...driverFiles(top),
      ...(plan.hardware.parameters === "loaded"
        ? { [`${network.top}_parameters.bin`]: parameterImage(plan) }
        : {}),
      [`${top}.md`]: documentText(top, plan),
      [`${top}.sdc`]: constraintsText(top),
      [`${top}.xdc`]: constraintsText(top),
      [`${top}.tcl`]: packagingText(top, all, network.images, plan),
    },
  };
}
