// Recordings as people really bring them: cut short, foreign, in another dialect. Each ends in a result or in one clear
// sentence that names the file; never a stack trace, never a silent wrong answer.
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { encodeHdf5 } from "../../../src/recordings/hdf5-writer.ts";
import { bytes, float64, headerOf, int64, npy, zip } from "../../files/archives.ts";
import { archive, ends, events, folder, foreign, type Odd, root, rows, utf16 } from "./common.ts";

afterAll(() => rmSync(root, { recursive: true, force: true }));

const home = folder("home");

/** Each foreign file under each name; a reader of text meets no text, a reader of bytes meets text. */
const foreigners: Odd[] = [
  "a.h5",
  "a.npz",
  "a.npy",
  "a.csv",
  "a.wav",
  "a.json",
  "a.txt",
  "a-images-idx3-ubyte",
].flatMap((name) =>
  foreign
    // Pages and pointers are text: to a reader of text, its first line is wrong.
    .filter(([what]) => !(/page|pointer/.test(what) && /\.(csv|json|txt)$/.test(name)))
    .map(
      ([what, contents, end]): Odd => [
        `${what} as ${name}`,
        name,
        contents,
        name.includes("idx3") ? /expected/ : end,
      ],
    ),
);

const text = "dmp-rtl recordings 1\nrecording steps=3 channels=4 label=1 name=a\n0 0\n2 3\n";
const labels = (...values: number[]) => ({ labels: { kind: "numbers", type: "uint16", values } as const });
const spread = Array.from({ length: 200 }, (_, i) => (i * 4.9) / 1000);
const hdf5 = rows([[0.1, 0.2]], [[0, 3]], labels(2));
const dense = bytes([3, 4], [0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0]);
const times = float64([2], [0.1, 0.2]);
const units = int64([2], [0, 3]);

