// Generated folders: complete, readable by other tools, and with a test bench that tells right from wrong.
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { needs } from "../../.ci/tools.mjs";
import { vectorCases } from "../../golden/cases.ts";
import { type HardwareInput, hardware, plan } from "../../src/core/index.ts";
import { type Generated, generate, lint, writeFolder } from "../../src/generate/index.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-generate-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const lanes = { spike: 2, memory: 2, update: 1 };
const choices: Record<string, HardwareInput> = {
  baked: { lanes },
  "shared and loaded": { lanes, dataflow: "event-stationary", mapping: "shared", parameters: "loaded" },
  probed: { lanes, dataflow: "event-stationary", probe: true },
  "neurons held, every step": {
    lanes,
    dataflow: "neuron-stationary",
    outputs: { classes: "step", logits: true, spikes: true },
  },
};
const make = (name: string, choice: HardwareInput) => {
  const { network, events } = vectorCases.find((c) => c.name === name)!;
  return generate(plan(network, hardware(choice)), { sequences: [events] });
};
const known = new Map<string, Generated>();
/** What `make` gives, made once. */
function made(name: string, choice: HardwareInput): Generated {
  const key = JSON.stringify([name, choice]);
  const before = known.get(key) ?? make(name, choice);
  known.set(key, before);
  return before;
}

const icarus = needs.find((need) => need.name === "iverilog")?.found() ?? false;

/** Runs the test bench of a generated folder in Icarus Verilog; gives what it prints, and its status. */
async function bench(folder: string, top: string, ...plusargs: string[]) {
  const options = { cwd: folder, all: true, reject: false } as const;
  const compiled = await execa(
    "iverilog",
    ["-g2005", "-Wall", "-o", "tb/sim", "-c", `tb/${top}_tb.f`],
    options,
  );
  if (compiled.exitCode !== 0) return { text: compiled.all, status: compiled.exitCode };
  const { all, exitCode } = await execa("vvp", ["-n", "tb/sim", ...plusargs], options);
  return { text: all, status: exitCode };
}

/** A folder with one file changed. */
function damaged(
  named: (top: string) => string,
  damage: (text: string) => string | null,
  { top, files } = made("subtract", { lanes }),
) {
  const file = named(top);
  const folder = mkdtempSync(join(root, "damaged-"));
  writeFolder(folder, files);
  const path = join(folder, file);
  const before = readFileSync(path, "utf8");
  const after = damage(before);
  expect(after).not.toBe(before);
  if (after === null) rmSync(path);
  else writeFileSync(path, after);
  return { folder, top, file };
}

it("says on demand which line of the source the Verilog comes from", () => {
  const { network } = vectorCases.find((c) => c.name === "plain")!;
  const options = { testBench: false } as const;
  const { files, top } = generate(plan(network, hardware({ lanes })), { ...options, sourceLines: true });
  const bare = generate(plan(network, hardware({ lanes })), options).files;
  const text = `${files[`${top}_core0_neurons.v`]}`;
  expect(text).toMatch(/^ {4}\/\/ neurons\/stages\.ts:\d+$/m);
  expect(text.replaceAll(/^ *\/\/ \S+\.ts:\d+\n/gm, "")).toBe(bare[`${top}_core0_neurons.v`]);
});

