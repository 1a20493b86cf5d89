// A verification as a whole: finds a broken core, shrinks the case, keeps what is needed to repeat it, reports.
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hardware, plan } from "../../src/core/index.ts";
import { printVerilog } from "../../src/hdl/verilog/print.ts";
import { networkBench } from "../../src/simulate/network.ts";
import { stepsOf } from "../../src/verify/case.ts";
import { noCoverage } from "../../src/verify/coverage.ts";
import { noneDrawn } from "../../src/verify/drawn.ts";
import {
  junitReport,
  loadCase,
  random,
  randomShape,
  readVerilog,
  replay,
  type VerifyResult,
  verify,
} from "../../src/verify/index.ts";
import { minimize } from "../../src/verify/minimize.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "dmp-verify-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const shape = randomShape(random(8), {
  name: "edited",
  channels: 5,
  valueBits: 0,
  layers: [{ neurons: 6, dim: 2, dilation: 1, reset: "subtract" }],
  classes: 3,
  lastSteps: null,
  mode: "mean-logits",
  hardware: {
    lanes: { spike: 2, memory: 2, update: 1, readout: 1 },
    parameters: "loaded",
    mapping: "pipelined",
  },
});

/** Writes the shape's Verilog, changed by `edit`, into a new folder. */
async function write(
  name: string,
  probe: boolean,
  edit: (file: string, text: string) => string,
): Promise<string> {
  const directory = await mkdtemp(join(folder, `${name}-`));
  const { design } = networkBench(plan(shape.network, hardware({ ...shape.hardware, probe })));
  for (const file of printVerilog(design).flatMap((f) => [f, ...f.images]))
    await writeFile(join(directory, file.name), edit(file.name, file.text));
  return directory;
}
/** The rounding bit of the leak is left out. */
const roundsDown = (file: string, text: string) =>
  file === "core0_neurons.v" ? text.replace(/leak_0\[(\d+)\]\}/, (_, at) => `leak_0[${at}] & 1'b0}`) : text;