function wav(
  data: number,
  { encoding = 1, channels = 1, rate = 16_000, bits = 16, size = data, cut = 0 } = {},
): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.write("WAVEfmt ", 8);
  head.write("data", 36);
  for (const [at, value] of [
    [4, 36 + data],
    [16, 16],
    [24, rate],
    [28, rate * channels * (bits / 8)],
    [40, size],
  ])
    head.writeUInt32LE(value, at);
  for (const [at, value] of [
    [20, encoding],
    [22, channels],
    [32, channels * (bits / 8)],
    [34, bits],
  ])
    head.writeUInt16LE(value, at);
  return Buffer.concat([head, Buffer.alloc(data - cut)]);
}
const recordings: Odd[] = [
  ...foreigners,
  ["text with a byte order mark", "mark.txt", `\ufeff${text}`, "ok"],
  ["text of a DOS editor", "dos.txt", text.replaceAll("\n", "\r\n"), "ok"],
  ["text of an old Mac", "mac.txt", text.replaceAll("\n", "\r"), "ok"],
  ["text in UTF-16", "wide.txt", utf16(text), "ok"],
  ["text without its last line end", "open.txt", text.trimEnd(), "ok"],
  ["text with a blank after its first line", "blank.txt", text.replace("1\n", "1 \n"), "ok"],
  ["text cut short in a line", "cut.txt", text.slice(0, -2), /line 4: expected "STEP CHANNEL"/],
  ["text cut short in its head", "head.txt", text.slice(0, 40), /line 2: expected "recording steps=N/],
  [
    "text of another version",
    "new.txt",
    text.replace("1\n", "2\n"),
    /line 1: expected "dmp-rtl recordings 1", found/,
  ],
  ["text with an event past the end", "late.txt", `${text}3 0\n`, /line 5: expected a step below 3, found 3/],
  [
    "text with a label that is no class",
    "label.txt",
    text.replace("label=1", "label=3"),
    /a: label 3, but the network has 3 classes: 0 to 2/,
  ],
  [
    "text with values for a network without",
    "values.txt",
    text.replace("0 0\n2 3", "0 0 5\n2 3 1"),
    /"a": expected events without values, as valueBits is 0|expected events without values/,
  ],
  [
    "text of another number of channels",
    "wide-4.txt",
    text.replace("channels=4", "channels=5"),
    /a: recorded from 5 channels, but the network has 4/,
  ],
  ["JSON with a byte order mark", "mark.json", `\ufeff${events}`, "ok"],
  ["JSON in UTF-16", "wide.json", utf16(events), "ok"],
  ["JSON cut short", "cut.json", events.slice(0, 60), /cut\.json: .*found the end: the file is cut short/],
  ["JSON of something else", "else.json", '{"a":1}', /expected an object with the keys format, recordings/],
  [
    "JSON with a comment",
    "comment.json",
    `// mine\n${events}`,
    /line 1, column 1: expected a value, found "\/\/ mine"/,
  ],
  [
    "JSON with a trailing comma",
    "comma.json",
    events.replace("]]}", "]],}"),
    /expected a key in quotes, found/,
  ],
  [
    "JSON with a channel that is none",
    "channel.json",
    events.replace("[2,3]", "[2,4]"),
    /recordings\[0\]\.events\[1\]\[1\]: expected an integer in 0\.\.3, found 4/,
  ],
  ["JSON that is silent", "silent.json", events.replace("[[0,0],[2,3]]", "[]"), "ok"],
  [
    "JSON without recordings",
    "none.json",
    '{"format":"dmp-rtl recordings 1","recordings":[]}',
    /no recordings/,
  ],
  ["HDF5", "plain.h5", hdf5, "ok"],
  ["HDF5 cut short", "cut.h5", hdf5.subarray(0, hdf5.length / 2), /cut\.h5: .*expected/],
  ["HDF5 of its first bytes only", "start.h5", hdf5.subarray(0, 64), /start\.h5: .*expected/],
  [
    "HDF5 without spikes",
    "bare.h5",
    encodeHdf5({}),
    /spikes\/times: expected a dataset, found nothing of that name/,
  ],
  [
    "HDF5 with times in milliseconds",
    "ms.h5",
    rows([spread.map((t) => 1000 * t)], [spread.map((_, i) => i % 4)]),
    /in milliseconds they would fit: --time-unit ms/,
  ],
  [
    "HDF5 with a label that is no class",
    "label.h5",
    rows([[0.1]], [[0]], labels(7)),
    /label\.h5#0: label 7, but the network has 3 classes/,
  ],
  [
    "HDF5 of 20 channels",
    "wide.h5",
    rows([spread], [spread.map((_, i) => i % 20)]),
    /wide\.h5#0: expected a channel below 4, .*--pool 5 makes one channel of 5 neighbours/,
  ],
  ["HDF5 of silence", "silent.h5", rows([[]], [[]], labels(0)), "ok"],
  ["HDF5 whose times all come too late", "late.h5", rows([[2e12]], [[0]]), /all of them after the last step/],
  ["an archive of times and units", "plain.npz", archive({ times, units }), "ok"],
  ["the same compressed", "packed.npz", archive({ times, units }, { deflated: true }), "ok"],
  ["the same in zip64", "long.npz", archive({ times, units }, { long: true }), "ok"],
  [
    "an archive cut short",
    "cut.npz",
    archive({ times, units }).subarray(0, 200),
    /zip archive: expected an end of directory/,
  ],
  [
    "an archive of other names",
    "names.npz",
    archive({ t: times, x: units }),
    /t: expected arrays named times, units/,
  ],
  [
    "an archive of ragged lists",
    "ragged.npz",
    archive({ times: npy(headerOf("|O", [2]), [0x80, 4]), units }),
    /Python objects \(a pickle\)/,
  ],
  ["what torch.save writes", "torch.npz", zip({ "archive/data.pkl": Buffer.from("x") }), /a PyTorch pickle/],
  [
    "an archive of milliseconds",
    "ms.npz",
    archive({
      times: float64(
        [200],
        spread.map((t) => 1000 * t),
      ),
      units: int64(
        [200],
        spread.map((_, i) => i % 4),
      ),
    }),
    /--time-unit ms/,
  ],
  ["a dense array", "plain.npy", dense, "ok"],
  [
    "a dense array of floats, big-endian",
    "big.npy",
    npy(headerOf(">f4", [1, 4]), Buffer.from([0x3f, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0])),
    "ok",
  ],
  [
    "a dense array cut short",
    "cut.npy",
    dense.subarray(0, dense.length - 3),
    /expected 12 bytes for U8 \[3, 4\], found 9/,
  ],
  [
    "a dense array of other channels",
    "wide.npy",
    bytes([1, 8], [1, 0, 0, 0, 0, 0, 0, 1]),
    /channels: expected 4, as the network has, found 8; --pool 2 fits/,
  ],
  [
    "a dense array of too many steps",
    "long.npy",
    bytes([101, 4], new Array(404).fill(0)),
    /expected 1 to 100 steps, found 101/,
  ],
  [
    "a dense array of fractions",
    "half.npy",
    float64([1, 4], [0, 0.5, 0, 0]),
    /recording 0, step 0, channel 1: expected a number of events/,
  ],
  ["a table", "plain.csv", "time,channel\n0.1,0\n0.2,3\n", "ok"],
  ["a table of a spreadsheet", "sheet.csv", "\ufeffTime;Channel\r\n0.1;0\r\n0.2;3\r\n", "ok"],
  ["a table in tabs", "tabs.tsv", "0.1\t0\n0.2\t3\n", "ok"],
  ["a table in UTF-16", "wide.csv", utf16("time,channel\r\n0.1,0\r\n"), "ok"],
  ["a table in milliseconds, as its name says", "named.csv", "time_ms,channel\n100,0\n990,3\n", "ok"],
  ["a table in milliseconds, unsaid", "ms.csv", "time,channel\n100,0\n990,3\n", /--time-unit ms/],
  [
    "a table with decimal commas",
    "comma.csv",
    "0,1;0\n0,2;3\n",
    /line 1: expected a time of 0 or later, found "0,1"/,
  ],
  [
    "a table of other columns",
    "names.csv",
    "timestamp,x,y,polarity\n1,2,3,1\n",
    /line 1: expected the columns time, channel/,
  ],
  ["a table with values for a network without", "values.csv", "0.1,0,5\n", /expected events without values/],
  [
    "a table cut short",
    "cut.csv",
    "0.1,0\n0.2",
    /line 2: expected time, channel\[, value\] \(2 columns\), found "0\.2"/,
  ],
  ["sound for another network", "sound.wav", wav(320), /sound: expected a network of 140 channels/],
  ["a file without ending", "noname", "", /name: expected one that says the kind of recordings/],
  ["a file of MATLAB", "a.mat", "MATLAB 5.0 MAT-file", /name: expected one that says the kind of recordings/],
];

describe("recordings", () => {
  it.each(recordings)("%s (%#)", async (_, file, contents, end) => {
    const path = join(root, file);
    writeFileSync(path, contents);
    await ends(["run", home, path, "--engine", "golden"], end);
  });
});

it("are a hundred", () => {
  expect(recordings.length).toBeGreaterThanOrEqual(100);
  expect(recordings.filter(([, , , end]) => end === "ok").length).toBeGreaterThan(20);
});
