// dmp verify: the hardware against the golden model; without a subcommand one network, or random ones where none is named.
import { batchNotes } from "../../batching.ts";
import { command } from "../../command.ts";
import { dashed } from "../../commander.ts";
import { UsageError } from "../../errors.ts";
import { earlier, type Options, optionalArgument, text, without } from "../../option.ts";
import { networkAbout } from "../../options.ts";
import { casesJson } from "./cases.ts";
import { netlist } from "./netlist.ts";
import { network } from "./network.ts";
import { random } from "./random.ts";
import { replay } from "./replay.ts";

/** What is a subcommand now was an option in 0.1. */
const earlierOptions = {
  netlist: earlier(
    without(["rtl", "replay", "engine", "junit"], text("device", "dmp verify netlist --device")),
  ),
  recordings: earlier(netlist.options.recordings),
  replay: earlier(text("file", "dmp verify replay")),
};

const options = { ...random.options, ...network.options, ...earlierOptions };

/** Refuses options that the subcommand, by its earlier spelling, has none of. @throws UsageError */
function needOnly(
  spelling: "netlist" | "replay",
  { options: own }: { readonly options: Options },
  given: Readonly<Record<string, unknown>>,
): void {
  for (const [key, { preset, on }] of Object.entries<Options[string]>(options)) {
    const usual = on ? true : preset;
    if (key !== spelling && !(key in own) && given[key] !== undefined && given[key] !== usual)
      throw new UsageError(
        `--${on ? "no-" : ""}${dashed(key)}: says nothing with --${spelling}; see \`dmp verify ${spelling} --help\``,
      );
  }
}

/** Options that say nothing where networks are random. */
const ofNetwork = (Object.keys(network.options) as (keyof typeof network.options)[]).filter(
  (option) => !(option in random.options),
);

export const verify = command({
  name: "verify",
  about: "random and directed bit-exact comparison with the golden model",
  arguments: { network: optionalArgument(`${networkAbout}; without it random networks are verified`) },
  options,
  json: casesJson,
  notes: `Every output spike, drive, slow state, membrane and logit of every step is compared, with random stalls on every stream.
\`dmp verify NETWORK\` is \`dmp verify network NETWORK\`, \`dmp verify\` alone is \`dmp verify random\`.
Exit status 1 where anything differs. ${batchNotes}`,
  examples: [
    "dmp verify --shapes 20 --cases 500 --seed 7",
    "dmp verify models/spoken-digits --cases 50",
    "dmp verify out/rtl --rtl out/rtl --junit junit.xml",
    "dmp verify --shapes 24 --cases 500 --seeds 50 --batch slurm --out out/batch",
    "dmp verify replay out/verify/sweeps-case-3/case.json",
  ],
  commands: [random, network, netlist, replay],
  run(given, io) {
    const { network: path, netlist: device, replay: kept, rtl } = given;
    if (kept !== undefined) {
      if (path !== undefined)
        throw new UsageError(`--replay: the case has its own network; leave ${path} out`);
      needOnly("replay", replay, given);
      return replay.run({ ...given, case: kept }, io);
    }
    if (device === undefined && given.recordings !== undefined)
      throw new UsageError("--recordings: of the netlist of a device: `dmp verify netlist`; cases are drawn");
    if (path === undefined && device !== undefined) throw new UsageError("--netlist: say which network");
    if (path === undefined && rtl !== undefined)
      throw new UsageError("--rtl: say which network the Verilog was generated from");
    if (path === undefined) {
      const name = ofNetwork.find((option) => given[option] !== undefined);
      if (name !== undefined) throw new UsageError(`--${name}: say which network`);
      return random.run(given, io);
    }
    if (given.shapes !== undefined)
      throw new UsageError(`--shapes: how many random networks; ${path} is one network`);
    if (device !== undefined) {
      needOnly("netlist", netlist, given);
      return netlist.run({ ...given, network: path, device }, io);
    }
    return network.run({ ...given, network: path }, io);
  },
});
