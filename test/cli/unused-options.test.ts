// An option that would change nothing is refused, and says why, before any work.
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DEFAULT_MAX_STEPS } from "../../src/network/index.ts";
import { run } from "./dmp.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-unused-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const first = "examples/first";
const recordings = `${first}/recordings.json`;
const out = join(root, "out");
/** The first example in integers, alone in its folder. */
const bare = join(root, "bare");
const integer = join(bare, "network.json");
/** The same with recordings beside it. */
const beside = join(root, "beside");
const sound = join(root, "sound.wav");
const trace = join(root, "trace.npz");
const published = "test/network/fixtures/published.pt";
const map = join(root, "map.json");
/** Without slow state: refused before its weights are read. */
const still = join(root, "still.json");
const checkpoint = `${first}/weights.safetensors`;

beforeAll(async () => {
  for (const folder of [bare, beside]) mkdirSync(folder);
  expect((await run("quantize", first, "--out", integer)).status).toBe(0);
  copyFileSync(integer, join(beside, "network.json"));
  for (const folder of [bare, beside]) copyFileSync(`${first}/hardware.json`, join(folder, "hardware.json"));
  copyFileSync(recordings, join(beside, "recordings.json"));
  const network = JSON.parse(readFileSync(integer, "utf8"));
  network.layers[0].memory = null;
  writeFileSync(still, JSON.stringify(network));
  // Refused before they are read.
  for (const file of [sound, trace]) writeFileSync(file, "");
  const layer = { fast: "a", threshold: 1, beta: 0.5, reset: "zero" };
  writeFileSync(map, JSON.stringify({ layers: [layer], readout: { mode: "spike-count" } }));
});

const ofIntegers = /is an integer network, whose formats are chosen already/;
const cases: readonly (readonly [string, readonly string[], RegExp])[] = [
  [
    "listen --rate with a file",
    ["listen", first, sound, "--rate", "8000"],
    /--rate: .*sound\.wav says its own/,
  ],
  [
    "listen --hardware without hardware",
    ["listen", first, sound, "--hardware", "none.json"],
    /--hardware: --engine golden runs a model and no hardware/,
  ],
  [
    "run --logits without JSON or hardware",
    ["run", first, recordings, "--engine", "golden", "--logits"],
    /--logits: with --engine golden they are in the JSON only; give --json too/,
  ],
  ...["steps", "pool", "from", "to", "jobs"].map(
    (name) =>
      [
        `run --expect --${name}`,
        ["run", first, "--expect", trace, `--${name}`, "3"],
        new RegExp(`--${name}: --expect runs the one input that .*trace\\.npz holds`),
      ] as const,
  ),
  [
    "run --expect --permutation",
    ["run", first, "--expect", trace, "--permutation", "order.txt"],
    /--permutation: --expect runs the one input/,
  ],
  ...["from", "to"].map(
    (name) =>
      [`timeline --${name} of integers`, ["timeline", integer, `--${name}`, "1"], ofIntegers] as const,
  ),
  ["fit --permutation of integers", ["fit", bare, "--device", "up5k", "--permutation", "x"], ofIntegers],
  ["generate --to of integers", ["generate", bare, "--out", out, "--to", "1"], ofIntegers],
  ["synth --from of integers", ["synth", bare, "--from", "1"], ofIntegers],
  [
    "generate --vectors without a test bench",
    ["generate", first, "--out", out, "--no-test-bench", "--vectors", "2"],
    /--vectors: what the test bench plays, and --no-test-bench leaves it out/,
  ],
  [
    "generate --vectors without recordings",
    ["generate", bare, "--out", out, "--vectors", "2"],
    /--vectors: no recordings beside .*network\.json that the test bench could play/,
  ],
  [
    "verify --shapes of one network",
    ["verify", first, "--shapes", "3"],
    /--shapes: how many random networks; examples\/first is one network/,
  ],
  [
    "board --hardware at a port",
    ["board", first, recordings, "--port", "/dev/none", "--hardware", "none.json"],
    /--hardware: a board at a port has its hardware already/,
  ],
  [
    "board --baud in simulation",
    ["board", first, recordings, "--simulate", "--baud", "9600"],
    /--baud: of a serial port; the simulated board has its own/,
  ],
  ...["out", "name", "map", "steps", "window"].map(
    (name) =>
      [
        `import --propose --${name}`,
        ["import", checkpoint, "--propose", out, `--${name}`, "3"],
        new RegExp(`--${name}: says nothing of a map`),
      ] as const,
  ),
  [
    "import --propose --no-memory",
    ["import", checkpoint, "--propose", out, "--no-memory"],
    /--no-memory: says nothing of a map/,
  ],
  [
    "import --no-reset-delay with a map",
    ["import", checkpoint, "--map", map, "--out", out, "--no-reset-delay"],
    /--no-reset-delay: is for snnTorch's neurons where no map .*; write "resetDelay": false into the map/,
  ],
  [
    "import --no-reset-delay of the published cells",
    ["import", published, "--out", out, "--no-reset-delay"],
    /--no-reset-delay: is for snnTorch's neurons .*; the published cells reset at once/,
  ],
  [
    "import --propose --no-reset-delay without neurons of snnTorch",
    ["import", "test/import/fixtures/jelly_state.pt", "--propose", map, "--no-reset-delay"],
    /--no-reset-delay: is for snnTorch's neurons; the file holds none of them/,
  ],
  [
    "import --window of slow states that are left out",
    ["import", published, "--out", out, "--no-memory", "--window", "20"],
    /--window: is of the slow states, which --no-memory leaves out/,
  ],
  [
    "ablate --engine where nothing is simulated",
    ["ablate", "models/spoken-digits", "--simulate", "0", "--engine", "verilator"],
    /--engine: what simulates, and --simulate 0 simulates nothing/,
  ],
  [
    "ablate --weight-bits of integers",
    ["ablate", integer, recordings, "--weight-bits", "4"],
    /--weight-bits: .* is an integer network, whose formats are chosen already/,
  ],
  ...["dilation", "slow-state"].map(
    (name) =>
      [
        `ablate --${name} without slow state`,
        ["ablate", still, recordings, `--${name}`, "2"],
        new RegExp(`--${name}: .*still\\.json has no slow state`),
      ] as const,
  ),
  ["prove --events without --step", ["prove", first, "--events", "5"], /--events: it is for --step/],
  [
    "verify --recordings of cases",
    ["verify", first, "--recordings", "3"],
    /--recordings: of the netlist of a device: `dmp verify netlist`; cases are drawn/,
  ],
  [
    "verify --replay of a network",
    ["verify", first, "--replay", "case.json"],
    /--replay: the case has its own network; leave examples\/first out/,
  ],
  [
    "verify --replay --cases",
    ["verify", "--replay", "case.json", "--cases", "3"],
    /--cases: says nothing with --replay; see `dmp verify replay --help`/,
  ],
  [
    "verify --netlist --at-once",
    ["verify", first, "--netlist", "up5k", "--at-once", "3"],
    /--at-once: says nothing with --netlist; see `dmp verify netlist --help`/,
  ],
  [
    "verify --netlist --no-cycles",
    ["verify", first, "--netlist", "up5k", "--no-cycles"],
    /--no-cycles: says nothing with --netlist;/,
  ],
  [
    "synth --seeds where nothing is placed",
    ["synth", first, "--device", "xc7", "--seeds", "2"],
    /--seeds: of place and route, and there is none for .*; allowed: 0/,
  ],
  [
    "synth --liberty --clock without constraints",
    ["synth", "examples/first", "--liberty", "none.lib", "--clock", "50"],
    /--clock: with --liberty it is in the constraints, which --out FOLDER writes/,
  ],
  [
    "explore --seed without a search",
    ["explore", "examples/spaces/spoken-digits.json", "--seed", "2"],
    /--seed: it is for --search; without, every point is looked at/,
  ],
];