const unchanged = (_: string, text: string) => text;
/** A neuron at its threshold does not fire. */
const broken = (file: string, text: string) =>
  file === "core0_neurons.v" ? text.replace(/fires_0 = \((\w+) >= /, "fires_0 = ($1 > ") : text;
const read = (directory: string) => readVerilog(directory, shape.network, shape.hardware);
const base = { engine: "verilator", seed: 4, shapes: [shape] } as const;

describe("Verilog from a folder", () => {
  it("that is the generated one passes", async () => {
    const verilog = await read(await write("good", true, unchanged));
    const result = await verify({ ...base, cases: 30, verilog });
    expect(result).toMatchObject({ mismatches: 0, depth: "every value", first: null });
    expect(result.cases).toBe(30);
    expect(result.directed).toBeGreaterThan(10);
    expect(result.drawn.timedSteps).toBeGreaterThan(100);
  }, 120_000);

  it("without probes is looked into: the bits inside are compared, and wrong ones found where they are", async () => {
    const verilog = await read(await write("bare", false, unchanged));
    expect(verilog.probe).toBe(false);
    expect(await verify({ ...base, cases: 30, verilog })).toMatchObject({
      mismatches: 0,
      depth: "every value",
    });
    const wrong = await read(await write("bare-wrong", false, roundsDown));
    const { first } = await verify({ ...base, cases: 0, verilog: wrong });
    expect(first!.difference).toMatchObject({ quantity: "membrane", layer: 0 });
  }, 240_000);

  it("whose signals have other names is compared by its classes where that is asked for, and refused else", async () => {
    const renamed = await write("renamed", false, (file, t) =>
      file === "core0_neurons.v" ? t.replaceAll(/\bwrite_valid\b/g, "storing") : t,
    );
    const verilog = await read(renamed);
    await expect(verify({ ...base, cases: 1, verilog })).rejects.toThrow(
      /no signals dmp_edited\.core0\.neurons\.write_valid, which the bench looks at.*--depth classes/,
    );
    const result = await verify({ ...base, cases: 20, verilog, depth: "classes" });
    expect(result).toMatchObject({ mismatches: 0, depth: "classes" });
  }, 240_000);

  it("that is right in its bits and slower is found by its cycles", async () => {
    // A step's job is taken in every second cycle only.
    const given = await write("late", true, (file, text) =>
      file === "core0_sequencer.v"
        ? text.replace(
            "assign job_ready = ",
            "reg odd; always @(posedge clk) odd <= !rst & !odd;\n    assign job_ready = odd & ",
          )
        : text,
    );
    const verilog = await read(given);
    const { first } = await verify({ ...base, cases: 0, verilog });
    expect(first!.difference.quantity).toBe("cycle");
    expect(await verify({ ...base, cases: 0, verilog, cycles: false })).toMatchObject({ mismatches: 0 });
  }, 240_000);

  it("that was edited wrongly is found; the case is shrunk, kept, and fails again from its file", async () => {
    const verilog = await read(await write("wrong", true, broken));
    const keep = join(folder, "kept");
    const result = await verify({ ...base, cases: 60, verilog, keep });
    const { first } = result;
    expect(first).not.toBeNull();
    expect(result.mismatches).toBeGreaterThan(0);
    expect(["spike", "membrane"]).toContain(first!.difference.quantity);
    // One sequence of few steps is enough for a single comparison.
    expect(first!.shrunk.sequences.length).toBe(1);
    expect(stepsOf(first!.shrunk)).toBeLessThanOrEqual(4);
    expect(first!.shrunk.stalls).toBeNull();

    expect((await readdir(keep)).sort()).toEqual([`edited-case-${first!.case}`]);
    const files = await readdir(first!.folder!);
    expect(files).toEqual(
      expect.arrayContaining(["case.json", "original.json", "report.md", "wave.fst", "wave.gtkw"]),
    );
    const report = await readFile(join(first!.folder!, "report.md"), "utf8");
    expect(report).toContain(first!.description);
    expect(report).toContain(`dmp verify replay case.json --engine verilator --rtl ${verilog.directory}`);

    for (const name of ["case.json", "original.json"]) {
      const kept = loadCase(await readFile(join(first!.folder!, name), "utf8"), name);
      const again = await replay(kept, { engine: "verilator", verilog });
      expect(again.difference).toEqual(name === "case.json" ? first!.difference : first!.original);
      // The generated core has no such fault.
      expect((await replay(kept, { engine: "builtin" })).difference).toBeNull();
    }
  }, 240_000);

  it.each([
    ["that is empty", async () => mkdtemp(join(folder, "empty-")), /no Verilog in it/],
    ["that is not there", async () => join(folder, "nowhere"), /cannot be read/],
    [
      "without the top",
      () => write("top", true, (_, t) => t.replace("module dmp_edited", "module other")),
      /no module dmp_edited/,
    ],
    [
      "that lacks a port",
      () => write("port", true, (_, t) => t.replaceAll("error_event", "error_x")),
      /lacks the ports error_event/,
    ],
  ])("%s is refused", async (_, make, message) => {
    await expect(read(await make())).rejects.toThrow(message);
  });
});

describe("a run", () => {
  it("is the same for the same seed, and another for another", async () => {
    const results = await Promise.all(
      [1, 1, 2].map((seed) => verify({ engine: "builtin", seed, shapes: 2, cases: 2 })),
    );
    const counts = results.map((r) => [r.steps, r.cycles]);
    expect(counts[0]).toEqual(counts[1]);
    expect(counts[0]).not.toEqual(counts[2]);
  }, 60_000);

  it("of several seeds is their runs together, and can be done in parts", async () => {
    const base = { engine: "builtin", shapes: 2, cases: 2 } as const;
    const single = await Promise.all([5, 6].map((seed) => verify({ ...base, seed })));
    const both = await verify({ ...base, seed: 5, seeds: 2 });
    const untimed = (results: VerifyResult["results"]) => results.map((r) => ({ ...r, seconds: 0 }));
    expect(untimed(both.results)).toEqual(untimed(single.flatMap((r) => r.results)));
    const part = await verify({ ...base, seed: 5, seeds: 2, part: { from: 1, to: 3 } });
    expect(untimed(part.results)).toEqual(untimed(both.results.slice(1, 3)));
    expect(both.results.map(({ seed }) => seed)).toEqual([5, 5, 6, 6]);
    expect(both.coverage.words.total).toBe(single[0]!.coverage.words.total + single[1]!.coverage.words.total);
  }, 60_000);

  it("tells its progress and stops when asked to", async () => {
    const stop = new AbortController();
    const seen: number[] = [];
    const result = await verify({
      ...{ engine: "builtin", seed: 1, shapes: 3, cases: 60 },
      signal: stop.signal,
      onProgress: ({ casesDone }) => {
        seen.push(casesDone);
        stop.abort();
      },
    });
    expect(seen[0]).toBeGreaterThan(0);
    expect(result.cases + result.directed).toBe(seen[0]);
    expect(result.shapes).toBe(1);
  }, 60_000);

  it("names the shape that cannot be built", async () => {
    const wrong = { ...shape, network: { ...shape.network, layers: [] } };
    await expect(verify({ engine: "builtin", seed: 1, shapes: [wrong], cases: 1 })).rejects.toThrow(
      /shape edited: .*layers/,
    );
  });
});

describe("a JUnit report", () => {
  const result: VerifyResult = {
    engine: "builtin",
    seed: 3,
    seeds: 1,
    shapes: 2,
    cases: 20,
    directed: 0,
    steps: 90,
    cycles: 1000,
    mismatches: 1,
    depth: "every value",
    first: null,
    claims: null,
    seconds: 1.5,
    drawn: noneDrawn,
    coverage: noCoverage,
    results: [
      {
        name: "good",
        seed: 3,
        depth: "every value",
        cases: 10,
        directed: 0,
        steps: 40,
        cycles: 500,
        mismatches: 0,
        seconds: 0.5,
        first: null,
        claims: null,
        drawn: noneDrawn,
        coverage: noCoverage,
      },
      {
        ...{
          name: "a<b",
          seed: 3,
          depth: "every value",
          cases: 10,
          directed: 0,
          steps: 50,
          cycles: 500,
          mismatches: 1,
          seconds: 1,
          claims: null,
          drawn: noneDrawn,
          coverage: noCoverage,
        },
        first: {
          ...{
            shape: "a<b",
            case: 4,
            seed: 77,
            folder: "out/a",
            unkept: null,
            description: 'spike: "1" & <0>',
          },
          shrunk: {} as never,
          original: { quantity: "spike" } as never,
          difference: { quantity: "spike" } as never,
        },
      },
    ],
  };

  it("has a test case for each shape and a failure for each that differs", () => {
    expect(junitReport(result)).toMatchInlineSnapshot(`
      "<?xml version="1.0" encoding="UTF-8"?>
      <testsuites tests="2" failures="1" errors="0" time="1.500">
        <testsuite name="dmp verify" skipped="0" tests="2" failures="1" errors="0" time="1.500">
          <properties>
            <property name="engine" value="builtin"/>
            <property name="seed" value="3"/>
            <property name="seeds" value="1"/>
            <property name="compared" value="every value"/>
          </properties>
          <testcase classname="dmp verify" name="good" time="0.500"><system-out>10 random and 0 directed cases, 40 steps, 0 with a difference</system-out></testcase>
          <testcase classname="dmp verify" name="a&lt;b" time="1.000">
            <failure type="spike" message="spike: &quot;1&quot; &amp; &lt;0&gt;">case 4, seed 77
      as drawn: {&quot;quantity&quot;:&quot;spike&quot;}
      shrunk: {&quot;quantity&quot;:&quot;spike&quot;}
      kept in out/a</failure>
            <system-out>10 random and 0 directed cases, 50 steps, 1 with a difference</system-out>
          </testcase>
        </testsuite>
      </testsuites>
      "
    `);
  });
});

describe("minimize", () => {
  it("finds the items that matter and keeps their order", async () => {
    const items = Array.from({ length: 100 }, (_, i) => i);
    const needed = [3, 41, 42, 97];
    let tries = 0;
    const kept = await minimize(items, async (rest) => {
      tries += 1;
      return needed.every((n) => rest.includes(n));
    });
    expect(kept).toEqual(needed);
    expect(tries).toBeLessThan(200);
  });

  it("leaves a list of which nothing can go", async () => {
    expect(await minimize([1, 2], async () => false)).toEqual([1, 2]);
    expect(await minimize([1, 2], async () => true)).toEqual([]);
  });
});
