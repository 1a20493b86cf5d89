// The generated test bench: Verilog-2005 that any simulator runs, and that says PASS or FAIL by itself.
import type { PortUse } from "./ports.ts";
import type { VectorFile, Vectors } from "./vectors.ts";

const memory = (name: string, { width, lines }: VectorFile) =>
  `    reg [${width - 1}:0] ${name} [0:${Math.max(0, lines.length - 1)}];`;
const load = (name: string, file: VectorFile) => `        $readmemh("${file.name}", ${name});`;

/** A source that offers the words of a vector memory one after the other, with random pauses. */
const source = (stream: string, { lines }: VectorFile, start: string, fields: readonly string[]) => `
    // Source of ${stream}: what is offered stays until it is taken.
    integer ${stream}_next;
    always @(posedge clk) begin
        if (rst) begin
            ${stream}_tvalid <= 1'b0;
            ${stream}_next <= 0;
        end else if (!${stream}_tvalid || ${stream}_tready) begin
            if (${start}${stream}_next < ${lines.length} && $random(seed) % 100 >= stall) begin
                ${stream}_tvalid <= 1'b1;
                {${fields.join(", ")}} <= ${stream}_beats[${stream}_next];
                ${stream}_next <= ${stream}_next + 1;
            end else begin
                ${stream}_tvalid <= 1'b0;
            end
        end
    end
`;

const spikeCheck = ({ core, width, lines, addressBits }: Vectors["spikes"][number]) => `
    // Spikes that leave ${core}: addresses, and a word of all ones after each time step.
    integer ${core}_seen;
    always @(posedge clk) begin
        if (rst) begin
            ${core}_seen = 0;
        end else if (dut.${core}.spikes_valid && dut.${core}.spikes_ready) begin
            if (!dut.${core}.spikes_empty) begin
                check_${core}({${width - addressBits}'b0, dut.${core}.spikes_address});
            end
            if (dut.${core}.spikes_last) begin
                check_${core}({${width}{1'b1}});
            end
        end
    end
    task check_${core};
        input [${width - 1}:0] found;
        begin
            if (${core}_seen >= ${lines.length} || found !== ${core}_expected[${core}_seen]) begin
                if (failures < 10) begin
                    $display("FAIL: ${core}, spike word %0d: expected %h, found %h", ${core}_seen, ${core}_expected[${core}_seen], found);
                end
                failures = failures + 1;
            end
            ${core}_seen = ${core}_seen + 1;
        end
    endtask
`;

/** The text of `<top>_tb.v`. `maxCycles` without an answer are a failure. */
export function testBenchText(
  top: string,
  ports: readonly PortUse[],
  vectors: Vectors,
  steps: number,
  maxCycles: number,
): string {
  const { events, classes, params, spikes } = vectors;
  const range = (bits: number) => (bits > 1 ? `[${bits - 1}:0] ` : "");
  const driven = ports.filter(
    (p) => p.direction === "in" && p.name !== "clk" && p.name !== "rst" && p.name !== "classes_tready",
  );
  const shown = ports.filter((p) => p.direction === "out" && !p.name.startsWith("probe_"));
  const connected = ports.filter((p) => !p.name.startsWith("probe_"));
  const flags = shown.filter((p) => p.name.startsWith("error_")).map((p) => p.name);
  const expected = [
    ["events_beats", events],
    ["expected_classes", classes],
    ...(params === null ? [] : [["params_beats", params]]),
    ...spikes.map((s) => [`${s.core}_expected`, s]),
  ] as [string, VectorFile][];
  const loaded = params === null ? "" : `params_next == ${params.lines.length} && !params_tvalid && `;
  return `// Test bench of ${top}: ${classes.lines.length} sequences, ${steps} time steps, from the bit-exact model.
// Compares every spike that leaves a core, and every class. Prints PASS, or FAIL with what differs.
// Plusargs: +stall=PERCENT pauses the streams at random, +seed=NUMBER says how.
\`default_nettype none

module ${top}_tb;
    reg clk = 1'b0;
    reg rst = 1'b1;
${driven.map((p) => `    reg  ${range(p.width)}${p.name};`).join("\n")}
    reg  classes_tready;
${shown.map((p) => `    wire ${range(p.width)}${p.name};`).join("\n")}

    ${top} dut (
${connected.map((p) => `        .${p.name}(${p.name})`).join(",\n")}
    );

    always #5 clk = !clk;

${expected.map(([name, file]) => memory(name, file)).join("\n")}
    integer seed;
    integer stall;
    integer failures;
    integer cycles;
    initial begin
${expected.map(([name, file]) => load(name, file)).join("\n")}
        seed = 1;
        stall = 0;
        failures = 0;
        if ($value$plusargs("seed=%d", seed)) $display("seed %0d", seed);
        if ($value$plusargs("stall=%d", stall)) $display("stall %0d %%", stall);
        repeat (3) @(posedge clk);
        rst <= 1'b0;
    end
${params === null ? "" : source("params", params, "", ["params_tlast", "params_tdata"])}${source("events", events, loaded, ["events_tuser", "events_tlast", "events_tdata"])}${spikes.map(spikeCheck).join("")}
    // Sink of classes, and the end.
    integer classes_seen;
    always @(posedge clk) begin
        if (rst) begin
            classes_tready <= 1'b0;
            classes_seen = 0;
            cycles = 0;
        end else begin
            classes_tready <= $random(seed) % 100 >= stall;
            cycles = cycles + 1;
            if (classes_tvalid && classes_tready) begin
                if (classes_tdata !== expected_classes[classes_seen]) begin
                    $display("FAIL: sequence %0d: expected class %0d, found %0d", classes_seen, expected_classes[classes_seen], classes_tdata);
                    failures = failures + 1;
                end
                classes_seen = classes_seen + 1;
            end
            if (classes_seen == ${classes.lines.length} || cycles == ${maxCycles}) begin
                finish_test;
            end
        end
    end
    task finish_test;
        begin
            if (classes_seen != ${classes.lines.length}) begin
                $display("FAIL: %0d of ${classes.lines.length} sequences answered after %0d cycles", classes_seen, cycles);
                failures = failures + 1;
            end
${spikes
  .map(
    ({ core, lines }) => `            if (${core}_seen != ${lines.length}) begin
                $display("FAIL: ${core} gave %0d of ${lines.length} spike words", ${core}_seen);
                failures = failures + 1;
            end
`,
  )
  .join("")}${flags
  .map(
    (flag) => `            if (${flag} !== 1'b0) begin
                $display("FAIL: ${flag} is %b", ${flag});
                failures = failures + 1;
            end
`,
  )
  .join("")}            if (failures == 0) begin
                $display("PASS: ${classes.lines.length} sequences, ${steps} time steps, %0d cycles", cycles);
            end else begin
                $display("FAIL: %0d differences", failures);
            end
            $finish;
        end
    endtask
endmodule

\`default_nettype wire
`;
}
