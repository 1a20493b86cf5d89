// dmp generate: Verilog and everything that goes with it, as one folder.

import { join } from "node:path";
import { counted } from "../../base/counted.ts";
import { plan } from "../../core/index.ts";
import { type Generated, generate as generateFiles, writeFolder } from "../../generate/index.ts";
import { saveNetwork } from "../../quantize/index.ts";
import { command } from "../command.ts";
import { UsageError } from "../errors.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { type Inputs, loadCalibrated } from "../inputs.ts";
import type { Io } from "../io.ts";
import { choice, flag, integer, letter, needed, switchedOff, text } from "../option.ts";
import { binningOptions, hardwareOption, networkArgument, networkOptions } from "../options.ts";
import { firstBeside } from "../recordings.ts";
import { shellWord, table } from "../text.ts";

export const generate = command({
  name: "generate",
  about: "Verilog, memory images, FuseSoC core file, port and register table, self-checking test bench",
  arguments: { network: networkArgument },
  options: {
    out: letter(
      "o",
      needed(text("folder", "folder to write, whole or not at all; an earlier result is replaced")),
    ),
    ...hardwareOption,
    vectors: integer(
      "n",
      "recordings beside the network that the test bench plays, after three made-up ones (default: 1; of an integer network: 0)",
      0,
    ),
    testBench: switchedOff("leave out the test bench and its vectors"),
    wrapper: choice("kind", "also a wrapper with registers, for block designs: AXI4-Stream and AXI4-Lite", [
      "axi",
    ]),
    imagePath: text(
      "folder",
      "where tools find the memory images, as the Verilog names it (default: in the folder that they run in)",
    ),
    sourceLines: flag("comments in the Verilog: file and line of the source that it comes from"),
    ...networkOptions,
    ...binningOptions,
  },
  json: "top, wrapper, files, memories [{name, depth, bits, kind, image}], ports",
  notes: `The folder also gets network.json (the integer network) and hardware.json: what it was generated from.
The test bench needs nothing but a simulator; in the folder:
  iverilog -g2005 -o tb/sim -c tb/TOP_tb.f && vvp tb/sim`,
  examples: [
    "dmp generate models/spoken-digits --out out/digits",
    "dmp generate models/spoken-digits --out out/digits --wrapper axi",
    "dmp generate network.ts --hardware small.json --calibrate train.h5 --out rtl",
  ],
  async run(given, io) {
    const { out, vectors, testBench, wrapper, imagePath, sourceLines = false } = given;
    if (vectors !== undefined && !testBench)
      throw new UsageError("--vectors: what the test bench plays, and --no-test-bench leaves it out");
    const inputs = await loadCalibrated(given, io);
    const hardware = await loadHardwareFile(given.hardware, inputs.file.folder, io);
    const sequences = testBench ? await sequencesOf(inputs, vectors, io) : [];
    const made = generateFiles(plan(inputs.integer, hardware), {
      ...{ testBench, sequences, sourceLines },
      ...(wrapper === undefined ? {} : { wrapper }),
      ...(imagePath === undefined ? {} : { imagePath }),
    });
    const folder = {
      ...made.files,
      "network.json": saveNetwork(inputs.integer),
      "hardware.json": `${JSON.stringify(hardware, null, 2)}\n`,
    };
    writeFolder(out, folder, { kind: "verilog" });
    const files = Object.keys(folder).map((name) => join(out, name));
    return {
      json: { top: made.top, wrapper: made.wrapper, files, memories: made.memories, ports: made.ports },
      text: folderText(made, out, files.length, testBench),
    };
  },
});

/** The first recordings that formats are chosen by; of an integer network, of those beside it, where they are asked for. */
async function sequencesOf({ file, calibration }: Inputs, asked: number | undefined, io: Io) {
  if (calibration !== null) return calibration.recordings.slice(0, asked ?? 1);
  if (asked === undefined || asked === 0) return [];
  const found = await firstBeside(file, "calibration", asked, { pool: 1 }, io);
  if (found === null)
    throw new UsageError(`--vectors: no recordings beside ${file.path} that the test bench could play`);
  return found;
}

function folderText({ top, memories }: Generated, out: string, files: number, testBench: boolean): string {
  const rows = memories.map((m) => [m.name, m.depth, m.bits, m.kind]);
  const bits = memories.reduce((sum, m) => sum + m.depth * m.bits, 0);
  const check = `Check: cd ${shellWord(out)} && iverilog -g2005 -o tb/sim -c tb/${top}_tb.f && vvp tb/sim\n`;
  return `${table(["memory", "words", "bits", "kind"], rows)}
${counted(memories.length, "memory", "memories")}, ${counted(bits, "bit")}.
${counted(files, "file")} in ${out}; begin with ${join(out, `${top}.md`)}
${testBench ? check : ""}`;
}
