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
  const wrapped =
    wrapper === null
      ? ""
      : `  wrapper:
    filesets: [${[...rtl, "wrapper"].join(", ")}]
    toplevel: ${wrapper.top}
`;
  const sim =
    testBench === null
      ? ""
      : `  sim:
    default_tool: icarus
    filesets: [${[...rtl, "testbench", "vectors"].join(", ")}]
    toplevel: ${testBench.top}
    tools:
      icarus:
        iverilog_options: [-g2005]
      verilator:
        mode: binary
        verilator_options: [--timing]
`;
  return `CAPI=2:
name: "::${top}:0"
description: ${JSON.stringify(description)}

filesets:
${sets.join("\n")}
targets:
  default: &default
    filesets: [${rtl.join(", ")}]
    toplevel: ${top}
  lint:
    <<: *default
    default_tool: verilator
    tools:
      verilator:
        mode: lint-only
        verilator_options: [-Wall]
${wrapped}${sim}`;
}
