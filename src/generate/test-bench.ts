// The generated test bench: Verilog-2005 that any simulator runs, and that ends with a status when something is wrong.
import type { Claim } from "./claims.ts";
import type { Watch } from "./expected.ts";
import type { PortUse } from "./ports.ts";
import type { VectorFile } from "./vectors.ts";

/** A list of words that the bench reads from a file, or a memory of the design that has an image. */
export interface Content {
  /** In the bench: `dut.core0.integrate.weights`, `events_beats`. */
  readonly memory: string;
  readonly file: VectorFile;
}

export interface BenchInput {
  readonly top: string;
  readonly ports: readonly PortUse[];
  readonly events: VectorFile;
  /** The streams out of the design, classes first: their data ports, the lowest bits of a line first. */
  readonly answers: readonly {
    readonly name: string;
    readonly fields: readonly string[];
    readonly file: VectorFile;
  }[];
  readonly sequences: number;
  /** Null where parameters are baked. */
  readonly params: VectorFile | null;
  readonly watches: readonly (Watch & { readonly file: VectorFile })[];
  /** Memories of the design that must hold their images. */
  readonly images: readonly Content[];
  readonly claims: readonly Claim[];
  /** About what is in the vectors, for people: lines of the bench's head. */
  readonly about: readonly string[];
  readonly steps: number;
  /** Cycles from the first event taken to the last class, without pauses; null where that is not known. */
  readonly cycles: number | null;
  /** Cycles that the whole may take without pauses. */
  readonly most: number;
}

const range = (bits: number) => (bits > 1 ? `[${bits - 1}:0] ` : "");
const hex = (width: number, value: bigint) => `${width}'h${value.toString(16)}`;

/** A sum over words that tells their order too: rotated by one bit, then the next word. */
function checksum({ width, lines }: VectorFile): bigint {
  const all = (1n << BigInt(width)) - 1n;
  return lines.reduce((sum, line) => (((sum << 1n) | (sum >> BigInt(width - 1))) & all) ^ line, 0n);
}

const declared = (name: string, { width, lines }: VectorFile) =>
  `    reg  ${range(width)}${name} [0:${Math.max(1, lines.length) - 1}];`;

const rotated = (width: number) => (width > 1 ? `{sum[${width - 2}:0], sum[${width - 1}]}` : "sum");

/** Checks that a memory holds what it should: a file may be missing, cut short, or another. */
const contentTask = ({ memory, file }: Content, number: number) => `
    task check_content_${number};
        reg [${file.width - 1}:0] sum;
        begin
            sum = ${hex(file.width, 0n)};
            for (at = 0; at < ${file.lines.length}; at = at + 1) begin
                sum = ${rotated(file.width)} ^ ${memory}[at];
            end
            if (sum !== ${hex(file.width, checksum(file))}) begin
                $display("FAIL: ${file.name} is missing, cut short, or not the file that was generated");
                failures = failures + 1;
            end
        end
    endtask
`;

const watchTask = ({ name, file, width, perStep, masks }: BenchInput["watches"][number]) => `
    task check_${name};
        input [${width - 1}:0] found;
        reg   [${width - 1}:0] counts;
        begin
            counts = {${width}{1'b1}};
${[...masks].map(([at, mask]) => `            if (${name}_seen % ${perStep} == ${at}) counts = ${hex(width, mask)};\n`).join("")}            if (${name}_seen >= ${file.lines.length} || (found & counts) !== (${name}_expected[${name}_seen] & counts)) begin
                if (failures < 10) begin
                    $display("FAIL: ${name}, step %0d of the run, word %0d of ${perStep}: expected %h, found %h, cycle %0d",
                        ${name}_seen / ${perStep}, ${name}_seen % ${perStep}, ${name}_expected[${name}_seen], found, cycles);
                end
                failures = failures + 1;
            end
            ${name}_seen = ${name}_seen + 1;
        end
    endtask
`;

/** What is seen in a cycle at a place inside. */
function watchLines({ name, valid, fields, delay }: BenchInput["watches"][number]): string {
  const word = `{${fields.map((f) => `dut.${f.path}`).join(", ")}}`;
  const when = delay === 0 ? `dut.${valid}` : `${name}_before[${delay - 1}]`;
  const shift =
    delay === 0
      ? ""
      : `\n            ${name}_before = ${delay === 1 ? `dut.${valid}` : `{${name}_before[${delay - 2}:0], dut.${valid}}`};`;
  return `            if (${when} !== 1'b0) check_${name}(${word});${shift}`;
}

