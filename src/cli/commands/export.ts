// dmp export: a network of ours in the format of others.
import { discretisations, exportNir, nirNotes } from "../../import/index.ts";
import { DEFAULT_MAX_STEPS, type NetworkDescription } from "../../network/index.ts";
import { command } from "../command.ts";
import { needResult, writeResult } from "../files/write.ts";
import { loadFloat } from "../inputs.ts";
import { choice, needed, positive, preset, text } from "../option.ts";
import { networkArgument, networkOptions } from "../options.ts";
import { shellWord } from "../text.ts";

export const exportNetwork = command({
  name: "export",
  about: "a network without slow states in the format of other frameworks (NIR)",
  arguments: { network: networkArgument },
  options: {
    nir: needed(text("file", "write the graph there")),
    discretisation: preset(
      "euler",
      choice("name", "by which its time constants give the leaks", discretisations),
    ),
    timestep: positive("seconds", "of a step in the file; default: the network's"),
    weights: networkOptions.weights,
  },
  json: "file, timestep, discretisation, notes",
  examples: ["dmp export net --nir net.nir", "dmp export net --nir for_snntorch.nir --timestep 1e-4"],
  async run({ network, nir, discretisation, timestep: given, weights }) {
    needResult("--nir", nir, null);
    const { float } = await loadFloat(network, weights === undefined ? {} : { weights }, "--nir");
    const timestep = given ?? float.description.inputs.timestep;
    writeResult(nir, await exportNir(float, discretisation, timestep));
    const notes = nirNotes(float);
    const { options, fields } = backFrom(float.description, timestep);
    const written = fields.map(([name, value]) => `${name}: ${value}`).join(", ");
    return {
      json: { file: nir, timestep, discretisation, notes },
      text: `Written to ${nir}: its time constants are for steps of ${timestep} s.
${notes.map((note) => `note: ${note}\n`).join("")}Back: dmp import ${shellWord(nir)} --timestep ${timestep} --discretisation ${discretisation}${options}
${fields.length === 0 ? "" : `then, in its network.json: ${written}\n`}`,
    };
  },
});

/** What makes the same network of the graph again: options of the import, and fields of a description that it has no options for. */
function backFrom({ name, inputs, readout, maxSteps }: NetworkDescription, timestep: number) {
  const pixels = inputs.valueBits === 8 && inputs.scale === 1 / 255;
  const most = inputs.channels * (pixels ? 255 : 1);
  const steps = maxSteps === null || maxSteps === DEFAULT_MAX_STEPS ? "" : ` --steps ${maxSteps}`;
  const fields: (readonly [string, unknown, unknown])[] = [
    ["inputs.timestep", inputs.timestep, timestep],
    ["inputs.valueBits", inputs.valueBits, pixels ? 8 : 0],
    ["inputs.scale", inputs.scale, pixels ? 1 / 255 : 1],
    ["inputs.maxPerStep", inputs.maxPerStep, most],
    ["maxSteps", maxSteps, maxSteps ?? DEFAULT_MAX_STEPS],
    ["readout.lastSteps", readout.lastSteps, null],
  ];
  return {
    options: `${pixels ? " --pixels" : ""}${steps} --name ${name}`,
    fields: fields.filter(([, value, imported]) => value !== imported),
  };
}
