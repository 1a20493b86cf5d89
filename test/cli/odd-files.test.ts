// Files as people really bring them: cut short, foreign, in another dialect. Each ends in a result or in one clear
// sentence that names the file, within its time; never a stack trace, never a silent wrong answer.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, it } from "vitest";
import { floatNetwork, network, tensorsOf, writeSafetensors } from "../../src/network/index.ts";
import { encodeHdf5 } from "../../src/recordings/hdf5-writer.ts";
import { bytes, float64, headerOf, int64, npy, zip } from "../files/archives.ts";
import { run } from "./dmp.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-odd-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const CHANNELS = 4;
const description = (more: object = {}) => ({
  name: "odd",
  inputs: { channels: CHANNELS, timestep: 0.01, ...more },
  layers: [{ neurons: 2, threshold: 1, reset: "zero", beta: 0.5 }],
  readout: { classes: 3, mode: "mean-logits" },
  maxSteps: 100,
});
const weights = writeSafetensors(
  tensorsOf(
    floatNetwork(network(description() as never), {
      layers: [
        {
          fast: Float64Array.of(1, 0.5, 0.25, 0.1, -1, 1, 0.3, 0.6),
          bias: Float64Array.of(0.1, 0),
          memory: null,
        },
      ],
      readout: { weights: Float64Array.of(1, -1, 0.5, 0.5, -1, 1), bias: Float64Array.of(0, 0.1, 0) },
    }),
  ),
);
const events =
  '{"format":"dmp-rtl recordings 1","recordings":[{"name":"a","label":1,"steps":3,"channels":4,"events":[[0,0],[2,3]]}]}';

/** A network's folder with these files in it, whatever they are; returns its path. */
function folder(name: string, files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const path = join(root, name);
  const all = {
    "network.json": JSON.stringify(description()),
    "weights.safetensors": weights,
    "calibration.json": events,
    ...files,
  };
  for (const [file, contents] of Object.entries(all)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), contents);
  }
  return path;
}
const home = folder("home");
const pixels = folder("pixels", {
  "network.json": JSON.stringify(description({ channels: 1, valueBits: 8 })),
  "weights.safetensors": writeSafetensors(
    tensorsOf(
      floatNetwork(network(description({ channels: 1, valueBits: 8 }) as never), {
        layers: [{ fast: Float64Array.of(0.01, 0.02), bias: Float64Array.of(0, 0), memory: null }],
        readout: { weights: Float64Array.of(1, -1, 0.5, 0.5, -1, 1), bias: new Float64Array(3) },
      }),
    ),
  ),
  "calibration.json": events.replace('"channels":4', '"channels":1').replace("[[0,0],[2,3]]", "[[0,0,9]]"),
});
const graded = folder("graded", {
  "network.json": JSON.stringify(description({ valueBits: 16 })),
  "calibration.json": events.replace("[[0,0],[2,3]]", "[[0,0,9]]"),
});

/** What stands for the file in a message, or "ok": it is read. */
type Odd = readonly [what: string, file: string, contents: string | Uint8Array, end: "ok" | RegExp];

const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
const foreign: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ["nothing", "", /an empty file/],
  ["a git-lfs pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", /git lfs pull/],
  ["a web page", "<!DOCTYPE html><html><body>404</body></html>", /a web page/],
  ["a pickle", Buffer.from([0x80, 4, 0x95, 1, 0, 0, 0, 0]), /a Python pickle/],
  ["a picture", Buffer.from("\x89PNG\r\n\x1a\n\0\0", "latin1"), /a picture \(PNG\)/],
  ["a 7z archive", Buffer.from("7z\xbc\xaf\x27\x1c", "latin1"), /a 7z archive/],
];
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
const rows = (times: number[][], units: number[][], more = {}) =>
  encodeHdf5({
    spikes: {
      times: { kind: "ragged", type: "float64", rows: times },
      units: { kind: "ragged", type: "uint16", rows: units },
    },
    ...more,
  });
