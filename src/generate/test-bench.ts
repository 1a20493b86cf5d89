// The generated test bench: Verilog-2005 that any simulator runs, and that ends with a status when something is wrong.
import { answerLines, claimLines, flowLines, offerLines, outputLines, sourceLines } from "./bench-cycle.ts";
import { type BenchInput, countOf } from "./bench-input.ts";
import { type List, roundTasks } from "./bench-rounds.ts";
import { type Content, contentTask, declared, range, watchLines, watchTask } from "./bench-tasks.ts";
import { cycleBits } from "./vectors.ts";

/** Cycles without anything after a round's last word; after the last round what comes late has more time. */
const [IDLE, LAST_IDLE] = [30, 200];

/** The text of `<top>_tb.v`. */
export function testBenchText(b: BenchInput): string {
  const { top, ports, events, answers, params, watches, images, claims, marks } = b;
  const ready = (name: string) => answers.some((a) => name === `${a.name}_tready`);
  const driven = ports.filter(
    (p) => p.direction === "in" && !["clk", "rst"].includes(p.name) && !ready(p.name),
  );
  const shown = ports.filter((p) => p.direction === "out" && !p.name.startsWith("probe_"));
  const connected = ports.filter((p) => !p.name.startsWith("probe_"));
  const unconnected = ports.filter((p) => p.name.startsWith("probe_"));
  const flags = shown.filter((p) => p.name.startsWith("error_")).map((p) => p.name);
  const loaded = params !== null;
  const files: Content[] = [
    { memory: "events_beats", file: events },
    ...answers.map((a) => ({ memory: `${a.name}_expected`, file: a.file })),
    ...(loaded ? [{ memory: "params_beats", file: params }] : []),
    ...watches.map((w) => ({ memory: `${w.name}_expected`, file: w.file })),
    { memory: "marks", file: marks },
  ];
  const contents = [...files, ...images];
  const lists: List[] = [
    ...["events", ...(loaded ? ["params"] : [])].map((name) => ({ name, pointer: `${name}_next` })),
    ...[...answers, ...watches].map(({ name }) => ({ name, pointer: `${name}_seen` })),
  ];
  /** Lines of the bench for every stream out of the design. */
  const forAnswers = (lines: (name: string) => string) => answers.map((a) => lines(a.name)).join("");
  const classes = answers.find((a) => a.name === "classes")!;
  const lastClass = classes.fields.includes("classes_tlast") ? " && classes_tlast" : "";
  const complete = [
    ...lists.map(({ name, pointer }) => `${pointer} >= ${name}_end`),
    "!events_tvalid",
    ...(loaded ? ["!params_tvalid"] : []),
  ];
  // At full speed events are on offer while parameters are taken; with pauses between packets they would slip in.
  const packetsDone = "(params_next == params_end && !params_tvalid)";
  const eventsStart = loaded
    ? ` && (events_next < events_before || ${packetsDone} || (stall == 0 && params_next > params_start))`
    : "";
  const takenEvents = "events_next - (!rst && events_tvalid && !events_tready ? 1 : 0)";
  const paramsStart = ` && ${takenEvents} >= params_after`;
  const eventFields = ["events_tuser", "events_tlast", "events_tdata"];
  const offers = [
    ...(loaded
      ? [
          {
            stream: "params",
            lines: offerLines("params", params, paramsStart, ["params_tlast", "params_tdata"]),
          },
        ]
      : []),
    {
      stream: "events",
      lines: offerLines("events", { width: events.width - cycleBits }, eventsStart, eventFields),
    },
  ];
  return `// Test bench of ${top}: ${countOf(b, "sequences")} sequences, ${countOf(b, "steps")} time steps, from the bit-exact model.
${b.about.map((line) => `// ${line}\n`).join("")}// Compares drives, slow states, membranes and spikes of every layer, the logits, every beat that leaves, and at full speed
// the cycle in which it does; checks ${claims.length} assertions in every cycle, and the error flags. Each round begins with a reset.
// Prints PASS, or FAIL with what differs; then the simulation ends with a status that is not 0.
// Plusargs: +stall=PERCENT pauses the streams at random, +seed=NUMBER says how; +vcd or +fst writes a waveform
// (FST where the simulator is asked for it: vvp -fst, verilator --trace-fst).
\`default_nettype none

module ${top}_tb;
    reg  clk = 1'b0;
    reg  rst = 1'b1;
${driven.map((p) => `    reg  ${range(p.width)}${p.name};`).join("\n")}
${forAnswers((name) => `    reg  ${name}_tready;\n`)}${shown.map((p) => `    wire ${range(p.width)}${p.name};`).join("\n")}

    ${top} dut (
${[...connected.map((p) => `        .${p.name}(${p.name})`), ...unconnected.map((p) => `        .${p.name}()`)].join(",\n")}
    );

    always #5 clk = !clk;

    // What is sent, and what must be seen; where each part begins in each of these lists.
${files.map(({ memory, file }) => declared(memory, file)).join("\n")}

    integer at;
    integer stall;
    integer failures;
    // Since the first reset ended, of this round, and without anything at its end.
    integer cycles;
    integer round_cycles;
    integer idle;
    // Cycles of the first failure, and of the round from which its beats have theirs (-1: from the first event).
    integer failed_at;
    integer began_at;
    // Of this round.
    integer round;
    integer cut;
    integer held;
    integer most;
    reg  [${flags.length - 1}:0] raised;
    integer under_way;
    reg  in_sequence;
${loaded ? "    reg  in_packet;\n    reg  packet_waits;\n    integer params_start;\n    integer params_after;\n    integer events_before;\n" : ""}${lists.map((l) => `    integer ${l.pointer};\n    integer ${l.name}_end;\n`).join("")}${watches.map((w) => (w.delay > 0 ? `    reg  [${w.delay - 1}:0] ${w.name}_before;\n` : "")).join("")}
    // Random pauses (xorshift): each draw pauses with a probability of \`stall\` percent.
    reg  [31:0] noise;
    reg  pause;
    task next_pause;
        if (stall == 0) begin
            pause = 1'b0;
        end else begin
            noise = noise ^ (noise << 13);
            noise = noise ^ (noise >> 17);
            noise = noise ^ (noise << 5);
            pause = (noise % 32'd100) < stall;
        end
    endtask
${contents.map(contentTask).join("")}${watches.map(watchTask).join("")}${roundTasks(b, lists, flags)}
    initial begin
        noise = 32'd1;
        stall = 0;
        failures = 0;
        cycles = 0;
        failed_at = -1;
        round = 0;
        if ($value$plusargs("seed=%d", noise)) $display("seed %0d", noise);
        if ($value$plusargs("stall=%d", stall)) $display("stall %0d %%", stall);
        if (stall < 0 || stall > 99) begin
            $display("FAIL: +stall=%0d is not allowed; it must be from 0 to 99", stall);
            $fatal(1, "stopped");
        end
        noise = (noise ^ 32'h9e3779b9) | 32'd1;
        if ($test$plusargs("vcd")) $dumpfile("${top}_tb.vcd");
        if ($test$plusargs("fst")) $dumpfile("${top}_tb.fst");
        if ($test$plusargs("vcd") || $test$plusargs("fst")) $dumpvars(0, ${top}_tb);
${files.map(({ memory, file }) => `        $readmemh("${file.name}", ${memory});`).join("\n")}
        #1;
${contents.map((_, i) => `        check_content_${i};`).join("\n")}
        if (failures > 0) $fatal(1, "files are missing or wrong: run the simulation in the folder that holds them");
        begin_round;
    end

    always @(posedge clk) begin
        if (rst) begin
            rst <= 1'b0;
${driven.map((p) => `            ${p.name} <= ${p.width}'d0;`).join("\n")}${offers.map((o) => o.lines).join("")}
${forAnswers((name) => `            ${name}_tready <= 1'b0;\n`)}        end else begin${flowLines(events, loaded, lastClass)}${answers.map(answerLines).join("")}
${watches.map(watchLines).join("\n")}${outputLines(["events_tready", ...answers.map((a) => `${a.name}_tvalid`)], flags)}${claims.map(claimLines).join("")}
${offers.map((o) => sourceLines(o.stream, o.lines)).join("")}
${forAnswers((name) => `            next_pause;\n            ${name}_tready <= !pause && round_cycles >= held;\n`)}            cycles = cycles + 1;
            round_cycles = round_cycles + 1;
            // Classes come last: all else is only looked at once they are there.
            if (classes_seen >= classes_end) begin
                if (${complete.join(" && ")}) idle = idle + 1;
            end
            if (failures > 0 && failed_at < 0) failed_at = cycles;
            if (idle >= (round == ${b.rounds.length - 1} ? ${LAST_IDLE} : ${IDLE}) || round_cycles == cut
                    || round_cycles > most * 100 / (100 - stall) * 100 / (100 - stall)
                    || (failed_at >= 0 && cycles > failed_at + 500)) begin
                end_round;
            end
        end
    end
endmodule

\`default_nettype wire
`;
}
