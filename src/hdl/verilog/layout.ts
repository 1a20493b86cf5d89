// How lines of Verilog are laid out: indentation, comments, long lines broken where they read best.

/** Lines longer than this are broken at their outermost operators. */
const columns = 100;
const step = "    ";

export const indent = (lines: readonly string[], by = 1): string[] =>
  lines.map((line) => (line === "" || line.startsWith("`") ? line : step.repeat(by) + line));

/** Words with which a comment begins that some tool takes for an instruction. */
const directive =
  /^(verilator|verilog_lint|verilog_format|verible|slang|synopsys|synthesis|rtl_synthesis|pragma|cadence|ambit|exemplar|altera|intel|xilinx|vivado|synplify|lattice|leda|spyglass|surefire|coverage|vcs|jasper)/i;

/** A note as comment lines: it ends where its line ends, whatever the line break, and no tool obeys it. */
export const comment = (note: string | undefined): string[] =>
  note === undefined || note === ""
    ? []
    : note.split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/).map((line) => {
        // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
        const text = line.replace(/[\0-\x1f\x7f-\x9f]/g, " ").trim();
        return `// ${text.replace(directive, '"$1"')}`.trimEnd();
      });

const breakable = new Set(["+", "-", "*", "&", "|", "^", "==", "!=", "<", ">", ">=", "?", ":"]);

/** A word of a line, with the depth of brackets at its start and at its end. */
interface Word {
  readonly word: string;
  readonly depth: number;
  readonly depthAfter: number;
}

function words(line: string): Word[] {
  const found: Word[] = [];
  let depth = 0;
  for (const word of line.split(" ")) {
    const before = depth;
    for (const c of word) {
      if (c === "(" || c === "{" || c === "[") depth++;
      else if (c === ")" || c === "}" || c === "]") depth--;
    }
    found.push({ word, depth: before, depthAfter: depth });
  }
  return found;
}

/**
 * Breaks a line that is too long before its outermost operators (or after commas), continuing one step further in.
 * A chain of conditions gets a line for each.
 */
export function broken(line: string): string[] {
  const code = line.trimStart();
  // Comments, and attributes, whose strings are one word.
  if (line.length <= columns || /^(\/\/|\(\* )/.test(code)) return [line];
  const margin = " ".repeat(line.length - code.length);
  const parts = words(code);
  // Outermost first, deeper only as far as needed.
  const deepest = Math.min(
    8,
    parts.reduce((most, { depth }) => Math.max(most, depth), 0),
  );
  for (let limit = 0; ; limit++) {
    const lines = fill(parts, limit, margin);
    if (limit === deepest || lines.every((l) => l.length <= columns)) return lines;
  }
}

/** Fills lines with pieces that are only parted at operators and commas no deeper than `limit`. */
function fill(parts: readonly Word[], limit: number, margin: string): string[] {
  const pieces: string[][] = [[]];
  for (const { word, depth, depthAfter } of parts) {
    if (depth <= limit && breakable.has(word)) pieces.push([]);
    pieces.at(-1)!.push(word);
    if (depthAfter <= limit && word.endsWith(",")) pieces.push([]);
  }
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces) {
    if (piece.length === 0) continue;
    const code = piece.join(" ");
    const fits = line.length + 1 + code.length <= columns && piece[0] !== ":";
    if (line === "") line = margin + code;
    else if (fits) line += ` ${code}`;
    else {
      lines.push(line);
      line = margin + step + code;
    }
  }
  lines.push(line);
  return lines;
}
