// What the test bench does in every cycle: it drives the streams in, and checks the streams out, flags and assertions.
import { sequencesInFlight } from "../core/index.ts";
import type { Claim } from "./claims.ts";
import { cycleBits, type VectorFile } from "./vectors.ts";

/** A stream out of the design: its data ports, the lowest bits of a line first, and its beats. */
export interface Answer {
  readonly name: string;
  readonly fields: readonly string[];
  readonly file: VectorFile;
}

/** Counts a failure where the condition holds, and says so while they are few. */
export const failIf = (condition: string, text: string, ...values: string[]) => `
            if (${condition}) begin
                if (failures < 10) $display("FAIL: ${text}, round %0d, cycle %0d", ${[...values, "round", "cycles"].join(", ")});
                failures = failures + 1;
            end`;

/** Offers the next word of a source, unless it pauses or must wait. */
export const offerLines = (
  stream: string,
  { width }: Pick<VectorFile, "width">,
  start: string,
  fields: readonly string[],
) => `
            next_pause;
            if (${stream}_next < ${stream}_end && !pause${start}) begin
                ${stream}_tvalid <= 1'b1;
                {${fields.join(", ")}} <= ${stream}_beats[${stream}_next][${width - 1}:0];
                ${stream}_next = ${stream}_next + 1;
            end else begin
                // What lies there now is no beat: nobody may look at it.
                ${stream}_tvalid <= 1'b0;
                {${fields.join(", ")}} <= ~${stream}_beats[0][${width - 1}:0];
            end`;

/** What is offered stays until it is taken. */
export const sourceLines = (stream: string, offer: string) => `
            if (!${stream}_tvalid || ${stream}_tready) begin${offer.replaceAll("\n", "\n    ")}
            end`;

/** A beat of line `at` must come in the cycle that stands above it, where nothing pauses. */
const inItsCycle = (name: string, list: string, at: string, { width }: VectorFile) => {
  const cycle = `${list}[${at}][${width - 1}:${width - cycleBits}]`;
  return failIf(
    `stall == 0 && held == 0 && ${cycle} != {${cycleBits}{1'b1}} && round_cycles - began_at != ${cycle}`,
    `beat %0d of ${name} comes in cycle %0d, not %0d`,
    at,
    "round_cycles - began_at",
    cycle,
  );
};

/** A beat that is taken must be the next one that the model gives. */
export function answerLines({ name, fields, file }: Answer): string {
  const found = `{${[...fields].reverse().join(", ")}}`;
  const expected = `${name}_expected[${name}_seen][${file.width - cycleBits - 1}:0]`;
  const checks = [
    failIf(
      `${name}_seen >= ${name}_end || ${found} !== ${expected}`,
      `beat %0d of ${name}: expected %0d, found %0d`,
      `${name}_seen`,
      expected,
      found,
    ),
    inItsCycle(name, `${name}_expected`, `${name}_seen`, file),
  ];
  return `
            if (${name}_tvalid && ${name}_tready) begin${checks.join("").replaceAll("\n", "\n    ")}
                ${name}_seen = ${name}_seen + 1;
            end`;
}

/**
 * Who may be on the way with whom: not too many sequences; no parameters while there is a sequence, and none begins while
 * there are parameters. `last`: the beat of `classes` is its sequence's last.
 */
export function flowLines(events: VectorFile, loaded: boolean, last: string): string {
  const packets = loaded
    ? `${failIf("params_tvalid && params_tready && !in_packet && under_way != 0", "parameters are taken while a sequence is under way")}
            packet_waits = in_packet || params_tvalid;
            if (params_tvalid && params_tready) in_packet = !params_tlast;`
    : "";
  const begins = loaded
    ? failIf("packet_waits", "a sequence begins while parameters are taken").replaceAll("\n", "\n        ")
    : "";
  return `${packets}
            if (events_tvalid && events_tready) begin
                if (began_at < 0) began_at = round_cycles;${inItsCycle("events", "events_beats", "(events_next - 1)", events).replaceAll("\n", "\n    ")}
                if (!in_sequence) begin
                    under_way = under_way + 1;${begins}
                end
                in_sequence = !(events_tlast && events_tuser[0]);
            end
            if (classes_tvalid && classes_tready${last}) under_way = under_way - 1;${failIf(`under_way > ${sequencesInFlight}`, `more than ${sequencesInFlight} sequences are under way`)}`;
}

/** Outputs are known, and no flag is up that must not be. */
export const outputLines = (signals: readonly string[], flags: readonly string[]) =>
  failIf(`^{${[...signals, ...flags].join(", ")}} === 1'bx`, "an output is unknown") +
  failIf(
    `({${flags.join(", ")}} & ~raised) != ${flags.length}'d0`,
    `{${flags.join(", ")}} is %b`,
    `{${flags.join(", ")}}`,
  );

export const claimLines = ({ name, condition }: Claim, number: number) =>
  failIf(`!(${condition})`, `assertion ${number}, ${name}`);
