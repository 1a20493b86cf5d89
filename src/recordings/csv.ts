// Events of one recording as a table: a line a spike, with time, channel and, where the input is graded, value.

import { basename } from "node:path";
import { linesOf, withoutMark } from "../files/text.ts";
import { quote, RecordingError } from "./error.ts";
import { readTextFile } from "./file.ts";
import type { Spikes } from "./spikes.ts";
import { type TimeUnit, timeUnits } from "./times.ts";

/** Names of the columns, as they may stand in a first line. */
const columnNames = {
  time: /^(?:times?|t|timestamps?)[\s_]*[[(]?(s|ms|us|[\u00b5\u03bc]s|ns|steps?)?[\])]?$/i,
  channel: /^(channels?|units?|address(es)?|neurons?|ids?)$/i,
  value: /^(values?|weights?|counts?)$/i,
} as const;
/** Both letters that stand for millionths: the micro sign and the Greek letter. */
const micro = /[\u00b5\u03bc]/;
type Column = keyof typeof columnNames;
const inOrder: readonly Column[] = ["time", "channel", "value"];

/** What stands between columns: the first of these that the first line has. */
const separators: readonly (string | RegExp)[] = ["\t", ";", ",", /\s+/];

export interface Table {
  readonly spikes: Spikes;
  /** The unit that the name of the time column says, as in `time_ms`; null where it says none. */
  readonly unit: TimeUnit | null;
}

/** Reads a table of events. Throws RecordingError with the line. */
export async function readCsvEvents(path: string): Promise<Table> {
  return parseCsv(await readTextFile(path), path);
}

/** Parses a table of events; `path` names the source in errors. */
export function parseCsv(text: string, path: string): Table {
  const lines = linesOf(withoutMark(text)).map((line, i) => ({ line: line.trim(), number: i + 1 }));
  const rows = lines.filter(({ line }) => line !== "" && !line.startsWith("#"));
  const separator = separators.find((one) => typeof one !== "string" || rows[0]?.line.includes(one)) ?? ",";
  const cells = (line: string) => line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
  const first = rows.length === 0 ? [] : cells(rows[0].line);
  const named = first.some((cell) => /^[a-z]/i.test(cell) && !/^(nan|inf|infinity)$/i.test(cell));
  const { columns, unit } = named
    ? namedColumns(path, rows[0].number, first)
    : { columns: inOrder.slice(0, first.length), unit: null };
  const body = named ? rows.slice(1) : rows;
  const times = new Float64Array(body.length);
  const units = new Uint16Array(body.length);
  const values = columns.includes("value") ? new Uint16Array(body.length) : null;
  body.forEach(({ line, number }, e) => {
    const refuse = (expected: string, found: string) =>
      new RecordingError(path, `line ${number}`, expected, found);
    const found = cells(line);
    if (found.length !== columns.length || columns.length < 2)
      throw refuse(
        `time, channel[, value]${columns.length < 2 ? "" : ` (${columns.length} columns)`}`,
        quote(line),
      );
    for (const [c, column] of columns.entries()) {
      const value = numberOf(found[c]);
      if (column === "time") {
        if (!(value >= 0 && value < Infinity)) throw refuse("a time of 0 or later", quote(found[c]));
        times[e] = value;
      } else {
        if (!(Number.isInteger(value) && value >= 0 && value <= 65_535))
          throw refuse(`a ${column} in 0..65535`, quote(found[c]));
        if (column === "channel") units[e] = value;
        else if (values !== null) values[e] = value;
      }
    }
  });
  const name = basename(path);
  const spikes = { times, units, ...(values === null ? {} : { values }), label: null, speaker: null, name };
  return { spikes, unit };
}

function namedColumns(
  path: string,
  line: number,
  names: readonly string[],
): { columns: readonly Column[]; unit: TimeUnit | null } {
  const columns = names.map((name) => inOrder.find((column) => columnNames[column].test(name)));
  const known = columns.filter((column) => column !== undefined);
  const once = new Set(known).size === names.length;
  if (!once || !known.includes("time") || !known.includes("channel"))
    throw new RecordingError(
      path,
      `line ${line}`,
      "the columns time, channel and, for graded inputs, value",
      quote(names.join(", ")),
    );
  const said = columnNames.time.exec(names[columns.indexOf("time")])?.[1]?.toLowerCase().replace(micro, "u");
  const unit = timeUnits.find((one) => one === said || (one === "steps" && said === "step")) ?? null;
  return { columns: known, unit };
}

const numberOf = (text: string): number =>
  /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
