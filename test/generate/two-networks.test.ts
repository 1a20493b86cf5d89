// Two generated networks and a module of the user's own in one design: no name of theirs collides, in three tools.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { needs } from "../../.ci/tools.mjs";
import { vectorCases } from "../../golden/cases.ts";
import { type HardwareInput, hardware, plan } from "../../src/core/index.ts";
import { type Generated, generate } from "../../src/generate/index.ts";

const made = (name: string, choice: Partial<HardwareInput>): Generated => {
  const { network } = vectorCases.find((c) => c.name === name)!;
  return generate(plan(network, hardware({ ...choice, lanes: { spike: 2, memory: 2, update: 1 } })));
};
const one = made("subtract", {});
const other = made("legendre-5", { mapping: "shared", parameters: "loaded" });

/** A module of the user's own that is called like a part of every network, and a top around it and both networks. */
function surrounding(): Record<string, string> {
  const instance = ({ top, ports }: Generated) => {
    const wires = ports
      .filter(({ name }) => name !== "clk" && name !== "rst")
      .map(({ name, direction, width }) => ({ name, isInput: direction === "in", width }));
    return {
      top,
      ports: wires.map(
        (w) => `    ${w.isInput ? "input " : "output"} wire [${w.width - 1}:0] ${top}_${w.name}`,
      ),
      connections: wires.map((w) => `.${w.name}(${top}_${w.name})`),
    };
  };
  const networks = [one, other].map(instance);
  return {
    "readout.v": "module readout (input wire a, output wire y);\n    assign y = !a;\nendmodule\n",
    "both.v": `module both (
    input  wire clk, input wire rst, input wire a, output wire y,
${networks.flatMap((n) => n.ports).join(",\n")}
);
    readout readout (.a(a), .y(y));
${networks.map((n) => `    ${n.top} ${n.top} (.clk(clk), .rst(rst), ${n.connections.join(", ")});`).join("\n")}
endmodule
`,
  };
}

const folder = mkdtempSync(join(tmpdir(), "dmp-two-networks-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const files: Record<string, string> = surrounding();
for (const network of [one, other])
  for (const [name, text] of Object.entries(network.files)) files[name] = `${text}`;
mkdirSync(join(folder, "tb"));
for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
const verilog = Object.keys(files).filter((name) => /^[^/]*\.v$/.test(name));
const benches = [one, other].map(({ top }) => `tb/${top}_tb.v`);

const has = (...names: string[]) =>
  names.every((name) => needs.find((need) => need.name === name)?.found() ?? false);
/** What a command says; it must succeed. */
async function said(command: string, ...args: string[]): Promise<string> {
  const { all, exitCode } = await execa(command, args, { cwd: folder, all: true, reject: false });
  expect(exitCode, all).toBe(0);
  return all;
}
const pass = /^PASS: \d+ sequences/m;

it("every file but the sources of the network carries the top's name", () => {
  for (const { top, files } of [one, other])
    for (const name of Object.keys(files))
      expect(name).toMatch(new RegExp(`^(tb/)?${top}(_\\w+)?\\.(v|hex|f|core|md)$`));
  const shared = Object.keys(one.files).filter((name) => name in other.files);
  expect(shared).toEqual([]);
});

it("instances keep their names", () => {
  expect(files[`${one.top}.v`]).toMatch(new RegExp(`^    ${one.top}_core0 core0 \\($`, "m"));
  expect(one.memories.map(({ name }) => name)).toContain("core0.fast_current.weights");
});

describe("two networks and a user's module", () => {
  it.skipIf(!has("iverilog"))(
    "compile without a warning and pass both benches in Icarus Verilog",
    async () => {
      expect(await said("iverilog", "-g2005", "-Wall", "-t", "null", "-s", "both", ...verilog)).toBe("");
      for (const { top } of [one, other]) {
        const program = `tb/${top}`;
        await said(
          "iverilog",
          "-g2005",
          "-s",
          "both",
          "-s",
          `${top}_tb`,
          "-o",
          program,
          ...verilog,
          ...benches,
        );
        expect(await said("vvp", "-n", program)).toMatch(pass);
      }
    },
  );

  it.skipIf(!has("yosys", "iverilog"))("are read by Yosys as they are written", async () => {
    const script = [
      `read_verilog ${verilog.join(" ")}`,
      "hierarchy -check -top both",
      "proc",
      "check -assert",
      "write_verilog -noattr netlist.v",
    ];
    expect(await said("yosys", "-q", "-p", script.join("; "))).toBe("");
    expect(readFileSync(join(folder, "netlist.v"), "utf8")).toContain(`module ${other.top}_readout(`);
    for (const { top } of [one, other]) {
      // The wires of a netlist have no sign: assertions speak of the Verilog only.
      const bench = `${files[`tb/${top}_tb.v`]}`.replace(/if .*(?=\n.*FAIL: assertion)/g, "if (1'b0) begin");
      writeFileSync(join(folder, "tb/netlist_tb.v"), bench);
      await said("iverilog", "-g2012", "-s", `${top}_tb`, "-o", "tb/netlist", "netlist.v", "tb/netlist_tb.v");
      expect(await said("vvp", "-n", "tb/netlist")).toMatch(pass);
    }
  });

  it.skipIf(!has("verilator"))(
    "are linted and built without a warning in Verilator; a bench passes, and fails with a status",
    async () => {
      const lint = ["--lint-only", "-Wall", "--top-module", "both"];
      expect(await said("verilator", ...lint, ...verilog)).not.toMatch(/warning|error/i);
      const { top } = other;
      const all = `module all_tb;\n    ${top}_tb bench ();\n    both both ();\nendmodule\n`;
      writeFileSync(join(folder, "tb/all_tb.v"), all);
      const flags = ["--binary", "--timing", "-Wno-PINMISSING", "--top-module", "all_tb"];
      const fast = ["-MAKEFLAGS", "OPT_FAST=-O0 OPT_GLOBAL=-O0"];
      const sources = [...verilog, `tb/${top}_tb.v`, "tb/all_tb.v"];
      expect(await said("verilator", ...flags, ...fast, ...sources)).not.toMatch(/warning|error/i);
      const program = join(folder, "obj_dir/Vall_tb");
      expect(await said(program, "+stall=20")).toMatch(pass);
      rmSync(join(folder, `tb/${top}_params.hex`));
      const bad = await execa(program, [], { cwd: folder, all: true, reject: false });
      expect(bad.all).toContain(`FAIL: tb/${top}_params.hex is missing`);
      expect(bad.exitCode === 0).toBe(false);
    },
    600_000,
  );
});
