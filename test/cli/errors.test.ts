// Wrong usage and wrong input: one message that says what, where and what is allowed; exit status 2; no stack trace.
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { explain } from "../../src/cli/errors.ts";
import { run } from "./dmp.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-errors-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const file = (name: string, text: string) => {
  const path = join(root, name);
  writeFileSync(path, text);
  return path;
};
const folder = (name: string) => {
  const path = join(root, name);
  mkdirSync(path);
  return path;
};
/** Of 3 GiB, which take no room. */
const large = (name: string, text = "") => {
  const path = file(name, text);
  truncateSync(path, 3 * 2 ** 30);
  return path;
};
const sounds = "models/spoken-digits/sound";
const sound = join(sounds, readdirSync(sounds)[0]!);
const first = "examples/first";
const recordings = `${first}/recordings.json`;
const description = JSON.stringify({
  name: "net",
  inputs: { channels: 2, timestep: 0.01 },
  layers: [{ neurons: 2, threshold: 1, reset: "zero", beta: 0.5 }],
  readout: { classes: 2, mode: "mean-logits" },
});

const wrong: [string, string[], RegExp][] = [
  ["an unknown command", ["nope"], /unknown command 'nope'/],
  ["a missing argument", ["run"], /missing required argument 'network'/],
  ["an unknown option", ["run", first, recordings, "--engines", "x"], /unknown option '--engines'/],
  [
    "a wrong choice",
    ["run", first, recordings, "--engine", "x"],
    /Allowed choices are verilator, builtin, golden, float/,
  ],
  ["a number out of range", ["quantize", first, "--bits", "9"], /a whole number from 2 to 8/],
  ["a number that is none", ["verify", "--cases", "1e3"], /a whole number from 0/],
  ["a missing file", ["run", "none.json", recordings], /none\.json: no such file/],
  ...(
    [
      ["weights to import", ["import", large("large.pt")]],
      ["weights to propose a map of", ["import", large("map.pt"), "--propose", join(root, "map.json")]],
      ["a trace", ["run", first, "--expect", large("large.npz")]],
      ["sound", ["listen", "models/spoken-digits", large("large.wav", "RIFF")]],
      ["a description", ["quantize", large("large.json")]],
    ] as const
  ).map(([what, argv]): [string, string[], RegExp] => [
    `${what} of 3 GiB`,
    [...argv],
    /^error: [^:]+\.(pt|npz|wav|json): cannot be read: it has more than the 2 GiB that are read at once/,
  ]),
  ["a folder without network", ["quantize", root], /no network\.ts, network\.js or network\.json/],
  ["a file of no known kind", ["quantize", "README.md"], /allowed: \.ts, \.mts, \.js, \.mjs, \.json/],
  [
    "recordings of no known kind",
    ["run", first, "LICENSE"],
    /LICENSE: name: expected one that says the kind of recordings: \.h5, .*, found LICENSE/,
  ],
  ["broken JSON", ["quantize", file("broken.json", "{")], /broken\.json: not JSON/],
  [
    "a wrong field",
    ["quantize", file("field.json", description.replace('"zero"', '"soft"'))],
    /layers\[0\]\.reset: found "soft"/,
  ],
  [
    "no weights",
    ["quantize", file("bare.json", description)],
    /no weights: weights\.safetensors or weights\.npz/,
  ],
  [
    "a module without default export",
    ["quantize", file("none.js", "export const a = 1;")],
    /has no default export/,
  ],
  [
    "a module that throws",
    ["quantize", file("throws.js", "export default a.b;")],
    /throws\.js: line 1: a is not defined/,
  ],
  [
    "a description in code that is wrong",
    [
      "quantize",
      file("code.ts", `import { network } from "dmp-rtl"; export default network({ name: "a" } as never);`),
    ],
    /inputs: found nothing/,
  ],
  [
    "more channels than the network has",
    ["run", first, "models/spoken-digits/test-100.h5"],
    /channel below 16/,
  ],
  [
    "sound for another network",
    ["run", first, sound],
    /sound: expected a network of 140 channels, which sound becomes, found one of 16 channels/,
  ],
  [
    "weights for an integer network",
    ["quantize", file("i.json", '{"format":"dmp-rtl integer network 1"}'), "--weights", "w"],
    /holds its weights already/,
  ],
  [
    "a wrong field in code, by the file's name",
    ["quantize", file("named.json", description.replace('"net"', '"module"'))],
    /named\.json: wrong network description\n.*name: found "module"/,
  ],
  [
    "a wrong hardware choice, by the file's name",
    [
      "generate",
      first,
      "--out",
      join(root, "rtl"),
      "--hardware",
      file("hw.json", '{"lanes":{"spike":0},"size":1}'),
    ],
    /hw\.json: .*\n.*lanes\.spike: found 0, allowed: a whole number from 1 to 64\n(.*\n)*.*found the field size/,
  ],
  [
    "quantizer options that do not exist",
    ["quantize", first, "--quantizer", file("q.json", '{"headrom":2}')],
    /headrom: there is no such option; there are bits, headroom/,
  ],
  [
    "a quantizer option that is no number",
    ["quantize", first, "--quantizer", file("r.json", '{"headroom":"2"}')],
    /headroom: "2"; allowed/,
  ],
  ["a folder named like a file", ["run", first, folder("dir.h5")], /dir\.h5: is a folder, not a file/],
  ["a folder for weights", ["quantize", first, "--weights", root], /is a folder, not a file/],
  [
    "recordings of another network",
    ["run", "models/spoken-digits", recordings],
    /16 channels, but the network has 140/,
  ],
  [
    "a broken integer network",
    ["run", file("j.json", '{"format":"dmp-rtl integer network 1"}'), recordings],
    /not an integer network/,
  ],
  ["a result of a wrong name", ["quantize", first, "--out", "a.txt"], /ends with \.json/],
  ["a picture of a wrong name", ["timeline", first, "--out", "a.json"], /--out a\.json: .* ends with \.svg/],
  ["costs of a wrong name", ["cost", first, "--out", "a.csv"], /--out a\.csv: .* ends with \.json/],
  [
    "a hardware choice that is a folder",
    ["fit", first, "--device", "up5k", "--out", root],
    /ends with \.json/,
  ],
  ["a graph that is a folder", ["export", first, "--nir", root], /--nir .*: is a folder; name a file/],
  [
    "a hardware choice where no folder can be made",
    ["fit", first, "--device", "up5k", "--out", "/proc/none/a.json"],
    /--out \/proc\/none\/a\.json: cannot be written/,
  ],
  ["a result that cannot be written", ["quantize", first, "--out", "LICENSE/a.json"], /cannot be written/],
  [
    "a result where no folder can be made",
    ["quantize", first, "--out", "/proc/none/below/a.json"],
    /\/proc\/none\/below\/a\.json: cannot be written/,
  ],
  ["a folder of others", ["generate", first, "--out", root], /holds files that were not generated/],
  ["Verilog without a network", ["verify", "--rtl", root, "--engine", "verilator"], /which network/],
  [
    "Verilog for the built-in simulator",
    ["verify", first, "--rtl", root, "--engine", "builtin"],
    /only Verilator/,
  ],
  ["a folder without Verilog", ["verify", first, "--rtl", "docs", "--engine", "verilator"], /no Verilog/],
  [
    "options before a subcommand, where they would be lost",
    ["verify", "--cases", "5", "network", first],
    /--cases <n>: write the options after "verify network"/,
  ],
  ["an option of another subcommand", ["verify", "random", "--rtl", root], /unknown option '--rtl'/],
  ["a broken case", ["verify", "--replay", recordings], /recordings\.json/],
  ["a case that is not there", ["verify", "replay", "none.json"], /none\.json: .*: no such file or folder/],
  ["Verilog that is not there", ["verify", first, "--rtl", "none"], /none: .*: no such file or folder/],
  [
    "a file in the place of a folder",
    ["run", "LICENSE/a.json", recordings],
    /LICENSE\/a\.json: a file lies where/,
  ],
  [
    "a folder that would lie in a file",
    ["generate", first, "--out", "LICENSE/a"],
    /LICENSE\/a: .*: a file lies where/,
  ],
  [
    "a file for a folder of results",
    ["synth", first, "--out", "LICENSE"],
    /LICENSE: is a file; give a folder/,
  ],
  [
    "a folder of results in a folder that takes none",
    ["prove", first, "--out", "/proc/a"],
    /\/proc\/a: cannot be/,
  ],
  ["a project in a file", ["new", "LICENSE"], /LICENSE: is a file; give a new or an empty folder/],
  ["a demo of nothing", ["demo", "none"], /^error: none: no such folder; the demo takes model folders$/m],
  ["a demo of a file", ["demo", "LICENSE"], /^error: LICENSE: is a file/m],
  ["a demo of a folder without a network", ["demo", root], /^error: .*: the folder has no network\.ts/m],
  [
    "a hardware choice as quantizer options",
    ["quantize", first, "--quantizer", `${first}/hardware.json`],
    /first\/hardware\.json: lanes: there is no such option/,
  ],
  [
    "a width of the quantizer's file that is none",
    ["quantize", first, "--quantizer", file("w.json", '{"bits":{"fast":40}}')],
    /w\.json: bits\.layers\[0\]\.fast: 40 bits; allowed are 2 to 8/,
  ],
  [
    "an argument that is empty",
    ["run", first, ""],
    /^error: recordings: an empty text; is a variable not set\?$/m,
  ],
  ["an option that is empty", ["generate", first, "--out", ""], /^error: --out: an empty text/m],
  ["a place for a project that is empty", ["new", ""], /^error: folder: an empty text/m],
  [
    "steps for events that have theirs",
    ["run", first, recordings, "--steps", "5"],
    /--steps: it is for spike times/,
  ],
  [
    "a pooling of events in channels",
    ["run", first, recordings, "--pool", "2"],
    /--pool: it is for spike times/,
  ],
  [
    "combined events of events",
    ["run", first, recordings, "--combine", "max"],
    /--combine: it is for spike times/,
  ],
  ["a unit of steps", ["run", first, recordings, "--time-unit", "ms"], /--time-unit: it is for spike times/],
  [
    "steps of calibration that has its own",
    ["quantize", first, "--steps", "5"],
    /--steps: it is for spike times/,
  ],
  [
    "binning where nothing is binned",
    ["generate", "examples/tiny/integer.json", "--out", join(root, "o"), "--pool", "5"],
    /--pool: .*integer\.json is an integer network, whose formats are chosen already/,
  ],
  [
    "comparing every value of no hardware",
    ["run", first, recordings, "--engine", "golden", "--probe"],
    /--probe: --engine golden runs a model and no hardware/,
  ],
  [
    "threads for a simulation",
    ["run", first, recordings, "--engine", "builtin", "--jobs", "2"],
    /--jobs: for --engine golden and float/,
  ],
  [
    "a table of events with a channel too many",
    ["run", first, file("wide.csv", "time,channel\n0.01,3\n0.02,99\n")],
    /wide\.csv: channels: expected a channel below 16, as the network has 16, found channel 99/,
  ],
  [
    "a table of a few events counted in steps",
    ["run", first, file("steps.csv", "time,channel\n0,3\n0,2\n0,4\n7,1\n")],
    /steps\.csv: times: .*1 of 4 after the last step; in time steps they would fit: --time-unit steps/,
  ],
  [
    "recordings that are cut short",
    ["run", first, file("cut.json", readFileSync(recordings, "utf8").slice(0, 200))],
    /cut\.json: line 2, column \d+: expected a value or "]", found the end: the file is cut short/,
  ],
];

describe("wrong usage and input", () => {
  it.each(wrong)("%s", async (_what, argv, message) => {
    const before = readdirSync(root);
    const { status, out, err } = await run(...argv);
    expect(err).toMatch(message);
    expect(err).not.toMatch(/^\s+at /m);
    expect(err).toMatch(/^error: /m);
    expect(err).not.toContain("internal error");
    expect({ status, out }).toEqual({ status: 2, out: "" });
    expect(readdirSync(root)).toEqual(before);
  });

  it("an error of the system about a path is the user's to mend", () => {
    const error = Object.assign(new Error("EACCES: permission denied, open '/a'"), {
      code: "EACCES",
      path: "/a",
    });
    expect(explain(error, false)).toEqual({
      status: 2,
      json: { error: { kind: "input", message: "/a: there is no permission for it" } },
      text: "error: /a: there is no permission for it\n",
    });
  });

  it("an error that nobody expected says how to find it", () => {
    const error = new TypeError("x is not a function");
    expect(explain(error, false)).toMatchObject({ status: 1, text: expect.stringContaining("DMP_DEBUG=1") });
    expect(explain(error, true).text).toMatch(/^\s+at /m);
  });
});
