// Register bits that change their value, by circuit and way of gating, on a spoken digit. Run with `npm run bench:toggles`.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dmp } from "../src/cli/program.ts";

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
const dataflows = {
  "event-stationary": { lanes: { spike: 8, memory: 8, update: 1, readout: 2 } },
  "neuron-stationary": {
    lanes: { spike: 8, memory: 8, update: 1, readout: 2 },
    dataflow: "neuron-stationary",
  },
};
for (const [dataflow, choice] of Object.entries(dataflows)) {
  const runs: Awaited<ReturnType<typeof measure>>[] = [];
  for (const clockGating of gatings) runs.push(await measure({ ...choice, clockGating }));
  console.log(`\n| ${dataflow}: register bits that change a step | ${gatings.join(" | ")} |\n|---|---|---|`);
  const perStep = ({ bits, steps }: (typeof runs)[number], of: string) => (bits.get(of) ?? 0) / steps;
  const instances = [...new Set(runs.flatMap((r) => [...r.bits.keys()]))].sort();
  for (const of of instances)
    console.log(`| ${of || "top"} | ${runs.map((r) => perStep(r, of).toFixed(0)).join(" | ")} |`);
  const total = (r: (typeof runs)[number]) => instances.reduce((n, of) => n + perStep(r, of), 0);
  console.log(`| total | ${runs.map((r) => total(r).toFixed(0)).join(" | ")} |`);
}
rmSync(folder, { recursive: true, force: true });
