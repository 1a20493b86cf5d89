// The files of a project made of an imported network: description, weights, hardware choice, made-up recordings.
import { random } from "../base/random.ts";
import { type FloatNetwork, type NetworkDescription, tensorsOf, writeSafetensors } from "../network/index.ts";
import { formatJson, type Recording } from "../recordings/index.ts";
import type { Imported } from "./imported.ts";
import { zerosFile, zerosJson } from "./zeros.ts";

/** Share of the channels that are active in a step of the made-up recordings. */
const density = 0.07;
const recordingCount = 8;

/** Contents by file name. `hardware`: the choice that the project begins with, as JSON. */
export function importProject(
  { network, source, notes, zeros = [] }: Imported,
  hardware: object,
): Record<string, string | Uint8Array> {
  const { description } = network;
  const elsewhere = zeros.some((of) => of !== null);
  return {
    "network.json": jsonWithLists(description),
    "weights.safetensors": weightsOf(network),
    "hardware.json": `${JSON.stringify(hardware, null, 2)}\n`,
    "calibration.json": formatJson(madeUp(description)),
    ...(elsewhere ? { [zerosFile]: jsonWithLists(zerosJson(zeros)) } : {}),
    "README.md": readme(description.name, source, notes, elsewhere),
  };
}

/** JSON with every list of numbers on one line. */
const jsonWithLists = (value: object): string =>
  `${JSON.stringify(value, null, 2).replace(/\[\n[\s\d.,e+-]+\]/g, (list) => list.replace(/\s+/g, " "))}\n`;

/** In 32 bits where that loses nothing. */
function weightsOf(network: FloatNetwork): Uint8Array {
  const tensors = tensorsOf(network);
  const exact = [...tensors.values()].every(({ values }) => values.every((v) => Math.fround(v) === v));
  return writeSafetensors(tensors, exact ? "F32" : "F64");
}

/** Random events, the same on every run: enough to choose formats by until there are real ones. */
function madeUp({ inputs, maxSteps }: NetworkDescription): Recording[] {
  const { chance, int } = random(1);
  const steps = Math.min(100, maxSteps ?? 100);
  const { channels, valueBits, maxPerStep } = inputs;
  const largest = 2 ** valueBits - 1;
  return Array.from({ length: recordingCount }, (_, i) => {
    const offsets = [0];
    const addresses: number[] = [];
    const values: number[] = [];
    for (let k = 0; k < steps; k++) {
      let sum = 0;
      for (let c = 0; c < channels; c++) {
        if (channels > 1 && !chance(density)) continue;
        const value = valueBits === 0 ? 1 : int(1, largest);
        sum += value;
        if (sum > maxPerStep) break;
        addresses.push(c);
        values.push(value);
      }
      offsets.push(addresses.length);
    }
    return {
      name: `made up ${i}`,
      label: null,
      ...{ steps, channels },
      offsets: Uint32Array.from(offsets),
      addresses: Uint16Array.from(addresses),
      values: valueBits === 0 ? null : Uint16Array.from(values),
    };
  });
}

const readme = (name: string, source: string, notes: readonly string[], elsewhere: boolean) => `# ${name}

Imported from: ${source}.
${notes.map((note) => `\n- ${note}`).join("")}

| file | holds |
|---|---|
| \`network.json\` | what the network computes |
| \`weights.safetensors\` | its weights, in float |
| \`hardware.json\` | how it is computed: lanes, mapping |
| \`calibration.json\` | made-up events to choose formats by: put real recordings in their place |${elsewhere ? `\n| \`${zerosFile}\` | where membranes count from, for \`dmp run . --expect\` |` : ""}

\`\`\`
dmp generate . --out rtl
dmp verify . --rtl rtl
\`\`\`
`;
