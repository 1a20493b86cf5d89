// What the vendors' tools are given with a wrapper: a clock, and the script that packs it for block designs of Vivado.
import type { NetworkPlan } from "../core/index.ts";
import { streamsOf } from "./wrapper-document.ts";

/** For a wrapper that is synthesized alone: within a design its clock comes with the constraints of that. */
export const constraintsText = (
  top: string,
): string => `# ${top} alone: 100 MHz. Give the period that yours is to reach, in ns.
create_clock -name aclk -period 10.000 [get_ports aclk]
`;

/** `verilog`, `images`: names of all files. */
export const packagingText = (
  top: string,
  verilog: readonly string[],
  images: readonly string[],
  plan: NetworkPlan,
) => `# Packs ${top} as IP: vivado -mode batch -source ${top}.tcl
# Writes the folder ip. Where the tool finds bus interfaces by the names of the ports, they get their clock here.
set here [file dirname [file normalize [info script]]]
create_project -in_memory
foreach name {${[...verilog, ...images].join(" ")}} { add_files -norecurse [file join $here $name] }
add_files -fileset constrs_1 -norecurse [file join $here ${top}.xdc]
set_property used_in {out_of_context synthesis implementation} [get_files [file join $here ${top}.xdc]]
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
