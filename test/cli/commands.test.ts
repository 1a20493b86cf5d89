// Every command: what it does, the keys of its JSON, its exit status.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { OperationsPerStep } from "../../src/inference/costs.ts";
import { json, run } from "./dmp.ts";

const root = mkdtempSync(join(tmpdir(), "dmp-cli-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const first = "examples/first";
const recordings = `${first}/recordings.json`;

describe("help", () => {
  const commands = [
    "setup",
    "doctor",
    "new",
    "quantize",
    "generate",
    "run",
    "verify",
    "synth",
    "board",
    "demo",
  ];

  it("lists every command", async () => {
    const { status, out } = await run("--help");
    expect(status).toBe(0);
    for (const command of commands) expect(out).toMatch(new RegExp(`^  ${command}\\b`, "m"));
  });

  it.each(commands)("%s shows examples and --json", async (command) => {
    const { status, out } = await run(command, "--help");
    expect(status).toBe(0);
    expect(out).toContain("Examples:\n");
    expect(out).toContain("--json");
  });

  it("lists the subcommands of verify, and not the earlier spellings", async () => {
    const { out } = await run("verify", "--help");
    for (const one of ["random", "network", "netlist", "replay"])
      expect(out).toMatch(new RegExp(`^  ${one}\\b`, "m"));
    expect(out).not.toMatch(/--netlist|--replay/);
    const { status, out: of } = await run("verify", "replay", "--help");
    expect(status).toBe(0);
    expect(of).toMatch(/^Usage: dmp verify replay \[options\] <case>/);
  });

  it("says the version", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(await run("--version")).toMatchObject({ status: 0, out: `${version}\n` });
  });
});

describe("doctor and setup", () => {
  it("doctor tells of every tool", async () => {
    const { status, value } = await json("doctor");
    const tools = value.tools as { name: string; found: boolean; needed: boolean }[];
    expect(tools.map((t) => t.name)).toEqual(
      expect.arrayContaining(["verilator", "c++", "make", "iverilog"]),
    );
    for (const tool of tools) expect(tool).toHaveProperty("version");
    expect(value.ok).toBe(tools.every((t) => t.found || !t.needed));
    expect(status).toBe(value.ok ? 0 : 1);
    expect((await run("doctor")).out).toMatch(/^tool +found +version/);
  });

  it("doctor fails where a needed tool is missing, and says how to get it", async () => {
    const before = process.env.VERILATOR;
    process.env.VERILATOR = "/nowhere/verilator";
    try {
      const { status, out } = await run("doctor");
      expect(status).toBe(1);
      expect(out).toMatch(/^verilator +MISSING/m);
      expect(out).toContain("dmp setup");
    } finally {
      if (before === undefined) delete process.env.VERILATOR;
      else process.env.VERILATOR = before;
    }
  });

  it("setup runs no command where everything is there", async () => {
    const { status, value } = await json("setup");
    expect(status).toBe(0);
    expect(value).toMatchObject({ ok: true, commands: expect.any(Array) });
  });
});

describe("new", () => {
  const folder = join(root, "My First");

  it("makes a project that works at once", async () => {
    const { status, value } = await json("new", folder);
    expect(status).toBe(0);
    const files = value.files as string[];
    for (const name of files) expect(existsSync(join(folder, name))).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8")).name).toBe("my-first");
    const done = await json("run", folder, join(folder, "recordings.json"), "--engine", "builtin", "--probe");
    expect(done.status).toBe(0);
    expect(done.value).toMatchObject({ mismatches: 0, compared: "every value" });
    const readme = readFileSync(join(folder, "README.md"), "utf8");
    for (const name of files) if (name !== "README.md") expect(readme).toContain(`\`${name}\``);
  });

  it("does not touch a folder that holds something", async () => {
    const before = readdirSync(folder);
    const { status, err } = await run("new", folder);
    expect(status).toBe(2);
    expect(err).toMatch(/the folder is not empty/);
    expect(readdirSync(folder)).toEqual(before);
  });
});

describe("quantize", () => {
  const out = join(root, "integer.json");

  it("writes an integer network that the other commands take", async () => {
    const { status, value } = await json("quantize", first, "--out", out);
    expect(status).toBe(0);
    expect(Object.keys(value)).toEqual(
      expect.arrayContaining([
        "name",
        "file",
        "tensors",
        "stateErrors",
        "accumulators",
        "formats",
        "comparison",
      ]),
    );
    const golden = await json("run", out, recordings, "--engine", "golden");
    expect(golden.value.accuracy).toMatchObject({
      float: null,
      golden: (value.comparison as { accuracy: { integer: number } }).accuracy.integer,
    });
  });

  it("tells for people what it costs", async () => {
    const { out: text } = await run("quantize", first, "--bits", "4");
    expect(text).toMatch(/^layers\[0\]\.fast +640 +4 /m);
    expect(text).toMatch(/Accuracy: float \d/);
  });

  it("takes quantizer options from a file", async () => {
    const file = join(root, "options.json");
    writeFileSync(file, '{ "bits": { "m": 12 } }');
    const { value } = await json("quantize", first, "--quantizer", file, "--out", join(root, "narrow.json"));
    expect(value.file).toBe(join(root, "narrow.json"));
    const { layers } = JSON.parse(readFileSync(join(root, "narrow.json"), "utf8"));
    expect(layers[0].memory.state.bits).toBe(12);
  });
});

describe("generate", () => {
  it("writes a folder and says what is in it", async () => {
    const folder = join(root, "rtl");
    const { status, value } = await json("generate", first, "--out", folder);
    expect(status).toBe(0);
    expect(Object.keys(value)).toEqual(["top", "wrapper", "files", "memories", "ports"]);
    expect(value.wrapper).toBeNull();
    for (const file of value.files as string[]) expect(existsSync(file)).toBe(true);
    for (const memory of value.memories as object[])
      expect(Object.keys(memory)).toEqual(expect.arrayContaining(["name", "depth", "bits", "kind"]));
    // The folder holds what it was made from: it can be generated again, and gives the same.
    const again = join(root, "again");
    await run("generate", folder, "--out", again, "--no-test-bench");
    expect(readFileSync(join(again, "dmp_sweeps_core0.v"), "utf8")).toBe(
      readFileSync(join(folder, "dmp_sweeps_core0.v"), "utf8"),
    );
  });

  it("writes nothing where the hardware choice is wrong", async () => {
    const file = join(root, "wrong.json");
    writeFileSync(file, '{ "lanes": { "spike": 0, "memory": 4, "update": 1 } }');
    const { status, err } = await run("generate", first, "--hardware", file, "--out", join(root, "none"));
    expect(status).toBe(2);
    expect(err).toMatch(/lanes\.spike/);
    expect(existsSync(join(root, "none"))).toBe(false);
  });
});

describe("run", () => {
  it.each(["builtin", "golden", "float"])("with the engine %s", async (engine) => {
    const { status, value } = await json("run", first, recordings, "--engine", engine);
    expect(status).toBe(0);
    expect(Object.keys(value)).toEqual(
      expect.arrayContaining(["engine", "recordings", "mismatches", "accuracy", "cyclesPerStep", "seconds"]),
    );
    const { float, golden, rtl } = value.accuracy as Record<string, number | null>;
    expect(float).toBeGreaterThan(0.85);
    if (engine === "float") expect(golden).toBeNull();
    else expect(golden).toBeGreaterThan(0.85);
    if (engine !== "builtin") {
      const { cyclesPerStep, bitsPerStep, operationsPerStep } = value;
      expect([rtl, cyclesPerStep, bitsPerStep, operationsPerStep]).toEqual([null, null, null, null]);
      return;
    }
    expect(rtl).toBe(golden);
    const { total, memories } = value.bitsPerStep as { total: number; memories: Record<string, number> };
    expect(total).toBeGreaterThan(0);
    expect(Object.values(memories).reduce((a, b) => a + b, 0)).toBeCloseTo(total, 6);
    const done = value.operationsPerStep as OperationsPerStep;
    for (const kind of ["add", "multiply", "compare"] as const) {
      const ofKind = done.operations.filter((o) => o.kind === kind);
      expect(ofKind.reduce((sum, o) => sum + o.count, 0)).toBeCloseTo(done[kind], 6);
      expect(done[kind]).toBeGreaterThan(0);
    }
    expect(done.total).toBeCloseTo(done.add + done.multiply + done.compare, 6);
    const { mean, max, bound } = value.cyclesPerStep as Record<string, number>;
    expect(mean).toBeGreaterThanOrEqual(bound!);
    expect(mean).toBeLessThan(1.05 * bound! + 8);
    expect(max).toBeGreaterThanOrEqual(mean!);
  });

  it("gives the class of a sound by its name", async () => {
    const folder = "models/spoken-digits/sound";
    const names = readdirSync(folder).sort().slice(0, 5);
    const { status, value } = await json(
      "run",
      "models/spoken-digits",
      ...names.map((name) => `${folder}/${name}`),
      "--engine",
      "golden",
    );
    expect(status).toBe(0);
    const results = value.results as { name: string; label: null; className: string }[];
    expect(results.map(({ name, label }) => [name, label])).toEqual(names.map((name) => [name, null]));
    // A file's name says what was spoken: 003-five-anika.wav.
    const right = results.filter(
      ({ name, className }) => name.split("-")[1] === className.replace("ü", "ue"),
    );
    expect(right.length).toBeGreaterThanOrEqual(4);
  });

  it("shows a table to people", async () => {
    const { out } = await run("run", first, recordings, "--engine", "builtin", "--to", "3");
    expect(out).toMatch(/^recording 0 +40 +up +/m);
    expect(out).toMatch(/Mismatches between RTL and golden model: 0 \(compared: classes\)/);
    expect(out).toMatch(/Cycles per step: \d/);
  });

  it("says so where Verilator is not there, and runs all the same", async () => {
    const before = process.env.VERILATOR;
    process.env.VERILATOR = "/nowhere/verilator";
    try {
      const { status, err, out } = await run("run", first, recordings, "--to", "2");
      expect(status).toBe(0);
      expect(err).toMatch(/^NOTICE: Verilator cannot be used/m);
      expect(out).toContain("Engine builtin");
      const asked = await run("run", first, recordings, "--engine", "verilator");
      expect(asked).toMatchObject({ status: 2, out: "" });
    } finally {
      if (before === undefined) delete process.env.VERILATOR;
      else process.env.VERILATOR = before;
    }
  });
});

describe("verify", () => {
  it("does the same with and without a subcommand", async () => {
    const words = ["--engine", "builtin", "--cases", "3", "--seed", "5"];
    const bare = await json("verify", first, ...words);
    const named = await json("verify", "network", first, ...words);
    const same = ({ value: { seconds, results, ...rest } }: typeof bare) => rest;
    expect(same(named)).toEqual(same(bare));
    expect(bare.value).toMatchObject({ seed: 5, cases: 3, mismatches: 0 });
    const random = await json("verify", "random", "--shapes", "2", ...words);
    const alone = await json("verify", "--shapes", "2", ...words);
    expect(same(random)).toEqual(same(alone));
    expect(random.value).toMatchObject({ shapes: 2, cases: 6 });
  });

  it("compares random cases of a network", async () => {
    const junit = join(root, "junit.xml");
    const { status, value } = await json(
      "verify",
      first,
      "--engine",
      "builtin",
      "--cases",
      "5",
      "--junit",
      junit,
    );
    expect(status).toBe(0);
    expect(value).toMatchObject({
      engine: "builtin",
      seed: 1,
      shapes: 1,
      cases: 5,
      mismatches: 0,
      first: null,
    });
    expect(value.steps).toBeGreaterThan(4);
    expect(readFileSync(junit, "utf8")).toMatch(/^<\?xml/);
  });

  it("finds a fault in Verilog from a folder, keeps it and repeats it", async () => {
    const folder = join(root, "faulty");
    const keep = join(root, "kept");
    await run("generate", first, "--out", folder);
    const file = join(folder, "dmp_sweeps_core0_neurons.v");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace(" >= ", " < "));
    const found = await json("verify", folder, "--rtl", folder, "--cases", "50", "--keep", keep);
    expect(found.status).toBe(1);
    const { folder: kept } = found.value.first as { folder: string };
    // What cannot be written is said before the run and after it, and does not hide the result.
    const unwritable = ["--keep", "/proc/none/kept", "--junit", "/proc/none.xml"];
    const lost = await json("verify", folder, "--rtl", folder, "--cases", "50", ...unwritable);
    expect(lost).toMatchObject({ status: 1, value: { mismatches: found.value.mismatches } });
    expect(lost.value.first).toMatchObject({
      folder: null,
      unkept: expect.stringMatching(/no such file or folder/),
    });
    expect(lost.err).toMatch(/^note: --keep: nothing can be written there: /m);
    expect(lost.err).toMatch(/^note: --junit: [\s\S]*^error: \/proc\/none\.xml: cannot be written/m);
    const again = await json("verify", "replay", join(kept, "case.json"), "--rtl", folder);
    expect(again).toMatchObject({ status: 1, value: { mismatches: 1 } });
    const spelledAsBefore = await json("verify", "--replay", join(kept, "case.json"), "--rtl", folder);
    expect(spelledAsBefore).toEqual(again);
  }, 300_000);
});