/** A source that offers its words one after the other; what is offered stays until it is taken. */
const sourceLines = (stream: string, { lines }: VectorFile, start: string, fields: readonly string[]) => `
            if (!${stream}_tvalid || ${stream}_tready) begin
                next_pause;
                if (${start}${stream}_next < ${lines.length} && !pause) begin
                    ${stream}_tvalid <= 1'b1;
                    {${fields.join(", ")}} <= ${stream}_beats[${stream}_next];
                    ${stream}_next = ${stream}_next + 1;
                end else begin
                    ${stream}_tvalid <= 1'b0;
                end
            end`;

const unknownCheck = (signals: readonly string[]) => `
            if (^{${signals.join(", ")}} === 1'bx) begin
                if (failures < 10) $display("FAIL: an output is unknown, cycle %0d", cycles);
                failures = failures + 1;
            end`;

const claimLines = ({ name, condition }: Claim, number: number) => `
            if (!(${condition})) begin
                if (failures < 10) $display("FAIL: assertion ${number}, ${name}, cycle %0d", cycles);
                failures = failures + 1;
            end`;

const counted = (name: string, expected: number, what: string) => `
            if (${name} != ${expected}) begin
                $display("FAIL: %0d of ${expected} ${what}", ${name});
                failures = failures + 1;
            end`;

type Answer = BenchInput["answers"][number];

const whatOf = ({ name, file }: Answer, sequences: number) =>
  name === "classes" && file.lines.length === sequences
    ? "sequences were answered"
    : `beats of ${name} were seen`;

/** A beat that is taken must be the next one that the model gives. */
const answerLines = ({
  name,
  fields,
  file,
}: Answer) => `            if (${name}_tvalid && ${name}_tready) begin
                if (${name}_seen >= ${file.lines.length} || {${[...fields].reverse().join(", ")}} !== ${name}_expected[${name}_seen]) begin
                    if (failures < 10) begin
                        $display("FAIL: beat %0d of ${name}: expected %0d, found %0d", ${name}_seen, ${name}_expected[${name}_seen], {${[...fields].reverse().join(", ")}});
                    end
                    failures = failures + 1;
                end
                ${name}_seen = ${name}_seen + 1;
${name === "classes" ? "                ended_at = cycles;\n" : ""}            end
`;