const labels = (...values: number[]) => ({ labels: { kind: "numbers", type: "uint16", values } as const });
const spread = Array.from({ length: 200 }, (_, i) => (i * 4.9) / 1000);
const hdf5 = rows([[0.1, 0.2]], [[0, 3]], labels(2));
const dense = bytes([3, 4], [0, 1, 0, 0, 0, 0, 0, 1, 1, 0, 0, 0]);
const archive = (members: Record<string, Uint8Array>, how = {}) =>
  zip(Object.fromEntries(Object.entries(members).map(([name, array]) => [`${name}.npy`, array])), how);
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
function idx(shape: readonly number[], data: readonly number[], type = 8): Buffer {
  const header = Buffer.alloc(4 + 4 * shape.length);
  header.writeUInt32BE(type * 256 + shape.length);
  for (const [i, length] of shape.entries()) header.writeUInt32BE(length, 4 + 4 * i);
  return Buffer.concat([header, Buffer.from(data)]);
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
  ["JSON cut short", "cut.json", events.slice(0, 60), /cut\.json: .*expected JSON/],
  ["JSON of something else", "else.json", '{"a":1}', /expected an object with the keys format, recordings/],
  ["JSON with a comment", "comment.json", `// mine\n${events}`, /expected JSON|expected text/],
  ["JSON with a trailing comma", "comma.json", events.replace("]]}", "]],}"), /expected JSON/],
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
    /wide\.h5#0: expected a unit below 4, .*--pool 5 makes one channel of 5 neighbours/,
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

const images: Odd[] = [
  ["images", "a-images-idx3-ubyte", idx([1, 2, 2], [0, 9, 8, 7]), "ok"],
  ["packed images", "b-images-idx3-ubyte.gz", gzipSync(idx([1, 2, 2], [0, 9, 8, 7])), "ok"],
  ["images as another site names them", "c-images.idx3-ubyte", idx([1, 2, 2], [0, 9, 8, 7]), "ok"],
  [
    "images cut short",
    "d-images-idx3-ubyte",
    idx([1, 2, 2], [0, 9]),
    /byte 4: expected 2 bytes of data in a file of 18, found dimensions that make 4/,
  ],
  [
    "packed images cut short",
    "e-images-idx3-ubyte.gz",
    gzipSync(idx([1, 2, 2], [0, 9, 8, 7])).subarray(0, 24),
    /sound gzip data|end of the file/,
  ],
  [
    "images of floats",
    "f-images-idx3-ubyte",
    idx([1, 2, 2], [0, 9, 8, 7], 0x0d),
    /expected 0x00000803 \(unsigned bytes, 3 dimensions\), found 0x00000d03/,
  ],
  ["labels for images", "g-images-idx3-ubyte", idx([1], [1]), /found 0x00000801/],
  [
    "images of too many pixels",
    "h-images-idx3-ubyte",
    idx([1, 11, 11], new Array(121).fill(1)),
    /"h-images-idx3-ubyte#0": expected 1 to 100 steps, found 121/,
  ],
  [
    "another number of labels",
    "i-images-idx3-ubyte",
    idx([2, 1, 1], [1, 2]),
    /expected 2 labels, one an image, found 1/,
  ],
];

const gradedOdd: Odd[] = [
  [
    "silence beside values",
    "mixed.json",
    events
      .replace("]}]}", ']},{"name":"b","label":null,"steps":2,"channels":4,"events":[]}]}')
      .replace("[[0,0],[2,3]]", "[[0,0,9]]"),
    "ok",
  ],
  [
    "silence alone",
    "silent.txt",
    "dmp-rtl recordings 1\nrecording steps=2 channels=4 label=0 name=s\n",
    "ok",
  ],
  [
    "events without values",
    "bare.json",
    events,
    /bare\.json: .*"a", step 0: expected events with values, as valueBits is 16, found none/,
  ],
  ["a table with values", "values.csv", "0.1,0,65535\n", "ok"],
  ["a value too large", "large.csv", "0.1,0,65536\n", /line 1: expected a value in 0\.\.65535/],
];

const checkpoints: Odd[] = [
  ...foreign.map(([what, contents, end]): Odd => [what, "weights.safetensors", contents, end]),
  ["text", "weights.safetensors", "weights: 1 2 3\n", /found text/],
  ["an HDF5 file", "weights.safetensors", hdf5, /found an HDF5 file/],
  [
    "a safetensors file cut short",
    "weights.safetensors",
    weights.subarray(0, weights.length - 8),
    /expected .*, found/,
  ],
  [
    "its header only",
    "weights.safetensors",
    weights.subarray(0, 100),
    /safetensors header: expected at most 92 bytes/,
  ],
  [
    "an archive of NumPy under the other name",
    "weights.safetensors",
    archive({ "readout.weight": times }),
    /layers\.0\.input\.weight|readout\.weight/,
  ],
];

const descriptions: Odd[] = [
  ["a description with a byte order mark", "network.json", `\ufeff${JSON.stringify(description())}`, "ok"],
  ["a description in UTF-16", "network.json", utf16(JSON.stringify(description())), "ok"],
  [
    "a description cut short",
    "network.json",
    JSON.stringify(description()).slice(0, 90),
    /network\.json: not JSON/,
  ],
  ["an empty description", "network.json", "", /network\.json: not JSON/],
  ["a description of a list", "network.json", "[]", /wrong network description/],
  [
    "a leak that no format holds",
    "network.json",
    JSON.stringify(description()).replace("0.5", "0.9999999999"),
    /layers\[0\]\.leak: beta 0\.9999999999 .* no number of bits up to 24 holds it within 1 %/,
  ],
  ["names of too many classes", "classes.json", '["a"]', /classes\.json: expected a list of 3 names/],
  ["names with a byte order mark", "classes.json", '\ufeff["a","b","c"]', "ok"],
];

/** Runs a command and checks how it ends. */
async function ends(argv: string[], end: Odd[3]): Promise<void> {
  const { status, out, err } = await run(...argv);
  const messages = err
    .split("\n")
    .filter((line) => !line.startsWith("note: "))
    .join("\n");
  if (end === "ok") {
    expect({ status, messages }).toEqual({ status: 0, messages: "" });
    expect(out).toMatch(/\d/);
    return;
  }
  expect(messages).toMatch(end);
  expect(messages).toMatch(/^error: /);
  expect(messages).not.toMatch(/internal error|^\s+at |undefined|\[object/m);
  expect({ status, out }).toEqual({ status: 2, out: "" });
}

describe("recordings", () => {
  it.each(recordings)("%s (%#)", async (_, file, contents, end) => {
    const path = join(root, file);
    writeFileSync(path, contents);
    await ends(["run", home, path, "--engine", "golden"], end);
  });
});

describe("images", () => {
  for (const name of "abcdefghi") {
    writeFileSync(join(root, `${name}-labels-idx1-ubyte`), idx([1], [2]));
    writeFileSync(join(root, `${name}-labels.idx1-ubyte`), idx([1], [2]));
  }
  it.each(images)("%s", async (_, file, contents, end) => {
    const path = join(root, file);
    writeFileSync(path, contents);
    await ends(["run", pixels, path, "--engine", "golden"], end);
  });

  it("on a network of scale 1 are noted, and so is the order of pixels that lies beside it", async () => {
    const path = join(root, "a-images-idx3-ubyte");
    writeFileSync(path, idx([1, 2, 2], [0, 9, 8, 7]));
    const plain = await run("run", pixels, path, "--engine", "golden");
    expect(plain.err).toMatch(/^note: pixels are taken as 0 to 255; .* inputs\.scale: 1 \/ 255/m);
    const permuted = folder("permuted", {
      "network.json": readFileSync(join(pixels, "network.json"), "utf8").replace(
        '"valueBits":8',
        '"valueBits":8,"scale":0.00392156862745098',
      ),
      "weights.safetensors": readFileSync(join(pixels, "weights.safetensors")),
      "calibration.json": readFileSync(join(pixels, "calibration.json")),
      "permutation.txt": "3 2 1 0\n",
    });
    const beside = await run("run", permuted, path, "--engine", "golden");
    expect(beside).toMatchObject({
      status: 0,
      err: `note: pixels in the order of ${join(permuted, "permutation.txt")}\n`,
    });
    const wrong = await run(
      "run",
      pixels,
      path,
      "--engine",
      "golden",
      "--permutation",
      join(home, "network.json"),
    );
    expect(wrong).toMatchObject({
      status: 2,
      err: expect.stringMatching(/network\.json: line 1: expected an index in 0\.\.3/),
    });
    const useless = await run(
      "run",
      home,
      join(home, "calibration.json"),
      "--engine",
      "golden",
      "--permutation",
      join(permuted, "permutation.txt"),
    );
    expect(useless).toMatchObject({
      status: 2,
      err: expect.stringContaining("--permutation: none of the recordings are sequences of pixels"),
    });
  });
});

describe("recordings with values", () => {
  it.each(gradedOdd)("%s", async (_, file, contents, end) => {
    const path = join(root, `graded-${file}`);
    writeFileSync(path, contents);
    await ends(["run", graded, path, "--engine", "golden"], end);
  });
});

describe("checkpoints", () => {
  it.each(checkpoints)("%s", async (what, file, contents, end) => {
    await ends(["quantize", folder(`checkpoint ${what}`, { [file]: contents })], end);
  });
});

describe("descriptions and what lies beside them", () => {
  it.each(descriptions)("%s", async (what, file, contents, end) => {
    const path = folder(`description ${what}`, { [file]: contents });
    await ends(["run", path, join(path, "calibration.json"), "--engine", "golden"], end);
  });
});

it("are more than a hundred", () => {
  const all = [recordings, images, gradedOdd, checkpoints, descriptions].flat();
  expect(all.length).toBeGreaterThan(100);
  expect(all.filter(([, , , end]) => end === "ok").length).toBeGreaterThan(25);
});
