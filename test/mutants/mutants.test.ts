// A small fixed sample of the mutation study: edits of the generated Verilog, every one found by the verifier.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { plan } from "../../src/core/index.ts";
import { openEngine } from "../../src/simulate/index.ts";
import { eventBeats, networkBench } from "../../src/simulate/network.ts";
import { randomSequence } from "../../src/stimuli/events.ts";
import { random } from "../../src/verify/index.ts";
import { drawEdits, sourcesOf } from "./draw.ts";
import { kinds } from "./edits.ts";
import { provedEquivalent } from "./equivalent.ts";
import { asleep, edited } from "./schemata.ts";
import { study } from "./study.ts";
import { mutantSubjects } from "./subjects.ts";

const cache = mkdtempSync(join(tmpdir(), "mutants-cache-"));
afterAll(() => rmSync(cache, { recursive: true, force: true }));

const subject = mutantSubjects().find((s) => s.name === "pipelined")!;

it("the hardware that is edited is alive: drives and slow states take many values in its test bench", () => {
  for (const { name, folder } of mutantSubjects()) {
    const lists = Object.entries(folder).filter(([path]) =>
      /^tb\/.*_(drive|state|membrane)\.hex$/.test(path),
    );
    expect(lists.length).toBeGreaterThanOrEqual(3);
    for (const [path, text] of lists)
      expect(new Set(text.split("\n")).size, `${name}, ${path}`).toBeGreaterThan(10);
  }
});

it("at most four sequences find room in the shared core while no class is taken, as reasons say", async () => {
  const { shape } = mutantSubjects().find((s) => s.name === "shared, baked")!;
  const engine = await openEngine("builtin", networkBench(plan(shape.network, shape.hardware)));
  const sequences = Array.from({ length: 20 }, (_, i) => randomSequence(random(i), shape.network.inputs, 1));
  const quiet = sequences.map((s) => ({ ...s, offsets: new Uint32Array(2), addresses: new Uint16Array(0) }));
  const taken = async (given: typeof sequences) => {
    const sources = { events: eventBeats(given) };
    const stalls = { seed: 1, source: 0, sink: 0.999999 };
    const [run] = await engine.run([
      { sources, until: { sink: "classes", beats: 20 }, maxCycles: 5000, stalls },
    ]);
    expect(run!.sinks.classes!.cycles).toHaveLength(0);
    const ends = given.map((_, i) => eventBeats(given.slice(0, i + 1)).beats);
    return ends.filter((end) => end <= run!.sources.events!.length).length;
  };
  expect(await taken(sequences)).toBeLessThanOrEqual(4);
  expect(await taken(quiet)).toBe(4);
  await engine.close();
});

describe("edits of the Verilog", () => {
  it("are of at least sixteen kinds, over every file", async () => {
    const edits = await drawEdits(subject, 400, random(1));
    expect(new Set(edits.map((e) => e.kind)).size).toBeGreaterThanOrEqual(16);
    expect(Object.keys(kinds).length).toBeGreaterThanOrEqual(16);
    const files = sourcesOf(subject).filter(([path]) => path.endsWith(".v"));
    expect(new Set(edits.map((e) => e.file))).toEqual(new Set(files.map(([path]) => path)));
    for (const edit of edits) {
      const text = subject.folder[edit.file]!;
      expect(edited(text, edit)).not.toBe(text);
    }
  });

  it("sleep in one text until their number is called", () => {
    const text = "module m (input wire a);\n    wire b = a & !a;\nendmodule\n";
    const at = (what: string) => ({ start: text.indexOf(what), end: text.indexOf(what) + what.length });
    const edits = [
      { file: "m.v", kind: "or for and", line: 2, ...at("a & !a"), replacement: "(a | !a)" },
      { file: "m.v", kind: "negation lost", line: 2, ...at("!a"), replacement: "(a)" },
    ];
    expect(asleep(text, edits, [1, 2])).toContain(
      "wire b = ((dmp_mutant == 1) ? (a | !a) : (a & ((dmp_mutant == 2) ? (a) : (!a))));",
    );
  });

  it("that change nothing are proved to, others are not", async () => {
    const file = "intake.v";
    const sources = [
      [
        file,
        "module intake (input wire clk, input wire a, output reg q);\n    always @(posedge clk) q <= a;\nendmodule\n",
      ],
    ] as const;
    const place = {
      file,
      kind: "",
      line: 2,
      start: sources[0][1].indexOf("a;"),
      end: sources[0][1].indexOf("a;") + 1,
    };
    expect(await provedEquivalent(sources, { ...place, replacement: "(a & a)" })).toBe(true);
    expect(await provedEquivalent(sources, { ...place, replacement: "(!a)" })).toBe(false);
  });

  it("that can be seen are found by the verifier", async () => {
    const mutants = await study(subject, 1, { seed: 5, count: 12, cases: 100, cache });
    const missed = mutants.filter((m) => m.equivalent === null && m.verifier === null);
    expect(missed.map((m) => `${m.edit.file}:${m.edit.line} ${m.edit.kind}`)).toEqual([]);
    expect(mutants.filter((m) => m.verifier !== null).length).toBeGreaterThanOrEqual(8);
  }, 600_000);
});
