// dmp import: a network of another framework becomes a project of ours.
import { basename } from "node:path";
import { counted } from "../../base/counted.ts";
import { whatIs } from "../../files/kind.ts";
import { writeFolder } from "../../generate/index.ts";
import {
  discretisations,
  type Exporter,
  exporters,
  type Imported,
  type ImportOptions,
  importNir,
  importProject,
  importTensors,
  parseMap,
  proposeMap,
} from "../../import/index.ts";
import { isIdentifier } from "../../network/identifier.ts";
import { readTensors } from "../../network/index.ts";
import { readTree } from "../../recordings/index.ts";
import { command } from "../command.ts";
import { UsageError } from "../errors.ts";
import { unchosen } from "../files/hardware.ts";
import { inFile, loadValue, needFile, readBytes, readHead } from "../files/module.ts";
import { needResult, writeResult } from "../files/write.ts";
import {
  argument,
  choice,
  flag,
  type Given as GivenOf,
  integer,
  letter,
  type Option,
  positive,
  switchedOff,
  text,
  without,
} from "../option.ts";
import { shellWord, table } from "../text.ts";

const options = {
  out: letter("o", text("folder", "new or empty folder; default: one of the network's name")),
  name: text("name", "of the network; default: that of the file"),
  map: text("file", "JSON: which tensor is what, and what the neurons are"),
  propose: text(
    "file",
    "write a map by names and shapes, with null for what the file does not say, and stop",
  ),
  timestep: positive("seconds", "of one time step"),
  exporter: choice(
    "name",
    "NIR: who wrote the file; says its time step and discretisation",
    Object.keys(exporters) as Exporter[],
  ),
  discretisation: without(
    ["exporter"],
    choice("name", "NIR: how equations become steps of --timestep", discretisations),
  ),
  pixels: flag("trained on pixels of 0 to 1, which come as 0 to 255"),
  steps: integer("n", "most time steps of a sequence", 1),
  window: positive("steps", "of the slow states, where the published cells hold none"),
  resetDelay: switchedOff("snnTorch: neurons were made with reset_delay=False"),
  memory: switchedOff("published cells with their memory gate at 0: no slow state"),
};

type Given = GivenOf<typeof options>;

export const importNetwork = command({
  name: "import",
  about:
    "a network of another framework as a project: description, weights, hardware choice, made-up recordings",
  arguments: { file: argument("state dict (.pt, .pth), safetensors, .npz, or NIR (.nir)") },
  options,
  json: "files, source, layers, notes",
  notes: `Pickles are read, not run: anything but tensors in them is refused.`,
  examples: [
    "dmp import model.pt --out net && dmp generate net --out rtl && dmp verify net --rtl rtl",
    "dmp import model.nir --exporter snntorch",
    "dmp import model.safetensors --propose map.json",
    "dmp import model.safetensors --map map.json --timestep 0.01",
  ],
  async run(given) {
    const { file, out, name, propose } = given;
    needFile(file);
    const isNir = whatIs(readHead(file, 512)) === "an HDF5 file";
    refuseOptions(given, isNir ? tensorsOnly : nirOnly, isNir ? "a NIR file" : "a file of tensors");
    if (propose !== undefined) {
      refuseOptions(given, laterThanMap, "a map");
      needResult("--propose", propose, ".json");
      const bytes = readBytes(file);
      const proposed = inFile(file, () => proposeMap(readTensors(bytes), given.resetDelay));
      writeResult(propose, `${JSON.stringify(proposed, null, 2)}\n`);
      return {
        json: { files: [propose], source: file, layers: [], notes: [] },
        text: `${propose}: fill in what is null, then: dmp import ${shellWord(file)} --map ${shellWord(propose)}\n`,
      };
    }
    const general = {
      name: name ?? nameOf(file),
      timestep: given.timestep ?? null,
      maxSteps: given.steps ?? null,
      pixels: given.pixels ?? false,
    };
    const imported = isNir
      ? await importedNir(file, general, given)
      : await importedTensors(file, general, given);
    const folder = out ?? general.name;
    const files = inFile(file, () => importProject(imported, unchosen));
    writeFolder(folder, files);
    const names = Object.keys(files).map((f) => `${folder}/${f}`);
    const { source, notes } = imported;
    return {
      json: { files: names, source, layers: layersOf(imported), notes },
      text: textOf(imported, folder),
    };
  },
});