describe("verify --proved", () => {
  const tiny = "examples/tiny/integer.json";
  const proofs = join(root, "proofs");
  const verify = (...words: string[]) => json("verify", tiny, "--cases", "20", ...words);

  it("leaves the claims out that `dmp prove --out` has proved, and counts them", async () => {
    const proof = await json("prove", tiny, "--circuit", "loader", "--seconds", "5", "--out", proofs);
    const { proved } = proof.value as { proved: number };
    expect(proved).toBeGreaterThan(0);
    const { status, value } = await verify("--proved", join(proofs, "proof.json"));
    expect({ status, value }).toMatchObject({ status: 0, value: { mismatches: 0, claims: { proved } } });
    expect((value.claims as { total: number }).total).toBeGreaterThan(proved);
  }, 120_000);

  it("says what it cannot take", async () => {
    for (const [option, value] of [
      ["proved", "proof.json"],
      ["hardware", "h.json"],
      ["bits", "4"],
    ] as const) {
      const alone = await run("verify", `--${option}`, value);
      expect(alone).toMatchObject({
        status: 2,
        err: expect.stringContaining(`--${option}: say which network`),
      });
    }
    const missing = await run("verify", tiny, "--proved", join(proofs, "none.json"));
    expect(missing).toMatchObject({ status: 2, err: expect.stringContaining("none.json") });
    const other = await run("verify", tiny, "--proved", "examples/tiny/hardware.json");
    expect(other).toMatchObject({ status: 2, err: expect.stringMatching(/hardware\.json: .*dmp prove/) });
    const builtin = await run(
      "verify",
      tiny,
      "--proved",
      "examples/tiny/hardware.json",
      "--engine",
      "builtin",
    );
    expect(builtin).toMatchObject({ status: 2, err: expect.stringContaining("--proved: only Verilator") });
  });
});

describe("demo", () => {
  it("goes from weights to compared hardware and pictures", async () => {
    const out = join(root, "demo");
    const { status, value, err } = await json(
      "demo",
      first,
      "--engine",
      "builtin",
      "--out",
      out,
      "--to",
      "6",
    );
    expect(status).toBe(0);
    expect(value).toMatchObject({ engine: "builtin", recordings: 6, mismatches: 0 });
    const [task] = value.tasks as { files: string[]; values: number; stepsPerSecond: number }[];
    expect(task!.values).toBeGreaterThan(6 * 40 * 40);
    expect(task!.stepsPerSecond).toBeGreaterThan(1e5);
    for (const name of ["activity.svg", "activity.png", "network.json", "quantization.txt"])
      expect(task!.files).toContain(join(out, "first", name));
    for (const file of task!.files) expect(existsSync(file)).toBe(true);
    for (const stage of ["quantize", "generate", "lint", "run", "draw"])
      expect(err).toMatch(new RegExp(`^  ${stage} .*s\\)$`, "m"));
  });
});