describe("an option that would change nothing", () => {
  it.each(cases)("%s", async (_, argv, message) => {
    const said = await run(...argv);
    expect(said.err).toMatch(message);
    expect(said.status).toBe(2);
    expect(said.out).toBe("");
  });
});

it("is not advised either: a note on silence names --steps only where they are asked of recordings", async () => {
  const network = JSON.parse(readFileSync(integer, "utf8"));
  const [long, silent] = [join(root, "long.json"), join(root, "silent.json")];
  writeFileSync(long, JSON.stringify({ ...network, maxSteps: DEFAULT_MAX_STEPS }));
  const source = JSON.parse(readFileSync(recordings, "utf8"));
  writeFileSync(
    silent,
    JSON.stringify({ ...source, recordings: [{ ...source.recordings[0], events: [[1, 2]] }] }),
  );
  const told = "note: no recording has an event after step 2 of 40; set maxSteps in the network file";
  const run1 = ["run", long, silent, "--engine", "golden"];
  expect((await run(...run1)).err).toContain(`${told} to the length that the network was trained on\n`);
  expect((await run(...run1, "--steps", "40")).err).toContain("--steps: it is for spike times and sound");
  const spikes = join(root, "spikes.csv");
  writeFileSync(spikes, "time,channel\n0.01,2\n");
  expect((await run("run", long, spikes, "--engine", "golden")).err).toMatch(
    /set maxSteps in the network file, or --steps, to the length/,
  );
});

describe("integer networks", () => {
  it("have recordings beside them that --vectors plays", async () => {
    const classes = async (...vectors: string[]) => {
      expect((await run("generate", beside, "--out", out, ...vectors)).status).toBe(0);
      return readFileSync(join(out, "tb", "dmp_sweeps_classes.hex"), "utf8")
        .trim()
        .split("\n").length;
    };
    const without = await classes();
    expect(await classes("--vectors", "2")).toBeGreaterThan(without);
    expect(await classes("--vectors", "0")).toBe(without);
  });
});
