// The JSON format of recordings. Described in docs/recordings.md.

import { JsonError, parseJsonText } from "../base/json.ts";
import { quote, RecordingError } from "./error.ts";
import { readTextFile } from "./file.ts";
import { MAX_CHANNELS, MAX_STEPS, MAX_STEPS_PER_FILE, type Recording, sortBySteps } from "./recording.ts";
import { writeWhole } from "./write-whole.ts";

const FORMAT = "dmp-rtl recordings 1";

/** Reads a JSON file of recordings. Throws RecordingError with the path into the JSON. */
export async function readJsonRecordings(path: string): Promise<Recording[]> {
  return parseJson(await readTextFile(path), path);
}

/** Parses the JSON format; `path` names the source in errors. */
export function parseJson(text: string, path = "JSON"): Recording[] {
  let whole: unknown;
  try {
    whole = parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new RecordingError(path, error.where, error.expected, error.found);
  }
  const file = object(path, "file", whole, ["format", "recordings"]);
  if (file.format !== FORMAT) throw new RecordingError(path, "format", quote(FORMAT), quote(file.format));
  let total = 0;
  return list(path, "recordings", file.recordings).map((one, i) => {
    const recording = parseRecording(path, `recordings[${i}]`, one);
    total += recording.steps;
    if (total > MAX_STEPS_PER_FILE) {
      throw new RecordingError(
        path,
        `recordings[${i}]`,
        `at most ${MAX_STEPS_PER_FILE} steps in a file`,
        `${total}`,
      );
    }
    return recording;
  });
}

/** Writes recordings as JSON. */
export async function writeJsonRecordings(path: string, recordings: readonly Recording[]): Promise<void> {
  await writeWhole(path, formatJson(recordings));
}

/** Recordings in the JSON format. */
export function formatJson(recordings: readonly Recording[]): string {
  const parts = recordings.map(({ steps, channels, label, name, offsets, addresses, values }) => {
    const events: number[][] = [];
    for (let k = 0; k < steps; k++) {
      for (let e = offsets[k]; e < offsets[k + 1]; e++) {
        events.push(values === null ? [k, addresses[e]] : [k, addresses[e], values[e]]);
      }
    }
    return JSON.stringify({ name, label, steps, channels, events });
  });
  return `{"format":${JSON.stringify(FORMAT)},"recordings":[\n${parts.join(",\n")}\n]}\n`;
}

function parseRecording(path: string, where: string, value: unknown): Recording {
  const one = object(path, where, value, ["name", "label", "steps", "channels", "events"]);
  if (typeof one.name !== "string")
    throw new RecordingError(path, `${where}.name`, "a string", quote(one.name));
  const steps = integer(path, `${where}.steps`, one.steps, 1, MAX_STEPS);
  const channels = integer(path, `${where}.channels`, one.channels, 1, MAX_CHANNELS);
  const label =
    one.label === null ? null : integer(path, `${where}.label`, one.label, 0, Number.MAX_SAFE_INTEGER);
  const events = list(path, `${where}.events`, one.events).map((event, i) => {
    const at = `${where}.events[${i}]`;
    const numbers = list(path, at, event);
    if (numbers.length < 2 || numbers.length > 3) {
      throw new RecordingError(path, at, "[step, channel] or [step, channel, value]", quote(event));
    }
    const limits = [steps - 1, channels - 1, 65_535];
    return numbers.map((number, j) => integer(path, `${at}[${j}]`, number, 0, limits[j]));
  });
  const graded = events.length > 0 && events[0].length === 3;
  const odd = events.findIndex((event) => (event.length === 3) !== graded);
  if (odd >= 0) {
    const expected = "a value with every event of a recording or none";
    throw new RecordingError(path, `${where}.events[${odd}]`, expected, quote(events[odd]));
  }
  const column = (index: number) => events.map((event) => event[index]);
  const sorted = sortBySteps(steps, {
    steps: column(0),
    addresses: column(1),
    values: graded ? column(2) : null,
  });
  return { name: one.name, label, channels, ...sorted };
}

function object(
  path: string,
  where: string,
  value: unknown,
  keys: readonly string[],
): Record<string, unknown> {
  const expected = `an object with the keys ${keys.join(", ")}`;
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new RecordingError(path, where, expected, quote(value));
  }
  const found = Object.keys(value);
  if (found.length !== keys.length || !keys.every((key) => found.includes(key))) {
    throw new RecordingError(path, where, expected, `the keys ${found.join(", ") || "(none)"}`);
  }
  return value as Record<string, unknown>;
}

function list(path: string, where: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new RecordingError(path, where, "a list", quote(value));
  return value;
}

function integer(path: string, where: string, value: unknown, low: number, high: number): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < low || value > high) {
    throw new RecordingError(path, where, `an integer in ${low}..${high}`, quote(value));
  }
  return value;
}
