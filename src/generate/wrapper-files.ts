// The files that put a wrapper around generated Verilog: its modules, registers for people and for C, packaging.

import { axiCircuit, headerText, registerTable, wrapperName } from "../axi/index.ts";
import { markdownTable } from "../base/markdown.ts";
import type { NetworkPlan } from "../core/index.ts";
import { belowTop } from "../hdl/below-top.ts";
import { elaborate } from "../hdl/index.ts";
import { printVerilog } from "../hdl/verilog/print.ts";
import type { Folder } from "./folder.ts";

export interface WrapperFiles {
  /** Top module of the wrapper. */
  readonly top: string;
  /** Verilog of the wrapper alone, by name. */
  readonly verilog: readonly string[];
  readonly files: Folder;
}

const streamsOf = (plan: NetworkPlan) => [
  "s_axis_events",
  ...(plan.hardware.parameters === "loaded" ? ["s_axis_params"] : []),
  "m_axis_classes",
];

const documentText = (top: string, plan: NetworkPlan): string => {
  const graded = plan.network.inputs.valueBits > 0;
  const loaded = plan.hardware.parameters === "loaded";
  const interfaces: readonly (readonly [name: string, what: string])[] = [
    [
      "s_axis_events",
      `AXI4-Stream: a word of ${graded ? 32 : 16} bits an event. Bits 12 to 0: its address; 13: the last of its time step; 14: with 13, ` +
        `the step is the last of its sequence; 15: the step has no event${graded ? "; 31 to 16: its value" : ""}. TLAST says nothing: ` +
        "a transfer may end anywhere and hold many sequences. A beat without bytes (TKEEP 0) is passed over",
    ],
    ...(loaded
      ? [
          [
            "s_axis_params",
            "AXI4-Stream: a transfer for each memory of the parameters, as the network's document says: its number, then its values",
          ] as const,
        ]
      : []),
    [
      "m_axis_classes",
      `AXI4-Stream: a class a beat, in whole bytes. TLAST: ${plan.hardware.outputs.classes === "step" ? "of the sequence's last step" : "always, a class ends its sequence"}`,
    ],
    [
      "s_axi",
      "AXI4-Lite: registers of 32 bits, below. What is not there, or not to be written, is answered with SLVERR",
    ],
    ["irq", "high while a cause is raised that is enabled"],
  ];
  return `# ${top}

${plan.network.name} as a block of a system. One clock, \`aclk\`; \`aresetn\` is its reset, synchronous, active low.

${markdownTable(
  ["interface", "is"],
  interfaces.map(([name, what]) => [`\`${name}\``, what]),
)}

${registerTable()}

A restart resets the network and nothing else. Events that it has taken are lost; a class that is on offer stays. Parameters stay as
they were loaded, but for a packet that was on its way.
`;
};

/** Packs the wrapper for the block designs of Vivado. */
const packagingText = (
  top: string,
  verilog: readonly string[],
  images: readonly string[],
  plan: NetworkPlan,
) => `# Packs ${top} as IP: vivado -mode batch -source ${top}.tcl
# Writes the folder ip. Where the tool finds bus interfaces by the names of the ports, they get their clock here.
set here [file dirname [file normalize [info script]]]
create_project -in_memory
foreach name {${[...verilog, ...images].join(" ")}} { add_files -norecurse [file join $here $name] }
set_property top ${top} [current_fileset]
update_compile_order -fileset sources_1
ipx::package_project -root_dir [file join $here ip] -vendor user.org -library user -taxonomy /UserIP -import_files
set core [ipx::current_core]
foreach bus {s_axi ${streamsOf(plan).join(" ")}} { ipx::associate_bus_interfaces -busif $bus -clock aclk $core }
set_property display_name ${top} $core
ipx::create_xgui_files $core
ipx::update_checksums $core
ipx::check_integrity $core
ipx::save_core $core
`;

/** What goes into the folder of a network's Verilog beside it. `verilog`, `images`: names of the files that are there. */
export function wrapperFiles(
  plan: NetworkPlan,
  network: { readonly top: string; readonly verilog: readonly string[]; readonly images: readonly string[] },
): WrapperFiles {
  const top = wrapperName(network.top);
  const design = belowTop(elaborate(axiCircuit(plan)), network.top);
  const own = printVerilog(design, { merge: true, externals: "model" }).filter(
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
      [`${top}.h`]: headerText(top),
      [`${top}.md`]: documentText(top, plan),
      [`${top}.tcl`]: packagingText(top, all, network.images, plan),
    },
  };
}
