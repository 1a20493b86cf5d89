// The generated drivers, in C and in Python, drive the simulated wrapper: what they find is what the golden model says.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa, execaSync } from "execa";
import { afterAll, describe, expect, it } from "vitest";
import { needs } from "../../.ci/tools.mjs";
import { vectorCases } from "../../golden/cases.ts";
import { createGolden, type GoldenRecord } from "../../golden/index.ts";
import { underName } from "../../src/axi/driver.ts";
import { type HardwareInput, hardware, plan } from "../../src/core/index.ts";
import { generate } from "../../src/generate/index.ts";
import type { EventSequence } from "../../src/network/integer.ts";
import { randomSequence } from "../../src/stimuli/events.ts";
import { random } from "../../src/verify/index.ts";

const has = (name: string) => needs.find((need) => need.name === name)?.found() ?? false;
const python = !execaSync("python3", ["--version"], { reject: false }).failed;
const root = mkdtempSync(join(tmpdir(), "dmp-driver-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const programs = fileURLToPath(new URL("driver", import.meta.url));

/** Of the networks of the golden vectors. */
const CLASSES = 3;
type Way = "dma" | "registers";
const strict = ["-std=c99", "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Werror"];

/** A folder with the generated files, the programs under the wrapper's name, and the wrapper as a server. */
async function made(name: string, choice: Partial<HardwareInput>) {
  const { network } = vectorCases.find((c) => c.name === name)!;
  const chosen = hardware({ lanes: { spike: 2, memory: 2, update: 1 }, ...choice });
  const { top, files } = generate(plan(network, chosen), { wrapper: "axi", testBench: false });
  const wrapper = `${top}_axi`;
  const folder = mkdtempSync(join(root, "made-"));
  const own = Object.fromEntries(
    readdirSync(programs).map((file) => [
      file,
      underName(readFileSync(join(programs, file), "utf8"), wrapper),
    ]),
  );
  for (const [path, text] of Object.entries({ ...files, ...own })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  const serve = async (way: Way) => {
    const defines = [`-DTOP=${wrapper}`];
    if (chosen.parameters === "loaded") defines.push("-DLOADED");
    if (way === "registers") defines.push("-DALWAYS");
    if (chosen.outputs.logits) defines.push("-DLOGITS");
    const bits = `-Pserver.EVENT_BITS=${network.inputs.valueBits > 0 ? 32 : 16}`;
    const args = ["-g2012", ...defines, bits, "-s", "server", "-o", way, "-c", `${wrapper}.f`, "server.v"];
    await execa("iverilog", args, { cwd: folder });
    // A promise would be waited for.
    return { server: execa("vvp", ["-n", way], { cwd: folder, reject: false }) };
  };
  return { network, chosen, wrapper, image: join(folder, `${top}_parameters.bin`), folder, serve };
}

type Made = Awaited<ReturnType<typeof made>>;

/** Sequences as the programs read them. */
const numbersOf = (sequences: readonly EventSequence[]): string =>
  [
    sequences.length,
    ...sequences.flatMap(({ steps, offsets, addresses, values }) => [
      steps,
      ...Array.from({ length: steps }, (_, k) => {
        const events = Array.from({ length: offsets[k + 1]! - offsets[k]! }, (_, i) => offsets[k]! + i);
        return [events.length, ...events.flatMap((e) => [addresses[e]!, values?.[e] ?? 1])];
      }).flat(),
    ]),
  ].join(" ");

/** What a program at the other end of the server's pipes says. */
async function said({ folder, image, serve }: Made, way: Way, command: readonly string[]): Promise<string[]> {
  const { server } = await serve(way);
  const [program, ...args] = command;
  const run = execa(program!, [...args, image, "sequences.txt", way], { cwd: folder, reject: false });
  run.stdout.pipe(server.stdin);
  server.stdout.pipe(run.stdin);
  const { stderr, exitCode } = await run;
  server.kill();
  await server;
  return [...stderr.split("\n"), `exit status ${exitCode}`];
}

async function compiled({ folder, wrapper }: Made): Promise<string[]> {
  const sources = [`${wrapper}_driver.c`, "program.c"];
  await execa("gcc", [...strict, "-include", "bus.h", "-o", "program", ...sources], { cwd: folder });
  return ["./program"];
}

/** The class after each step: the first of the largest logits. */
function classesOf({ logitsPerStep: logits }: GoldenRecord): number[] {
  const rows = Array.from({ length: logits.length / CLASSES }, (_, k) => [
    ...logits.subarray(k * CLASSES, (k + 1) * CLASSES),
  ]);
  return rows.map((row) => row.indexOf(Math.max(...row)));
}

/** What the programs say of logits and spikes. */
const shown = ({ logitsPerStep, layers }: GoldenRecord): string =>
  `${[...logitsPerStep].join(" ")} fired ${layers.at(-1)!.spikes.addresses.length}: `;

const configurations = [
  ["subtract", { parameters: "loaded" }, "dma"],
  ["subtract", { parameters: "loaded" }, "registers"],
  ["graded", { parameters: "loaded", dataflow: "event-stationary", outputs: { classes: "step" } }, "dma"],
  ["graded", { parameters: "baked" }, "registers"],
  ["subtract", { parameters: "baked", outputs: { logits: true, spikes: true } }, "dma"],
] as const;

describe.skipIf(!has("iverilog"))("the drivers of a simulated wrapper", () => {
  describe.each(configurations)("%s, %j, by %s", (name, choice, way) => {
    const prepared = async () => {
      const all = await made(name, choice);
      const { network, chosen, folder } = all;
      const golden = createGolden(network);
      const sequences = Array.from({ length: 12 }, (_, i) =>
        randomSequence(random(70 + i), network.inputs, 1 + (i % 7)),
      );
      writeFileSync(join(folder, "sequences.txt"), numbersOf(sequences));
      const { logits, classes } = chosen.outputs;
      const every = classes === "step";
      const steps = sequences.reduce((sum, s) => sum + s.steps, 0);
      const right = [
        "open: no error",
        ...(chosen.parameters === "loaded" ? ["load: no error"] : []),
        ...sequences.map((s) => {
          const record = golden.record(s);
          return `${logits ? shown(record) : ""}${every ? classesOf(record).join(" ") : record.class}`;
        }),
        `steps ${steps}, answers ${every ? steps : sequences.length}`,
        // What was enabled or not: the answer, and no error yet.
        "causes 1, then 0",
        "errors: an event was left out: address, value or the step's sum out of bounds",
        "restart: no error",
        "errors: no error",
        "exit status 0",
      ];
      return { all, right };
    };

    it.skipIf(!has("g++"))("in C", async () => {
      const { all, right } = await prepared();
      expect(await said(all, way, await compiled(all))).toEqual(right);
    });

    it.skipIf(!python)("in Python", async () => {
      const { all, right } = await prepared();
      expect(await said(all, way, ["python3", "program.py"])).toEqual(right);
    });
  });
});

describe("what the drivers refuse, in words", () => {
  const loaded = () => made("subtract", { parameters: "loaded" });

  it.skipIf(!has("g++"))("in C", async () => {
    const { folder, wrapper } = await loaded();
    const sources = [`${wrapper}_driver.c`, "refusals.c"];
    await execa("gcc", [...strict, "-ffreestanding", "-o", "refusals", ...sources], { cwd: folder });
    const { stdout } = await execa(join(folder, "refusals"));
    expect(stdout.split("\n")).toEqual([
      "no such block at this address: its ID is another one",
      "the block's registers are of a version that this driver does not know",
      "the block has another network: its channels or classes differ",
      "no error",
      "the block did not get ready in time",
      "no error",
      ...Array.from(
        { length: 4 },
        () => "no sequence of this network: steps, offsets, addresses or values out of bounds",
      ),
      "no error",
      "the buffer is too small for the sequence",
      "the DMA engine failed",
      "not as many classes as asked for",
      "the image of the parameters is damaged or no such image",
      "no result of this driver",
    ]);
  });

  it.skipIf(!python)("in Python", async () => {
    const { folder } = await loaded();
    const { stdout } = await execa("python3", ["-W", "error", "refusals.py"], { cwd: folder });
    expect(stdout.split("\n")).toEqual([
      "no such block at this address: ID is 0x00000000, not 0x444d5041",
      "registers of version 0x00020000; this driver is for 0x00010000",
      "another network: 6 channels, 4 classes",
      "the restart did not end in 0.01 s",
      "a sequence of 0 steps; allowed: from 1 to 64",
      "step 1: event 6; allowed: addresses below 6, values of at most 1",
      "002000a002000160",
      "the DMA engine failed",
      "the image of the parameters is damaged",
      "0x444d5041",
    ]);
  });
});
