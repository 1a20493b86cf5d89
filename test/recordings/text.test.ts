import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { formatJson, parseJson, readJsonRecordings, writeJsonRecordings } from "../../src/recordings/json.ts";
import { type Recording, sortBySteps } from "../../src/recordings/recording.ts";
import { formatText, parseText, readTextRecordings, writeTextRecordings } from "../../src/recordings/text.ts";

const anyRecording: fc.Arbitrary<Recording> = fc
  .record({
    steps: fc.integer({ min: 1, max: 20 }),
    channels: fc.integer({ min: 1, max: 65_536 }),
    graded: fc.boolean(),
    label: fc.option(fc.nat(99)),
    name: fc
      .stringMatching(/^[\x21-\x7e]([\x20-\x7e]{0,20}[\x21-\x7e])?$/)
      .map((text) => text.replace(/ +/g, " ")),
    events: fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(65_535)), { maxLength: 40 }),
  })
  .map(({ steps, channels, graded, label, name, events }) => {
    const columns = {
      steps: events.map((event) => event[0] % steps),
      addresses: events.map((event) => event[1] % channels),
      values: graded && events.length > 0 ? events.map((event) => event[2]) : null,
    };
    return { ...sortBySteps(steps, columns), channels, label, name };
  });

test("what is written is what is read, as text and as JSON", () => {
  fc.assert(
    fc.property(fc.array(anyRecording, { maxLength: 4 }), (recordings) => {
      expect(parseText(formatText(recordings), "file")).toEqual(recordings);
      expect(parseJson(formatJson(recordings), "file")).toEqual(recordings);
    }),
    { seed: 5 },
  );
});

const example: Recording[] = [
  {
    steps: 4,
    channels: 3,
    offsets: Uint32Array.of(0, 2, 2, 3, 3),
    addresses: Uint16Array.of(2, 0, 1),
    values: Uint16Array.of(7, 1, 300),
    label: 5,
    name: "a b",
  },
];

test("the text format", () => {
  expect(formatText(example)).toBe(`dmp-rtl recordings 1
recording steps=4 channels=3 label=5 name=a b
0 2 7
0 0 1
2 1 300
`);
  const text = `dmp-rtl recordings 1\r
# events may come in any order of steps

recording steps=4 channels=3 label=5 name=a b
  2 1 300
0 2 7
0 0 1`;
  expect(parseText(text, "file")).toEqual(example);
});

test("the JSON format", () => {
  expect(formatJson(example)).toBe(`{"format":"dmp-rtl recordings 1","recordings":[
{"name":"a b","label":5,"steps":4,"channels":3,"events":[[0,2,7],[0,0,1],[2,1,300]]}
]}
`);
});

test("files are written whole, and nothing else is left beside them", async () => {
  const folder = await mkdtemp(join(tmpdir(), "dmp-text-"));
  await writeTextRecordings(join(folder, "a.txt"), example);
  await writeJsonRecordings(join(folder, "a.json"), example);
  expect(await readTextRecordings(join(folder, "a.txt"))).toEqual(example);
  expect(await readJsonRecordings(join(folder, "a.json"))).toEqual(example);
  await expect(writeTextRecordings(join(folder, "none", "a.txt"), example)).rejects.toThrow("ENOENT");
  expect((await readdir(folder)).sort()).toEqual(["a.json", "a.txt"]);
  await expect(readTextRecordings(join(folder, "b.txt"))).rejects.toThrow("expected a file that can be read");
  await expect(readJsonRecordings(folder)).rejects.toThrow("expected a file that can be read");
  await rm(folder, { recursive: true });
});

const head = "recording steps=4 channels=3 label=5 name=x";
test.each([
  [["nonsense"], 'line 1: expected "dmp-rtl recordings 1", found "nonsense"'],
  [["dmp-rtl recordings 1", "0 1"], 'line 2: expected "recording" before the first event, found "0 1"'],
  [["dmp-rtl recordings 1", "recording steps=4 channels=3"], 'line 2: expected "recording steps=N'],
  [["dmp-rtl recordings 1", head.replace("4", "0")], "line 2: expected steps in 1..1048576, found 0"],
  [
    ["dmp-rtl recordings 1", head.replace("3", "65537")],
    "line 2: expected channels in 1..65536, found 65537",
  ],
  [["dmp-rtl recordings 1", head, "0 1", "1"], 'line 4: expected "STEP CHANNEL" or'],
  [["dmp-rtl recordings 1", head, "0 -1"], 'line 3: expected "STEP CHANNEL" or'],
  [["dmp-rtl recordings 1", head, "4 0"], "line 3: expected a step below 4, found 4"],
  [["dmp-rtl recordings 1", head, "3 3"], "line 3: expected a channel below 3, found 3"],
  [["dmp-rtl recordings 1", head, "0 0 65536"], "line 3: expected a value in 0..65535, found 65536"],
  [
    ["dmp-rtl recordings 1", head, "0 0", "0 0 1"],
    "line 4: expected a value with every event of a recording or none",
  ],
  [
    ["dmp-rtl recordings 1", ...Array(65).fill(head.replace("4", "1048576"))],
    "line 66: expected at most 67108864 steps",
  ],
])("refuses the text %#", (lines, message) => {
  expect(() => parseText(lines.join("\n"), "file")).toThrow(`file: ${message}`);
});

test("a text without the name of a file is called what it is", () => {
  expect(() => parseText("hello")).toThrow('text: line 1: expected "dmp-rtl recordings 1", found "hello"');
  expect(() => parseJson("{")).toThrow("JSON: line 1, column 2: expected a key");
});

const json = (change: object) =>
  JSON.stringify({
    format: "dmp-rtl recordings 1",
    recordings: [{ name: "x", label: null, steps: 4, channels: 3, events: [], ...change }],
  });
test.each([
  ['{"format":\n 7,}', "line 2, column 4: expected a key in quotes, found"],
  ["[]", "file: expected an object with the keys format, recordings, found a list of 0"],
  ['{"format":"other","recordings":[]}', 'format: expected "dmp-rtl recordings 1", found "other"'],
  [
    json({ extra: 1 }),
    "recordings[0]: expected an object with the keys name, label, steps, channels, events, found",
  ],
  [json({ name: 3 }), "recordings[0].name: expected a string, found 3"],
  [json({ steps: 1.5 }), "recordings[0].steps: expected an integer in 1..1048576, found 1.5"],
  [json({ channels: 65_537 }), "recordings[0].channels: expected an integer in 1..65536, found 65537"],
  [json({ label: -1 }), "recordings[0].label: expected an integer in 0.."],
  [json({ events: {} }), "recordings[0].events: expected a list, found an object"],
  [json({ events: [[0]] }), "recordings[0].events[0]: expected [step, channel] or"],
  [
    json({
      events: [
        [0, 1],
        [4, 0],
      ],
    }),
    "recordings[0].events[1][0]: expected an integer in 0..3, found 4",
  ],
  [
    json({
      events: [
        [0, 1],
        [0, 1, 1],
      ],
    }),
    "recordings[0].events[1]: expected a value with every event",
  ],
])("refuses the JSON %#", (text, message) => {
  expect(() => parseJson(text, "file")).toThrow(`file: ${message}`);
});
