// Samples of the area model: drawn designs, synthesized one after the other. Run with `npm run bench:area -- FROM TO [DEVICE]
// [DATAFLOW] [NETWORK]`, some minutes for every ten; a sample is a line of `samples.json`, and what is there already is not made again.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { accessesOf, type NetworkPlan, networkCircuit, partsOf, plan, workOf } from "../../src/core/index.ts";
import { circuitsFor } from "../../src/explore/area.ts";
import { circuitsAround, pathOf } from "../../src/explore/circuits.ts";
import { placedMemory } from "../../src/explore/memories.ts";
import { productsOf } from "../../src/explore/multipliers.ts";
import { memoryPlacements } from "../../src/flow/checks.ts";
import { type CircuitUse, type Device, deviceOf } from "../../src/flow/index.ts";
import { type Cell, cellsOf, countByCircuit, resourceOf } from "../../src/flow/netlist.ts";
import { synthesize } from "../../src/flow/synthesize.ts";
import { type FlowTool, needTool } from "../../src/flow/tools.ts";
import { type Design, elaborate } from "../../src/hdl/index.ts";
import { draw } from "./draw.ts";
import { readSamples, type Sample, samplesFile } from "./samples.ts";

/** Bits of all memories at most: larger designs take minutes and say nothing that smaller ones do not. */
const LARGEST = 280_000;

/** What each instance takes, by its path. `logic` of iCE40: cells after packing. */
async function figures(
  design: Design,
  device: Device,
  yosys: FlowTool,
  router: FlowTool,
): Promise<readonly CircuitUse[] | null> {
  const folder = mkdtempSync(join(tmpdir(), "dmp-area-"));
  try {
    const netlist = await synthesize({ design }, device, yosys, folder);
    const count = (cells: readonly Cell[]) =>
      countByCircuit(device.family, design, cells, "", () => false).circuits;
    const circuits = count(netlist.cells);
    // A drawn network whose weights come to nothing: synthesis takes them away.
    if (memoryPlacements(design, device, netlist.cells).some((m) => m.problem !== null)) return null;
    if (device.family.name !== "ice40") return circuits;
    const pack = ["--json", netlist.file, "--pack-only", "--write", "packed.json", "--quiet"];
    await router.run([...device.place!.args, ...pack], folder);
    const text = readFileSync(join(folder, "packed.json"), "utf8");
    const [top] = Object.keys((JSON.parse(text) as { modules: object }).modules);
    const isLogic = ({ type }: Cell) => resourceOf(device.family, type)?.resource === "logic";
    const packed = count(cellsOf(text, top!).filter(isLogic));
    return circuits.map((c, i) => ({ ...c, logic: packed[i]!.logic }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sizes of every circuit by its path of instances, and the memories and products of the whole. */
export function shapesOf(planned: NetworkPlan, device: Device) {
  const { network, hardware } = planned;
  const quiet = workOf(network, { inputs: 0, spikes: network.layers.map(() => []) }, 0);
  const parts = partsOf(planned).map((part) => {
    const memories = accessesOf(part)(quiet).memories.map((m) => placedMemory(part, m));
    const products = productsOf(part);
    const circuits = circuitsFor(part, device, { memories, products });
    return { memories, products, circuits: circuits.map((c) => ({ ...c, path: pathOf(part, c.kind) })) };
  });
  const around = circuitsAround(network, hardware).map((c) => ({ ...c, path: c.kind }));
  return {
    circuits: [...parts.flatMap((p) => p.circuits), ...around],
    memories: parts.flatMap((p) => p.memories),
    products: parts.flatMap((p) => p.products),
  };
}

const notZero = (sizes: Readonly<Record<string, number>>) =>
  Object.fromEntries(Object.entries(sizes).filter(([, size]) => size !== 0));

/** A design's sizes with its figures. */
export function sampleOf(
  { seed, device: name, what }: Pick<Sample, "seed" | "device" | "what">,
  planned: NetworkPlan,
  found: readonly CircuitUse[],
): Sample {
  const device = deviceOf(name);
  const { circuits, memories, products } = shapesOf(planned, device);
  const left = new Map(found.map((c) => [c.path, c]));
  const own = circuits.map(({ path, kind, sizes }) => {
    const { logic = 0, ff = 0 } = left.get(path) ?? {};
    left.delete(path);
    return { kind, sizes: notZero(sizes), logic, ff };
  });
  const forgotten = [...left.values()].filter(({ logic, ff }) => logic + ff > 0);
  if (forgotten.length > 0) throw new Error(`no sizes for ${forgotten.map((c) => c.path).join(", ")}`);
  const sum = (r: "blockRam" | "spram" | "dsp") => found.reduce((total, c) => total + c[r], 0);
  return {
    seed,
    device: name,
    what,
    blockRam: sum("blockRam"),
    spram: sum("spram"),
    dsp: sum("dsp"),
    memories: memories.map(({ name: _, ...shape }) => shape),
    products: products.map(({ part: _, ...product }) => product),
    circuits: own,
  };
}

if (process.argv[1]?.endsWith("sample.ts")) {
  const [from, to, ...only] = process.argv.slice(2);
  const yosys = await needTool("yosys");
  const router = await needTool("nextpnr-ice40");
  for (let seed = Number(from); seed < Number(to); seed++) {
    const samples = readSamples();
    if (samples.some((s) => s.seed === seed)) continue;
    const drawn = draw(seed);
    const kinds = [drawn.device, drawn.hardware.dataflow, drawn.what.split("/")[0]];
    if (!only.every((word) => kinds.includes(word))) continue;
    const planned = plan(drawn.network, drawn.hardware);
    const bits = shapesOf(planned, deviceOf(drawn.device)).memories.reduce(
      (sum, m) => sum + m.words * m.bits,
      0,
    );
    if (bits > LARGEST) continue;
    const design = elaborate(networkCircuit(planned));
    const found = await figures(design, deviceOf(drawn.device), yosys, router);
    if (found === null) continue;
    const all = [...samples, sampleOf(drawn, planned, found)].sort((a, b) => a.seed - b.seed);
    writeFileSync(samplesFile, `[\n${all.map((s) => JSON.stringify(s)).join(",\n")}\n]\n`);
    console.log(`${seed}: ${drawn.device}, ${drawn.what}`);
  }
}