describe.skipIf(!icarus)("the test bench, in Icarus Verilog", () => {
  const names = ["plain", "legendre-5", "graded", "membrane-readout", "dilation-hold"];
  it.each(
    Object.entries(choices).flatMap(([choice, input]) => names.map((name) => [name, choice, input] as const)),
  )("passes for %s, %s", async (name, choice, input) => {
    const { top, files } = made(name, input);
    const folder = join(root, `${name} ${choice}`.replaceAll(" ", "-"));
    writeFolder(folder, files);
    const held = /^PASS: \d+ sequences, \d+ time steps, \d+ rounds, (\d+) cycles; [1-9]\d* assertions held$/m;
    const full = await bench(folder, top);
    expect(full).toMatchObject({ status: 0, text: expect.stringMatching(held) });
    if (name !== "graded") return;
    const slow = await bench(folder, top, "+stall=60", "+seed=3");
    expect(slow).toMatchObject({ status: 0, text: expect.stringMatching(held) });
    // Pauses take time: what is called full speed has none.
    expect(Number(held.exec(slow.text)![1])).toBeGreaterThan(Number(held.exec(full.text)![1]));
  });

  it("knows the cycles of events that count nothing, which no list keeps", async () => {
    const { network } = vectorCases.find((c) => c.name === "graded")!;
    const choice = hardware({ lanes: { spike: 1, memory: 1, update: 1 }, dataflow: "neuron-stationary" });
    const steps = 20;
    const perStep = 12;
    const zeros = {
      steps,
      offsets: Uint32Array.from({ length: steps + 1 }, (_, k) => k * perStep),
      addresses: new Uint32Array(steps * perStep),
      values: new Uint16Array(steps * perStep),
    };
    const { top, files } = generate(plan({ ...network, maxSteps: steps }, choice), { sequences: [zeros] });
    const folder = join(root, "zeros");
    writeFolder(folder, files);
    expect(await bench(folder, top)).toMatchObject({ status: 0, text: expect.stringMatching(/^PASS: /m) });
  });

  it("lets every neuron fire and every class be answered, and sends one sequence in full length", () => {
    const { top, files } = made("plain", { lanes });
    expect(files[`tb/${top}_tb.v`]).toMatch(
      /^\/\/ (\d+) of \1 neurons fire, (\d+) of \2 classes are answered; the longest sequence has (\d+) of at most \3 steps\.$/m,
    );
  });

  /** Text instead of other text that must be there once. */
  const put = (found: string, instead: string) => (text: string) => {
    expect(text.split(found)).toHaveLength(2);
    return text.replace(found, instead);
  };
  it.each([
    [
      "an address beyond the channels is taken",
      "intake.v",
      (t: string) => t.replace(/address < (16'd\d+)/, "address <= $1"),
      /assertion \d+, .*address_fits/,
    ],
    [
      "an illegal event raises no flag",
      "intake.v",
      put("failed_next = 1'b1;", ""),
      /^FAIL: error_event is 0 after round \d+$/m,
    ],
    [
      "a sum of values that is too large is taken",
      "intake.v",
      put("mass_next = total[4:0];", ""),
      /FAIL: core_membrane, .*, round \d+/,
    ],
    [
      "a sequence that is too long raises no flag",
      "readout.v",
      put("too_many_next = 1'b1;", ""),
      /^FAIL: error_length is 0 after round \d+$/m,
    ],
    [
      "a flag is up for nothing",
      "readout.v",
      (t: string) => t.replace(/(assign too_long = ).*;/, "$1add_valid;"),
      /^FAIL: \{error_event, error_length, error_params\} is 010, /m,
    ],
    [
      "a reset leaves the intake in its sequence",
      "intake.v",
      put("in_sequence <= 1'b0;", "if (in_sequence === 1'bx) in_sequence <= 1'b0;"),
      /FAIL: assertion \d+, sequences_fits.*, round \d+/,
    ],
    [
      "a packet for no memory raises no flag",
      "loader.v",
      put("failed_next = 1'b1;", ""),
      /^FAIL: error_params is 0 after round \d+$/m,
    ],
    [
      "a packet that was cut short shifts the next one",
      "loader.v",
      (t: string) => t.replace("lane_next = 2'd0;", ""),
      /FAIL: .*, round \d+/,
    ],
    [
      "parameters are taken at any time",
      "loader.v",
      put("(phase != PHASE_HEADER) | !active", "1'b1"),
      /parameters are taken while a sequence is under way, round \d+/,
    ],
    [
      "a sequence begins at any time",
      "TOP.v",
      put(" | loader_loading)", ")"),
      /a sequence begins while parameters are taken, round \d+/,
    ],
  ])("fails with a status where %s", async (_what, named, damage, said) => {
    const subject = made("graded", { ...choices["shared and loaded"]!, dataflow: "event-stationary" });
    const file = (top: string) => (named === "TOP.v" ? `${top}.v` : `${top}_${named}`);
    const { folder, top } = damaged(file, damage, subject);
    const { text, status } = await bench(folder, top);
    expect(text).toMatch(said);
    expect(status).not.toBe(0);
  });

  it("says of the beats of every stream in which cycle they come", () => {
    const { top, files } = made("graded", choices["neurons held, every step"]!);
    const text = `${files[`tb/${top}_tb.v`]}`;
    for (const [stream, list] of [
      ["events", "events_beats"],
      ...["classes", "logits", "spikes"].map((name) => [name, `${name}_expected`]),
    ]) {
      const width = Number(new RegExp(`reg +\\[(\\d+):0\\] ${list} `).exec(text)![1]) + 1;
      const cycles = `${files[`tb/${top}_${stream}.hex`]}`
        .trim()
        .split("\n")
        .map((line) => Number(BigInt(`0x${line}`) >> BigInt(width - 32)));
      const foreseen = cycles.filter((cycle) => cycle !== 2 ** 32 - 1);
      expect(foreseen.length, stream).toBeGreaterThan(cycles.length / 2);
      expect(new Set(foreseen).size, stream).toBeGreaterThan(foreseen.length / 2);
    }
  });

  it("does in its rounds what may go wrong", () => {
    const text = `${made("graded", choices["shared and loaded"]!).files["tb/dmp_graded_tb.v"]}`;
    const rounds = [...text.matchAll(/^ +\d+: choose\((.*)\); \/\/ (.*)$/gm)].map(([, numbers, what]) => ({
      numbers: numbers!.split(", "),
      what: what!,
    }));
    const flags = (up: string) => rounds.filter((r) => r.numbers[4] === `3'b${up}`).length;
    expect(rounds.filter((r) => Number(r.numbers[1]) > 0).length).toBeGreaterThanOrEqual(10);
    // Addresses, values and sums; packets of every kind; more steps than there may be.
    expect(flags("100")).toBe(6);
    expect(flags("010")).toBe(1);
    expect(flags("001")).toBeGreaterThanOrEqual(8);
    expect(rounds.map((r) => r.what)).toContain("other parameters, on offer while a sequence is under way");
  });

  const noFirst = (text: string) => text.replace(/^./, (d) => (d === "0" ? "1" : "0"));
  it.each([
    ["the threshold", "core0_neurons.v", (t: string) => t.replace(" >= ", " > 8 + "), /core0_membrane, step/],
    [
      "the rounding of the leak",
      "core0_neurons.v",
      (t: string) => t.replace(/leak_0\[(\d+)\]\}/, "leak_0[$1] & 1'b0}"),
      /core0_membrane/,
    ],
    [
      "the last neuron of the pass",
      "core0_neurons.v",
      (t: string) => t.replace("reading = start & !over", "reading = start & !over & !word"),
      /FAIL/,
    ],
    [
      "the speed",
      "core0_sequencer.v",
      (t: string) =>
        t.replace(
          "assign job_ready = ",
          "reg odd; always @(posedge clk) odd <= !rst & !odd;\n    assign job_ready = odd & ",
        ),
      /beat \d+ of events comes in cycle \d+, not \d+/,
    ],
    [
      "a step beyond the twelfth",
      "readout.v",
      (t: string) =>
        t.replace(
          "assign closing = add_valid",
          "reg [9:0] many; always @(posedge clk) if (rst) many <= 0; else if (add_last & !many[9]) many <= many + 10'd1;\n    assign closing = add_valid & !(many > 40)",
        ),
      /FAIL/,
    ],
  ])("fails with a status where %s is wrong", async (_what, file, damage, said) => {
    const { folder, top } = damaged((t) => `${t}_${file}`, damage);
    const { text, status } = await bench(folder, top);
    expect(text).toMatch(said);
    expect(text).toMatch(/^FAIL: \d+ differences$/m);
    expect(status).not.toBe(0);
  });

  it.each([
    ["an image of weights is another", "TOP_core0_fast_current_weights.hex", noFirst],
    ["an image is missing", "TOP_core0_neurons_bias.hex", () => null],
    ["an image is cut short", "TOP_readout_bias.hex", (t: string) => t.replace(/.*\n$/, "")],
    ["a bit of an image is unknown", "TOP_readout_bias.hex", (t: string) => t.replace(/^./, "x")],
    ["a vector is another", "tb/TOP_core0_membrane.hex", noFirst],
    ["an expected class is missing", "tb/TOP_classes.hex", (t: string) => t.replace(/.*\n$/, "")],
  ])("stops at once, with a status and the file's name, where %s", async (_what, named, damage) => {
    const { folder, top, file } = damaged((t) => named.replace("TOP", t), damage);
    const { text, status } = await bench(folder, top);
    expect(text).toContain(`FAIL: ${file} is missing, cut short, or not the file that was generated`);
    expect(status).not.toBe(0);
  });

  it("writes a waveform where it is asked to", async () => {
    const { top, files } = made("subtract", { lanes });
    const folder = mkdtempSync(join(root, "wave-"));
    writeFolder(folder, files);
    expect((await bench(folder, top, "+vcd")).status).toBe(0);
    expect(readFileSync(join(folder, `${top}_tb.vcd`), "utf8")).toContain("write_membrane_0");
    expect((await bench(folder, top, "-fst", "+fst")).status).toBe(0);
    expect(existsSync(join(folder, `${top}_tb.fst`))).toBe(true);
  });

  it("refuses a share of pauses that is none", async () => {
    const { top, files } = made("subtract", { lanes });
    const folder = mkdtempSync(join(root, "stall-"));
    writeFolder(folder, files);
    const { text, status } = await bench(folder, top, "+stall=100");
    expect(text).toContain("+stall=100 is not allowed; it must be from 0 to 99");
    expect(status).not.toBe(0);
  });
});

describe("a generated folder", () => {
  it.each(Object.entries(choices))("names every file it needs: %s", (_name, choice) => {
    const { top, files, memories } = made("legendre-5", choice);
    const names = Object.keys(files);
    for (const { image } of memories) if (image !== null) expect(names).toContain(image);
    for (const list of [`${top}.f`, `tb/${top}_tb.f`])
      for (const name of (files[list] as string).trim().split("\n")) expect(names).toContain(name);
    const listed = [...(files[`${top}.core`] as string).matchAll(/^ {6}- ([^:\n]+)/gm)].map((m) => m[1]!);
    for (const name of listed) expect(names).toContain(name);
    const wanted = names.filter((name) => /\.(v|hex)$/.test(name));
    expect(listed.sort()).toEqual(wanted.sort());
    const images = names.flatMap((name) =>
      [...(files[name] as string).matchAll(/\$readmemh\("([^"]+)"/g)].map((m) => m[1]!),
    );
    expect(images.length).toBeGreaterThan(2);
    for (const name of images) expect(names).toContain(name);
  });

  it("tells of memories and ports", () => {
    const { files, memories, ports, top } = made("legendre-5", { lanes });
    expect(ports.map((p) => `${p.direction} ${p.name} ${p.width}`)).toEqual([
      "in clk 1",
      "in rst 1",
      "in events_tvalid 1",
      "out events_tready 1",
      "in events_tdata 16",
      "in events_tlast 1",
      "in events_tuser 2",
      "out classes_tvalid 1",
      "in classes_tready 1",
      "out classes_tdata 2",
      "out error_event 1",
      "out error_length 1",
    ]);
    for (const { what } of ports) expect(what).not.toBe("");
    const weights = memories.find((m) => m.name === "core0.fast_current.weights")!;
    expect(weights).toMatchObject({ kind: "block", image: `${top}_core0_fast_current_weights.hex` });
    const image = (files[weights.image!] as string).trim().split("\n");
    expect(image).toHaveLength(weights.depth);
    expect(image[0]!.length).toBe(Math.ceil(weights.bits / 4));
    expect(files[`${top}.md`]).toContain("| `events_tdata` | in | 16 |");
  });

  it("says how parameters are loaded", () => {
    const { files, top } = made("legendre-5", choices["shared and loaded"]!);
    expect(files[`${top}.md`]).toMatch(/\| 0 \| `core_weights` \|/);
  });

  it("checks the assertions of every instance, also where two are one module", () => {
    const { top, files } = made("dilation-skip", { lanes });
    expect(Object.keys(files)).toContain(`${top}_core_sequencer.v`);
    const bench = files[`tb/${top}_tb.v`] as string;
    const claimsOf = (instance: string) =>
      [...bench.matchAll(/FAIL: assertion \d+, ([\w.]+)\.(\w+),/g)]
        .filter(([, path]) => path === instance)
        .map(([, , name]) => name);
    expect(claimsOf("core0.sequencer").length).toBeGreaterThan(2);
    expect(claimsOf("core1.sequencer")).toEqual(claimsOf("core0.sequencer"));
  });

  it("is the same every time", () => {
    expect(make("graded", { lanes }).files).toEqual(made("graded", { lanes }).files);
  });

  it("can do without a test bench", () => {
    const { network } = vectorCases[0]!;
    const { files } = generate(plan(network, hardware({ lanes })), { testBench: false });
    expect(Object.keys(files).filter((name) => name.startsWith("tb/"))).toEqual([]);
  });

  it.each(Object.entries(choices))("has no warning from any tool: %s", async (name, choice) => {
    const { files, top } = made("legendre-5", choice);
    const folder = join(root, `lint-${name.replaceAll(" ", "-")}`);
    writeFolder(folder, files);
    await lint(folder, top);
  });

  it.skipIf(!icarus)("is refused by the linter where it is wrong", async () => {
    const { files, top } = made("plain", { lanes });
    const folder = join(root, "broken");
    const intake = `${top}_intake.v`;
    writeFolder(folder, { ...files, [intake]: `${files[intake]}module` });
    await expect(lint(folder, top)).rejects.toThrow(/objects to/);
  });
});
