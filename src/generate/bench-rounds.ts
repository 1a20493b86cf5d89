// Tasks of the test bench that begin and end its rounds.
import { type BenchInput, countOf } from "./bench-input.ts";
import type { Part } from "./part.ts";
import type { Round } from "./rounds.ts";

/** Cycles that a round may take without pauses. */
const mostOf = ({ times, packets, sequences }: Part, held: number): number =>
  2 * (times.all + sequences.reduce((sum, s) => sum + s.addresses.length, 0) + (packets?.value.length ?? 0)) +
  held +
  3000;

/** A list of the bench by what counts its lines: what is sent next, or what was seen. */
export interface List {
  readonly name: string;
  readonly pointer: string;
}

/** The line of the table of rounds. */
function roundLine(
  b: BenchInput,
  flags: readonly string[],
  { part, cut, held }: Round,
  number: number,
): string {
  const of = b.parts[part]!;
  const { packetsAfter, eventsBefore } = of;
  const raised = `${flags.length}'b${flags.map((flag) => Number(of.raised.includes(flag))).join("")}`;
  const given = [
    part,
    cut ?? 0,
    held,
    mostOf(of, held),
    raised,
    of.times.begin ?? -1,
    ...(b.params === null ? [] : [packetsAfter, eventsBefore]),
  ];
  const how = `${held > 0 ? ", answers not taken" : ""}${cut === null ? "" : ", reset in the middle"}`;
  return `                ${number}: choose(${given.join(", ")}); // ${of.what}${how}`;
}

/** Tasks that begin a round and end it. */
export function roundTasks(b: BenchInput, lists: readonly List[], flags: readonly string[]): string {
  const { rounds, params, claims } = b;
  const loaded = params !== null;
  const marks = lists.map(
    ({ name, pointer }, i) => `            ${pointer} = marks[part * ${lists.length} + ${i}];
            ${name}_end = marks[part * ${lists.length} + ${i + lists.length}];`,
  );
  const missing = lists.map(
    ({ name, pointer }) => `
            if (${pointer} < ${name}_end) begin
                $display("FAIL: ${name}, round %0d: %0d lines less than there must be", round, ${name}_end - ${pointer});
                failures = failures + 1;
            end`,
  );
  const down = flags.map(
    (flag, i) => `
            if (raised[${flags.length - 1 - i}] && ${flag} !== 1'b1) begin
                $display("FAIL: ${flag} is %b after round %0d", ${flag}, round);
                failures = failures + 1;
            end`,
  );
  return `
    // Sends part \`part\` of the lists. A reset comes after \`cut_off\` cycles (0: at the end), nothing is taken for \`hold\`
    // cycles, flags \`up\` go up; cycles of beats count from \`begin_at\` (-1: from the first event).${loaded ? " The first packet waits until so many events are `taken`; events that are not `early` wait for the packets." : ""}
    task choose;
        input integer part;
        input integer cut_off;
        input integer hold;
        input integer limit;
        input [${flags.length - 1}:0] up;
        input integer begin_at;
${loaded ? "        input integer taken;\n        input integer early;\n" : ""}        begin
${marks.join("\n")}
            cut = cut_off;
            held = hold;
            most = limit;
            raised = up;
            began_at = begin_at;
${loaded ? "            params_start = params_next;\n            params_after = events_next + taken;\n            events_before = events_next + early;\n" : ""}        end
    endtask

    task begin_round;
        begin
            case (round)
${rounds.map((r, i) => roundLine(b, flags, r, i)).join("\n")}
                default: $finish;
            endcase
            round_cycles = 0;
            idle = 0;
            under_way = 0;
            in_sequence = 1'b0;
${loaded ? "            in_packet = 1'b0;\n" : ""}${b.watches.map((w) => (w.delay > 0 ? `            ${w.name}_before = ${w.delay}'d0;\n` : "")).join("")}        end
    endtask

    task end_round;
        begin
            if (cut == 0 && failures == 0) begin${missing.join("").replaceAll("\n", "\n    ")}${down.join("").replaceAll("\n", "\n    ")}
            end
            if (failures > 0) begin
                $display("FAIL: %0d differences", failures);
                $fatal(1, "the design differs from the model");
            end
            if (round == ${rounds.length - 1}) begin
                $display("PASS: ${countOf(b, "sequences")} sequences, ${countOf(b, "steps")} time steps, ${rounds.length} rounds, %0d cycles; ${claims.length} assertions held", cycles);
                $finish;
            end else begin
                round = round + 1;
                rst <= 1'b1;
                begin_round;
            end
        end
    endtask
`;
}
