// Tasks of the test bench: what is in its files and memories, and what is seen at places inside the design.
import type { Watch } from "./expected.ts";
import type { VectorFile } from "./vectors.ts";

/** A list of words that the bench reads from a file, or a memory of the design that has an image. */
export interface Content {
  /** In the bench: `dut.core0.integrate.weights`, `events_beats`. */
  readonly memory: string;
  readonly file: VectorFile;
}

/** A place inside the design, with the file of the words that must show there. */
export type Watched = Watch & { readonly file: VectorFile };

/** Verilog before a name of so many bits. */
export const range = (bits: number) => (bits > 1 ? `[${bits - 1}:0] ` : "");
export const hex = (width: number, value: bigint) => `${width}'h${value.toString(16)}`;

/** A sum over words that tells their order too: rotated by one bit, then the next word. */
function checksum({ width, lines }: VectorFile): bigint {
  const all = (1n << BigInt(width)) - 1n;
  return lines.reduce((sum, line) => (((sum << 1n) | (sum >> BigInt(width - 1))) & all) ^ line, 0n);
}

export const declared = (name: string, { width, lines }: VectorFile) =>
  `    reg  ${range(width)}${name} [0:${Math.max(1, lines.length) - 1}];`;

const rotated = (width: number) => (width > 1 ? `{sum[${width - 2}:0], sum[${width - 1}]}` : "sum");

/** Checks that a memory holds what it should: a file may be missing, cut short, or another. */
export const contentTask = ({ memory, file }: Content, number: number) => `
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

export const watchTask = ({ name, width, perStep, masks }: Watched) => `
    task check_${name};
        input [${width - 1}:0] found;
        reg   [${width - 1}:0] counts;
        begin
            counts = {${width}{1'b1}};
${[...masks].map(([at, mask]) => `            if (${name}_seen % ${perStep} == ${at}) counts = ${hex(width, mask)};\n`).join("")}            if (${name}_seen >= ${name}_end || (found & counts) !== (${name}_expected[${name}_seen] & counts)) begin
                if (failures < 10) begin
                    $display("FAIL: ${name}, step %0d of the lists, word %0d of ${perStep}: expected %h, found %h, round %0d, cycle %0d",
                        ${name}_seen / ${perStep}, ${name}_seen % ${perStep}, ${name}_expected[${name}_seen], found, round, cycles);
                end
                failures = failures + 1;
            end
            ${name}_seen = ${name}_seen + 1;
        end
    endtask
`;

/** What is seen in a cycle at a place inside. */
export function watchLines({ name, valid, fields, delay }: Watched): string {
  const word = `{${fields.map((f) => `dut.${f.path}`).join(", ")}}`;
  const when = delay === 0 ? `dut.${valid}` : `${name}_before[${delay - 1}]`;
  const shift =
    delay === 0
      ? ""
      : `\n            ${name}_before = ${delay === 1 ? `dut.${valid}` : `{${name}_before[${delay - 2}:0], dut.${valid}}`};`;
  return `            if (${when} !== 1'b0) check_${name}(${word});${shift}`;
}
