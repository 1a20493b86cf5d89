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
  /** A flow of Edalize on the design alone. */
  const flow = (name: string, filesets: readonly string[], options: string, of = top) => `  ${name}:
    flow: ${options.split(" ", 1)[0]}
    flow_options: {${options.slice(options.indexOf(" ") + 1)}}
    filesets: [${filesets.join(", ")}]
    toplevel: ${of}
`;
  const lint = "lint tool: verilator, verilator_options: [-Wall]";
  const targets = [
    flow("lint", rtl, lint),
    // Synthesis: the pins of a board are the user's.
    flow("icestorm", rtl, "icestorm pnr: none, yosys_synth_options: [-dsp]"),
    flow("trellis", rtl, "trellis pnr: none"),
    flow("vivado", rtl, "vivado part: xc7a35tcsg324-1, pnr: none"),
    `  quartus:
    default_tool: quartus
    tools: {quartus: {family: Cyclone V, device: 5CSEBA6U23I7, pnr: none}}
    filesets: [${rtl.join(", ")}]
    toplevel: ${top}
`,
    ...(wrapper === null ? [] : [flow("wrapper", [...rtl, "wrapper"], lint, wrapper.top)]),
    ...(testBench === null
      ? []
      : [
          flow(
            "sim",
            [...rtl, "testbench", "vectors"],
            "sim tool: icarus, iverilog_options: [-g2005], mode: binary, verilator_options: [--timing]",
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
