// Register bits that change their value and that are clocked, by circuit and way of gating, on a spoken digit. Run with
// `npm run bench:toggles`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGolden } from "../golden/index.ts";
import { loadInputs } from "../src/cli/inputs.ts";
import { dmp } from "../src/cli/program.ts";
import { recordingsFor } from "../src/cli/recordings.ts";
import { type HardwareInput, hardware, plan } from "../src/core/index.ts";
import { counted } from "../src/hdl/index.ts";
import { caseOf } from "../src/inference/group.ts";
import { openEngine } from "../src/simulate/index.ts";
import { networkBench } from "../src/simulate/network.ts";

const digits = "models/spoken-digits";
const folder = mkdtempSync(join(tmpdir(), "dmp-toggles-"));

/** Changes of register bits in a value change dump, by instance. */
function changes(vcd: string): Map<string, number> {
  const names = new Map<string, string>();
  const path: string[] = [];
  const last = new Map<string, bigint>();
  const found = new Map<string, number>();
  for (const line of vcd.split("\n")) {
    const words = line.split(" ");
    if (words[0] === "$scope") path.push(words[2]!);
    else if (words[0] === "$upscope") path.pop();
    else if (words[0] === "$var" && words[1] === "reg") names.set(words[3]!, path.slice(1).join("."));
    const value = /^b?([01]+) ?(\S+)$/.exec(line);
    const instance = value && names.get(value[2]!);
    if (!value || instance === undefined || instance === null) continue;
    const now = BigInt(`0b${value[1]}`);
    const flipped = (now ^ (last.get(value[2]!) ?? now)).toString(2).replaceAll("0", "").length;
    last.set(value[2]!, now);
    found.set(instance, (found.get(instance) ?? 0) + flipped);
  }
  return found;
}

const quiet = { out: () => {}, err: () => {}, terminal: null, env: {} };

/** Register bits that are clocked, by instance. */
async function clocked(choice: HardwareInput): Promise<Map<string, number>> {
  const { file, integer } = await loadInputs(digits, {}, { pool: 1 }, quiet);
  const { recordings } = await recordingsFor(file, [`${digits}/test-100.h5`], { pool: 1, to: 1 }, quiet);
  const made = networkBench(plan(integer, hardware(choice)));
  const { design, counters } = counted(made.design);
  const flags = counters.map(({ port }) => ({ port, width: 40, signed: false }));
  const engine = await openEngine("builtin", { bench: { ...made.bench, flags }, design });
  const records = recordings.map((recording) => createGolden(integer).record(recording));
  const [result] = await engine.run([caseOf(made, recordings, records, true)]);
  await engine.close();
  return new Map(
    counters.flatMap(({ port, path, what }) =>
      what.kind === "clocked" ? [[path, Number(result!.flags[port])] as const] : [],
    ),
  );
}

async function measure(hardware: object): Promise<{ bits: Map<string, number>; steps: number }> {
  const [file, wave] = [join(folder, "hardware.json"), join(folder, "wave.vcd")];
  writeFileSync(file, JSON.stringify(hardware));
  let out = "";
  const status = await dmp(
    ["run", digits, `${digits}/test-100.h5`, "--to", "1", "--hardware", file, "--trace", wave, "--json"],
    {
      out: (text) => {
        out += text;
      },
      err: (text) => void process.stderr.write(text),
      terminal: null,
      env: process.env,
    },
  );
  if (status !== 0) throw new Error(`dmp run ended with ${status}`);
  const vcd = readFileSync(wave, "utf8");
  return { bits: changes(vcd), steps: JSON.parse(out).steps };
}

const gatings = ["none", "enable"] as const;
const lanes = { spike: 8, memory: 8, update: 1, readout: 2 };

function print(title: string, steps: number, runs: readonly Map<string, number>[]): void {
  console.log(`\n| ${title} | ${gatings.join(" | ")} |\n|---|---|---|`);
  const perStep = (run: Map<string, number>, of: string) => (run.get(of) ?? 0) / steps;
  const instances = [...new Set(runs.flatMap((run) => [...run.keys()]))].sort();
  for (const of of instances)
    console.log(`| ${of || "top"} | ${runs.map((run) => perStep(run, of).toFixed(0)).join(" | ")} |`);
  const total = (run: Map<string, number>) => instances.reduce((n, of) => n + perStep(run, of), 0);
  console.log(`| total | ${runs.map((run) => total(run).toFixed(0)).join(" | ")} |`);
}

for (const dataflow of ["event-stationary", "neuron-stationary"] as const) {
  const changing: Map<string, number>[] = [];
  const clocking: Map<string, number>[] = [];
  let steps = 1;
  for (const clockGating of gatings) {
    const choice = { lanes, dataflow, clockGating };
    const run = await measure(choice);
    steps = run.steps;
    changing.push(run.bits);
    clocking.push(await clocked(choice));
  }
  print(`${dataflow}: register bits that change a step`, steps, changing);
  print(`${dataflow}: register bits that are clocked a step`, steps, clocking);
}
rmSync(folder, { recursive: true, force: true });
