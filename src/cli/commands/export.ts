// dmp export: a network of ours in the format of others.
import { discretisations, exportNir } from "../../import/index.ts";
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
  json: "file, timestep, discretisation",
  examples: ["dmp export net --nir net.nir", "dmp export net --nir for_snntorch.nir --timestep 1e-4"],
  async run({ network, nir, discretisation, timestep: given, weights }) {
    needResult("--nir", nir, null);
    const { float } = await loadFloat(network, weights === undefined ? {} : { weights }, "--nir");
    const timestep = given ?? float.description.inputs.timestep;
    writeResult(nir, await exportNir(float, discretisation, timestep));
    return {
      json: { file: nir, timestep, discretisation },
      text: `Written to ${nir}: its time constants are for steps of ${timestep} s.\nBack: dmp import ${shellWord(nir)} --timestep ${timestep} --discretisation ${discretisation}\n`,
    };
  },
});