/** Options that say something only of one kind of file. */
const tensorsOnly = ["map", "propose", "window", "memory", "resetDelay"] as const;
const nirOnly = ["exporter", "discretisation"] as const;
/** Options of the project, which --propose does not make. */
const laterThanMap = ["out", "name", "map", "timestep", "pixels", "steps", "window", "memory"] as const;

/** @throws UsageError for an option that says nothing of this kind of file */
function refuseOptions(
  given: Given,
  names: readonly (keyof Given & keyof typeof options)[],
  kind: string,
): void {
  const found = names.find((name) => given[name] !== (options[name] as Option<unknown>).on);
  if (found !== undefined)
    throw new UsageError(`${optionName(found)}: says nothing of ${kind}; see dmp import --help`);
}

/** As it is typed. */
function optionName(name: keyof typeof options): string {
  const words = name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);
  return (options[name] as Option<unknown>).on ? `--no-${words}` : `--${words}`;
}

async function importedNir(file: string, general: ImportOptions, given: Given): Promise<Imported> {
  const tree = await readTree(file);
  const { exporter = null, discretisation = null } = given;
  return inFile(file, () => importNir(tree, { ...general, exporter, discretisation }));
}

async function importedTensors(file: string, general: ImportOptions, given: Given): Promise<Imported> {
  const { map, window = null, memory, resetDelay } = given;
  const named = map === undefined ? null : parseMap(await loadValue(map), map);
  const bytes = readBytes(file);
  return inFile(file, () =>
    importTensors(readTensors(bytes), { ...general, window, memory, resetDelay, map: named }),
  );
}
/** A name for Verilog from the name of a file. */
function nameOf(file: string): string {
  const plain = basename(file)
    .replace(/\.[^.]*$/, "")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .replace(/^[^A-Za-z]+/, "")
    .slice(0, 64);
  return isIdentifier(plain) ? plain : "imported";
}

/** One number where all neurons have the same. */
const sharedOr = (each: Float64Array): number | number[] =>
  each.every((v) => v === each[0]) ? each[0] : [...each];

const layersOf = ({ network }: Imported) =>
  network.layers.map(({ inputs, neurons, beta, threshold, reset }, l) => ({
    ...{ inputs, neurons, beta: sharedOr(beta), threshold: sharedOr(threshold), reset },
    memory: network.description.layers[l].memory,
  }));

const numberText = (of: number | readonly number[]): string =>
  typeof of === "number" ? `${of}` : `${shown(Math.min(...of))} to ${shown(Math.max(...of))}`;
const shown = (value: number): number => Number(value.toPrecision(4));

function textOf(imported: Imported, folder: string): string {
  const rows = layersOf(imported).map(({ inputs, neurons, beta, threshold, reset, memory }, l) => [
    l,
    ...[inputs, neurons, numberText(beta), numberText(threshold), reset],
    memory === null ? "-" : `${memory.dim}, window ${memory.window}`,
  ]);
  const { readout } = imported.network.description;
  const word = shellWord(folder);
  return `${imported.source}
${table(["layer", "inputs", "neurons", "beta", "threshold", "reset", "slow state"], rows)}
${counted(readout.classes, "class", "classes")}, ${readout.mode}
${imported.notes.map((note) => `note: ${note}\n`).join("")}
Next: dmp generate ${word} --out rtl && dmp verify ${word} --rtl rtl
`;
}