/** The text of `<top>_tb.v`. */
export function testBenchText(b: BenchInput): string {
  const { top, ports, events, answers, params, watches, images, claims, sequences } = b;
  const driven = ports.filter(
    (p) =>
      p.direction === "in" &&
      !["clk", "rst"].includes(p.name) &&
      !answers.some((a) => p.name === `${a.name}_tready`),
  );
  const shown = ports.filter((p) => p.direction === "out" && !p.name.startsWith("probe_"));
  const connected = ports.filter((p) => !p.name.startsWith("probe_"));
  const unconnected = ports.filter((p) => p.name.startsWith("probe_"));
  const flags = shown.filter((p) => p.name.startsWith("error_")).map((p) => p.name);
  const lists: Content[] = [
    { memory: "events_beats", file: events },
    ...answers.map((a) => ({ memory: `${a.name}_expected`, file: a.file })),
    ...(params === null ? [] : [{ memory: "params_beats", file: params }]),
    ...watches.map((w) => ({ memory: `${w.name}_expected`, file: w.file })),
  ];
  const contents = [...lists, ...images];
  const loaded = params === null ? "" : `params_next == ${params.lines.length} && !params_tvalid && `;
  /** Lines of the bench for every stream out of the design. */
  const forAnswers = (lines: (name: string) => string) => answers.map((a) => lines(a.name)).join("");
  const answered = answers.map((a) => `${a.name}_seen >= ${a.file.lines.length}`).join(" && ");
  return `// Test bench of ${top}: ${sequences} sequences, ${b.steps} time steps, from the bit-exact model.
${b.about.map((line) => `// ${line}\n`).join("")}// Compares drives, slow states, membranes and spikes of every layer, the logits, and every class; checks ${claims.length} assertions
// in every cycle. Prints PASS, or FAIL with what differs; then the simulation ends with a status that is not 0.
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

    // What is sent, and what must be seen.
${lists.map(({ memory, file }) => declared(memory, file)).join("\n")}

    integer at;
    integer stall;
    integer failures;
    integer cycles;
    // Of the first failure, the first event taken, and the last class.
    integer failed_at;
    integer began_at;
    integer ended_at;
    integer events_next;
${forAnswers((name) => `    integer ${name}_seen;\n`)}${params === null ? "" : "    integer params_next;\n"}${watches.map((w) => `    integer ${w.name}_seen;\n${w.delay > 0 ? `    reg  [${w.delay - 1}:0] ${w.name}_before;\n` : ""}`).join("")}
    // Random pauses (xorshift): each draw pauses with a probability of \`stall\` percent.
    reg  [31:0] noise;
    reg  pause;
    task next_pause;
        begin
            noise = noise ^ (noise << 13);
            noise = noise ^ (noise >> 17);
            noise = noise ^ (noise << 5);
            pause = (noise % 32'd100) < stall;
        end
    endtask
${contents.map(contentTask).join("")}${watches.map(watchTask).join("")}
    initial begin
        noise = 32'd1;
        stall = 0;
        failures = 0;
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
${lists.map(({ memory, file }) => `        $readmemh("${file.name}", ${memory});`).join("\n")}
        #1;
${contents.map((_, i) => `        check_content_${i};`).join("\n")}
        if (failures > 0) $fatal(1, "files are missing or wrong: run the simulation in the folder that holds them");
        repeat (3) @(posedge clk);
        #1 rst = 1'b0;
    end

    always @(posedge clk) begin
        if (rst) begin
${driven.map((p) => `            ${p.name} <= ${p.width}'d0;`).join("\n")}
${forAnswers((name) => `            ${name}_tready <= 1'b0;\n`)}            events_next = 0;
${forAnswers((name) => `            ${name}_seen = 0;\n`)}${params === null ? "" : "            params_next = 0;\n"}            cycles = 0;
            failed_at = -1;
            began_at = -1;
            ended_at = -1;
${watches.map((w) => `            ${w.name}_seen = 0;\n${w.delay > 0 ? `            ${w.name}_before = ${w.delay}'d0;\n` : ""}`).join("")}        end else begin
            if (began_at < 0 && events_tvalid && events_tready) began_at = cycles;
${answers.map(answerLines).join("")}${watches.map(watchLines).join("\n")}${unknownCheck(["events_tready", ...answers.map((a) => `${a.name}_tvalid`), ...flags])}${claims.map(claimLines).join("")}
${params === null ? "" : sourceLines("params", params, "", ["params_tlast", "params_tdata"])}${sourceLines("events", events, loaded, ["events_tuser", "events_tlast", "events_tdata"])}
${forAnswers((name) => `            next_pause;\n            ${name}_tready <= !pause;\n`)}            cycles = cycles + 1;
            if (failures > 0 && failed_at < 0) failed_at = cycles;
            // What was computed last is written a little after the last class.
            if ((${answered} && cycles > ended_at + 1000)
                    || cycles > ${b.most} * 100 / (100 - stall) * 100 / (100 - stall)
                    || (failed_at >= 0 && cycles > failed_at + 500)) begin
                finish_test;
            end
        end
    end

    task finish_test;
        begin${answers.map((a) => counted(`${a.name}_seen`, a.file.lines.length, whatOf(a, sequences))).join("")}${watches.map((w) => counted(`${w.name}_seen`, w.words.length, `words of ${w.name} were seen`)).join("")}${flags
          .map(
            (flag) => `
            if (${flag} !== 1'b0) begin
                $display("FAIL: ${flag} is %b", ${flag});
                failures = failures + 1;
            end`,
          )
          .join("")}${
          b.cycles === null
            ? ""
            : `
            if (stall == 0 && ended_at - began_at != ${b.cycles}) begin
                $display("FAIL: from the first event to the last class %0d cycles, not ${b.cycles}", ended_at - began_at);
                failures = failures + 1;
            end`
        }
            if (failures == 0) begin
                $display("PASS: ${sequences} sequences, ${b.steps} time steps, %0d cycles; ${claims.length} assertions held", cycles);
                $finish;
            end else begin
                $display("FAIL: %0d differences", failures);
                $fatal(1, "the design differs from the model");
            end
        end
    endtask
endmodule

\`default_nettype wire
`;
}
