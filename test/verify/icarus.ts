// A Verilog test bench for Icarus that watches every output for unknown bits, and runs it.
import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { printVerilog } from "../../src/hdl/verilog/print.ts";
import type { Beats, Bench, Field, StreamInterface } from "../../src/simulate/index.ts";
import type { NetworkBench } from "../../src/simulate/network.ts";

const run = promisify(execFile);

const range = (width: number) => (width > 1 ? `[${width - 1}:0] ` : "");
const widthOf = (fields: readonly Field[]) => fields.reduce((sum, f) => sum + f.width, 0);

/** The beats as words of hexadecimal digits, first field highest. */
function words(stream: StreamInterface, beats: Beats): string {
  const lines = Array.from({ length: beats.beats }, (_, n) =>
    stream.fields.reduce(
      (word, { width }, i) => (word << BigInt(width)) | BigInt.asUintN(width, BigInt(beats.columns[i]![n]!)),
      0n,
    ),
  );
  return lines.map((line) => `${line.toString(16)}\n`).join("");
}

/** Reports `port` where `when` holds and a bit of it is unknown. */
const watch = (when: string, port: string) =>
  `        if (${when} && ^${port} === 1'bx) begin $display("unknown ${port} at %0d: %b", cycle, ${port}); unknown = unknown + 1; end`;

/** Sources in order, each after the one before; sinks that pause now and then; a watch over every output. */
function benchText(bench: Bench, beats: readonly Beats[], classes: number, maxCycles: number): string {
  const { sources, sinks, monitors, flags } = bench;
  const sink = sinks[0]!;
  const inputs = sources.flatMap((s) => [{ port: s.valid, width: 1 }, ...s.fields]);
  const outputs = [
    ...sources.map((s) => ({ port: s.ready, width: 1 })),
    ...sinks.flatMap((s) => [{ port: s.valid, width: 1 }, ...s.fields]),
    ...monitors.flatMap((m) => [{ port: m.valid, width: 1 }, ...m.fields]),
    ...flags,
  ];
  const ports = [...inputs, ...outputs].map(({ port }) => port);
  const drive = sources.map((s, i) => {
    const before = i === 0 ? "" : `next_${i - 1} == ${beats[i - 1]!.beats} && `;
    const given = `{${s.fields.map((f) => f.port).join(", ")}}`;
    return `        // A beat that was taken makes room; unless there is a pause, the next one comes.
        if (${s.valid} && ${s.ready}) begin ${s.valid} <= 1'b0; next_${i} = next_${i} + 1; end
        if ((!${s.valid} || ${s.ready}) && ${before}next_${i} < ${beats[i]!.beats} && $random % 4 != 0) begin
            ${s.valid} <= 1'b1;
            ${given} <= beats_${i}[next_${i}];
        end`;
  });
  return `module bench;
    reg clk = 1'b0;
    reg rst = 1'b1;
${sinks.map((s) => `    reg ${s.ready} = 1'b0;\n`).join("")}${inputs.map(({ port, width }) => `    reg ${range(width)}${port} = 0;`).join("\n")}
${outputs.map(({ port, width }) => `    wire ${range(width)}${port};`).join("\n")}
    ${bench.top} dut (.clk(clk), .rst(rst), ${sinks.map((s) => `.${s.ready}(${s.ready}), `).join("")}${ports.map((p) => `.${p}(${p})`).join(", ")});
${sources.map((s, i) => `    reg [${widthOf(s.fields) - 1}:0] beats_${i} [0:${Math.max(0, beats[i]!.beats - 1)}];\n    integer next_${i} = 0;`).join("\n")}
    integer cycle = 0;
    integer seen = 0;
    integer unknown = 0;
    always #5 clk = !clk;
    initial begin
${sources.map((s, i) => `        $readmemh("${s.name}.hex", beats_${i});`).join("\n")}
        #32 rst = 1'b0;
    end
    always @(posedge clk) if (!rst) begin
        cycle = cycle + 1;
${[...sources.map((s) => s.ready), ...sinks.map((s) => s.valid), ...monitors.map((m) => m.valid), ...flags.map((f) => f.port)].map((p) => watch("1", p)).join("\n")}
${sinks.flatMap((s) => s.fields.map((f) => watch(s.valid, f.port))).join("\n")}
${monitors.flatMap((m) => m.fields.map((f) => watch(m.valid, f.port))).join("\n")}
${drive.join("\n")}
        if (${sink.valid} && ${sink.ready}) begin
            $display("class %0d", ${sink.fields[0]!.port});
            seen = seen + 1;
        end
        if (seen == ${classes}) begin $display("done"); $finish; end
        if (unknown > 20) begin $display("too many"); $finish; end
        if (cycle == ${maxCycles}) begin $display("nothing more came"); $finish; end
${sinks.map((s) => `        ${s.ready} <= $random;\n`).join("")}    end
endmodule
`;
}

/** Runs a network's hardware in Icarus, everything unknown at start. Returns the classes and reports of unknown bits. */
export async function runIcarus(
  { bench, design }: NetworkBench,
  beats: Readonly<Record<string, Beats>>,
  classes: number,
): Promise<{ classes: number[]; reports: string[]; end: string }> {
  const folder = await mkdtemp(join(tmpdir(), "dmp-icarus-"));
  try {
    const given = bench.sources.map((s) => beats[s.name]!);
    const files = [
      ...printVerilog(design, { externals: "model" }).flatMap((file) => [file, ...file.images]),
      { name: "bench.v", text: benchText(bench, given, classes, 200_000) },
      ...bench.sources.map((s, i) => ({ name: `${s.name}.hex`, text: words(s, given[i]!) })),
    ];
    for (const { name, text } of files) await writeFile(join(folder, name), text);
    const verilog = files.map((f) => f.name).filter((name) => name.endsWith(".v"));
    await run("iverilog", ["-g2005", "-s", "bench", "-o", "run.vvp", ...verilog], { cwd: folder });
    const { stdout } = await run("vvp", ["-n", "run.vvp"], { cwd: folder });
    const lines = stdout.trim().split("\n");
    return {
      classes: lines.filter((l) => l.startsWith("class ")).map((l) => Number(l.slice(6))),
      reports: lines.filter((l) => l.startsWith("unknown ")),
      end: lines.at(-1)!,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
