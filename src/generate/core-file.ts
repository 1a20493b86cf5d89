// The FuseSoC core file (CAPI2) of generated Verilog.

export interface CoreFiles {
  readonly top: string;
  readonly description: string;
  readonly verilog: readonly string[];
  readonly images: readonly string[];
  /** Null: no wrapper was made. */
  readonly wrapper: { readonly top: string; readonly verilog: readonly string[] } | null;
  /** Null: no test bench was made. */
  readonly testBench: {
    readonly verilog: string;
    readonly top: string;
    readonly data: readonly string[];
  } | null;
}

const files = (names: readonly string[]) => names.map((name) => `      - ${name}`).join("\n");
/** Copied to where the simulator runs, because $readmemh looks there. */
const copied = (names: readonly string[]) =>
  names.map((name) => `      - ${name}: {copyto: ${name}}`).join("\n");

const fileset = (name: string, list: string, type: string) =>
  `  ${name}:\n    files:\n${list}\n    file_type: ${type}\n`;

/** The text of `<top>.core`. */
export function coreFile({ top, description, verilog, images, wrapper, testBench }: CoreFiles): string {
  const rtl = ["rtl", ...(images.length > 0 ? ["images"] : [])];
  const sets = [
    fileset("rtl", files(verilog), "verilogSource-2005"),
    ...(images.length > 0 ? [fileset("images", copied(images), "user")] : []),
    ...(wrapper === null ? [] : [fileset("wrapper", files(wrapper.verilog), "verilogSource-2005")]),
    ...(testBench === null
      ? []
      : [
          fileset("testbench", files([testBench.verilog]), "verilogSource-2005"),
          fileset("vectors", copied(testBench.data), "user"),
        ]),
  ];
  /** A target of one of Edalize's flows. */
  const target = (name: string, flow: string, options: string, filesets: readonly string[], of: string) =>
    `  ${name}:
    flow: ${flow}
    flow_options: {${options}}
    filesets: [${filesets.join(", ")}]
    toplevel: ${of}
`;
  const lint = "tool: verilator, verilator_options: [-Wall]";
  const targets = [
    target("lint", "lint", lint, rtl, top),
    // Synthesis: the pins of a board are the user's.
    target("icestorm", "icestorm", "pnr: none, yosys_synth_options: [-dsp]", rtl, top),
    target("trellis", "trellis", "pnr: none", rtl, top),
    target("vivado", "vivado", "part: xc7a35tcsg324-1, pnr: none", rtl, top),
    `  quartus:
    default_tool: quartus
    tools: {quartus: {family: Cyclone V, device: 5CSEBA6U23I7, pnr: none}}
    filesets: [${rtl.join(", ")}]
    toplevel: ${top}
`,
    ...(wrapper === null ? [] : [target("lint_wrapper", "lint", lint, [...rtl, "wrapper"], wrapper.top)]),
    ...(testBench === null
      ? []
      : [
          target(
            "sim",
            "sim",
            "tool: icarus, iverilog_options: [-g2005], mode: binary, verilator_options: [--timing]",
            [...rtl, "testbench", "vectors"],
            testBench.top,
          ),
        ]),
  ];
  return `CAPI=2:
name: "::${top}:0"
description: ${JSON.stringify(description)}

filesets:
${sets.join("\n")}
targets:
  default:
    filesets: [${rtl.join(", ")}]
    toplevel: ${top}
${targets.join("")}`;
}
