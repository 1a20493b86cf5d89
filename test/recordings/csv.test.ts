// Tables of events: separators, names of columns, units, and what is refused with its line.
import { expect, test } from "vitest";
import { parseCsv } from "../../src/recordings/csv.ts";
import { RecordingError } from "../../src/recordings/error.ts";

const read = (text: string) => {
  const { spikes, unit } = parseCsv(text, "a.csv");
  return {
    times: [...spikes.times],
    units: [...spikes.units],
    values: spikes.values && [...spikes.values],
    unit,
  };
};
const two = { times: [0.001, 0.25], units: [3, 65_535], values: undefined, unit: null };

test.each([
  ["commas", "0.001,3\n0.25,65535\n"],
  ["semicolons, a name line", "time;channel\n0.001;3\n0.25;65535"],
  ["tabs", "0.001\t3\n0.25\t65535\n"],
  ["blanks", "0.001  3\n 0.25   65535 \n"],
  [
    "a byte order mark, carriage returns, comments, quotes",
    '\ufeff# made by hand\r\n"t","unit"\r\n1e-3,3\r\n\r\n.25,"65535"\r\n',
  ],
  ["columns in another order", "Neuron, Timestamp\n3, 0.001\n65535, 0.25\n"],
  ["only carriage returns", "0.001,3\r0.25,65535\r"],
])("%s", (_, text) => {
  expect(read(text)).toEqual(two);
});

test("values in a third column; no events at all", () => {
  expect(read("0,1,5\n0.5,2,65535\n")).toMatchObject({ times: [0, 0.5], values: [5, 65_535] });
  expect(read("value,channel,time\n5,1,0\n")).toMatchObject({ times: [0], units: [1], values: [5] });
  expect(read("time,channel\n")).toEqual({ times: [], units: [], values: undefined, unit: null });
});

test.each([
  ["time_ms", "ms"],
  ["t [us]", "us"],
  ["Timestamp (\u00b5s)", "us"],
  ["time_\u03bcs", "us"],
  ["t [\u039cS]", "us"],
  ["times_ns", "ns"],
  ["t_s", "s"],
  ["time_steps", "steps"],
  ["time", null],
])("the column %s is in %s", (name, unit) => {
  expect(read(`${name},channel\n1,2\n`).unit).toBe(unit);
});

test.each([
  ["a column too many", "0,1,2,3\n", "line 1: expected time, channel[, value] (3 columns), found"],
  ["one column", "0\n1\n", "line 1: expected time, channel[, value], found"],
  ["a row that is too short", "0,1\n0\n", "line 2: expected time, channel[, value] (2 columns), found"],
  ["an unknown column", "time,channel,polarity\n", "line 1: expected the columns time, channel and"],
  ["no time", "channel,value\n1,2\n", "line 1: expected the columns time, channel and"],
  ["a column twice", "time,channel,unit\n1,2,3\n", "line 1: expected the columns time, channel and"],
  ["a negative time", "# c\n-1,2\n", 'line 2: expected a time of 0 or later, found "-1"'],
  ["a time that is no number", "nan,2\n", 'line 1: expected a time of 0 or later, found "nan"'],
  ["a decimal comma", "0,5;3\n", 'line 1: expected a time of 0 or later, found "0,5"'],
  ["hexadecimal", "0x10,2\n", 'line 1: expected a time of 0 or later, found "0x10"'],
  ["a channel that is no integer", "1,2.5\n", 'line 1: expected a channel in 0..65535, found "2.5"'],
  [
    "a channel out of range",
    "time,channel\n1,65536\n",
    'line 2: expected a channel in 0..65535, found "65536"',
  ],
  ["a negative value", "1,2,-1\n", 'line 1: expected a value in 0..65535, found "-1"'],
  ["an empty cell", "1,\n", 'line 1: expected a channel in 0..65535, found ""'],
])("refuses %s", (_, text, message) => {
  expect(() => read(text)).toThrow(RecordingError);
  expect(() => read(text)).toThrow(`a.csv: ${message}`);
});
