// The text format of recordings: a line an event, for writing by hand and by scripts. Described in docs/recordings.md.

import { linesOf, withoutMark } from "../files/text.ts";
import { quote, RecordingError } from "./error.ts";
import { readTextFile } from "./file.ts";
import { MAX_CHANNELS, MAX_STEPS, MAX_STEPS_PER_FILE, type Recording, sortBySteps } from "./recording.ts";
import { writeWhole } from "./write-whole.ts";

const HEADER = "dmp-rtl recordings 1";

/** The recording that is being read: its head line and the events so far. */
interface Open {
  readonly head: { steps: number; channels: number; label: number | null; name: string };
  readonly steps: number[];
  readonly addresses: number[];
  readonly values: number[];
}

/** Reads a text file of recordings. Throws RecordingError with the line. */
export async function readTextRecordings(path: string): Promise<Recording[]> {
  return parseText(await readTextFile(path), path);
}

/** Parses the text format; `path` names the source in errors. */
export function parseText(text: string, path = "text"): Recording[] {
  const lines = linesOf(withoutMark(text));
  if (lines[0].trim() !== HEADER) throw new RecordingError(path, "line 1", quote(HEADER), quote(lines[0]));
  const recordings: Recording[] = [];
  let open: Open | null = null;
  let total = 0;
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index].trim();
    const refuse = (expected: string, found = quote(line)) =>
      new RecordingError(path, `line ${index + 1}`, expected, found);
    if (line === "" || line.startsWith("#")) continue;
    if (line.startsWith("recording")) {
      if (open) recordings.push(close(open));
      open = { head: parseHead(line, refuse), steps: [], addresses: [], values: [] };
      total += open.head.steps;
      if (total > MAX_STEPS_PER_FILE)
        throw refuse(`at most ${MAX_STEPS_PER_FILE} steps in a file`, `${total}`);
    } else if (open === null) {
      throw refuse('"recording" before the first event');
    } else {
      parseEvent(line, open, refuse);
    }
  }
  if (open) recordings.push(close(open));
  return recordings;
}

/** Writes recordings as text. */
export async function writeTextRecordings(path: string, recordings: readonly Recording[]): Promise<void> {
  await writeWhole(path, formatText(recordings));
}

/** Recordings in the text format. */
export function formatText(recordings: readonly Recording[]): string {
  const lines = [HEADER];
  for (const { steps, channels, label, name, offsets, addresses, values } of recordings) {
    const oneLine = name.replace(/\s+/g, " ").trim();
    lines.push(`recording steps=${steps} channels=${channels} label=${label ?? "none"} name=${oneLine}`);
    for (let k = 0; k < steps; k++) {
      for (let e = offsets[k]; e < offsets[k + 1]; e++) {
        lines.push(values === null ? `${k} ${addresses[e]}` : `${k} ${addresses[e]} ${values[e]}`);
      }
    }
  }
  return `${lines.join("\n")}\n`;
}

type Refuse = (expected: string, found?: string) => RecordingError;

function parseHead(line: string, refuse: Refuse): Open["head"] {
  const match = /^recording steps=(\d+) channels=(\d+) label=(\d+|none) name=(.*)$/.exec(line);
  if (!match)
    throw refuse('"recording steps=N channels=N label=N name=TEXT" (label=none where it is not known)');
  const [steps, channels, label] = match.slice(1, 4).map(Number);
  if (steps < 1 || steps > MAX_STEPS) throw refuse(`steps in 1..${MAX_STEPS}`, `${steps}`);
  if (channels < 1 || channels > MAX_CHANNELS) throw refuse(`channels in 1..${MAX_CHANNELS}`, `${channels}`);
  if (label > Number.MAX_SAFE_INTEGER) throw refuse("a label below 2^53", match[3]);
  return { steps, channels, label: match[3] === "none" ? null : label, name: match[4].trim() };
}

function parseEvent(line: string, { head, steps, addresses, values }: Open, refuse: Refuse): void {
  const words = line.split(/\s+/);
  if (words.length < 2 || words.length > 3 || !words.every((word) => /^\d+$/.test(word))) {
    throw refuse('"STEP CHANNEL" or "STEP CHANNEL VALUE", whole numbers');
  }
  const [step, address, value] = words.map(Number);
  if (step >= head.steps) throw refuse(`a step below ${head.steps}`, words[0]);
  if (address >= head.channels) throw refuse(`a channel below ${head.channels}`, words[1]);
  if (value > 65_535) throw refuse("a value in 0..65535", words[2]);
  const graded = value !== undefined;
  if (steps.length > 0 && graded !== values.length > 0)
    throw refuse("a value with every event of a recording or none");
  steps.push(step);
  addresses.push(address);
  if (graded) values.push(value);
}

function close({ head, steps, addresses, values }: Open): Recording {
  return {
    ...head,
    ...sortBySteps(head.steps, { steps, addresses, values: values.length > 0 ? values : null }),
  };
}
