// dmp board: recordings through a board at a serial port, or through the same board in simulation.

import { createGolden } from "../../../golden/index.ts";
import { counted } from "../../base/counted.ts";
import {
  BoardLink,
  flashImage,
  loadBoard,
  openSerial,
  parameterImage,
  type SimulatedBoard,
  simulateBoard,
} from "../../board/index.ts";
import { plan } from "../../core/index.ts";
import { deviceOf } from "../../flow/index.ts";
import type { Recording } from "../../recordings/index.ts";
import { command, type Result } from "../command.ts";
import { UsageError } from "../errors.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { targetOf } from "../fitting.ts";
import { type Inputs, loadInputs } from "../inputs.ts";
import type { Io } from "../io.ts";
import { flag, type Given, integer, preset, text } from "../option.ts";
import {
  binningOptions,
  hardwareOption,
  networkArgument,
  networkOptions,
  recordingsArgument,
} from "../options.ts";
import { withProgress } from "../progress.ts";
import { recordingsFor } from "../recordings.ts";
import { percent, seconds, table } from "../text.ts";

interface Answer {
  readonly name: string;
  readonly label: number | null;
  readonly golden: number;
  readonly board: number;
}

const options = {
  port: text("device", "serial port, such as /dev/ttyUSB1"),
  simulate: flag("instead of a port: the board in simulation, with its flash and serial line"),
  board: preset("icebreaker", text("name", "which board (a name, or a folder with a board.json)")),
  baud: integer("n", "bits a second (default: the board's)", 300),
  ...hardwareOption,
  ...networkOptions,
  ...binningOptions,
};
type Options = Given<typeof options>;

export const board = command({
  name: "board",
  about: "recordings through a board at a serial port: classes, compared with the golden model",
  arguments: { network: networkArgument, recordings: recordingsArgument },
  options,
  json: "port, recordings, mismatches, accuracy {golden, board}, seconds, repeated, results",
  notes: `The network must be the one that the board's flash was written for: see \`dmp synth --board\`.
Exit status 1 where the board's classes are not those of the golden model.`,
  examples: [
    "dmp board models/spoken-digits models/spoken-digits/test-100.h5 --port /dev/ttyUSB1",
    "dmp board models/spoken-digits my-voice.wav --port /dev/ttyUSB1",
    "dmp board models/spoken-digits models/spoken-digits/test-100.h5 --to 3 --simulate",
  ],
  async run(given, io) {
    if ((given.port === undefined) === (given.simulate === undefined))
      throw new UsageError("give either --port DEVICE or --simulate");
    if (given.port !== undefined && given.hardware !== undefined)
      throw new UsageError("--hardware: a board at a port has its hardware already; it is for --simulate");
    if (given.simulate && given.baud !== undefined)
      throw new UsageError("--baud: of a serial port; the simulated board has its own");
    const inputs = await loadInputs(given.network, given, given, io);
    const { recordings, classes } = await recordingsFor(inputs.file, given.recordings, given, io);
    const baud = given.baud ?? loadBoard(given.board).baud;
    const simulated = given.simulate ? await start(inputs, given, io) : null;
    const port = simulated?.port ?? given.port!;
    try {
      const answered = await classifyAll(inputs, recordings, port, baud, io);
      return boardResult(port, answered, inputs.file.classes ?? classes);
    } finally {
      await simulated?.stop();
    }
  },
});

/** Powers up the board in simulation, with the network's parameters in its flash. */
async function start(inputs: Inputs, options: Options, io: Io): Promise<SimulatedBoard> {
  const description = loadBoard(options.board);
  const target = targetOf(deviceOf(description.device));
  const planned = plan(
    inputs.integer,
    await loadHardwareFile(options.hardware, inputs.file.folder, io, target),
  );
  io.err("building the simulated board\n");
  const parameters = planned.hardware.parameters === "loaded" ? parameterImage(planned) : new Uint8Array();
  return simulateBoard(
    planned,
    description,
    flashImage(new Uint8Array(), description.flashAddress, parameters),
  );
}

interface Answered {
  readonly results: readonly Answer[];
  /** Frames that had to be sent again. */
  readonly repeated: number;
  readonly seconds: number;
}

/** Every recording through the board, and through the golden model. */
async function classifyAll(
  { integer: network }: Inputs,
  recordings: readonly Recording[],
  port: string,
  baud: number,
  io: Io,
): Promise<Answered> {
  const begin = performance.now();
  const link = new BoardLink(await openSerial(port, baud));
  try {
    await link.ready();
    const golden = createGolden(network);
    const results: Answer[] = [];
    await withProgress(io, "recordings", async (at) => {
      for (const recording of recordings) {
        results.push({
          name: recording.name,
          label: recording.label,
          golden: golden.run(recording).class,
          board: await link.classify(recording, network.inputs.valueBits > 0),
        });
        at(results.length, recordings.length);
      }
    });
    return { results, repeated: link.repeated, seconds: (performance.now() - begin) / 1000 };
  } finally {
    await link.close();
  }
}

/** Share of the labelled recordings that were recognized; null where none has a label. */
function share(results: readonly Answer[], by: "golden" | "board"): number | null {
  const labelled = results.filter((r) => r.label !== null);
  if (labelled.length === 0) return null;
  return labelled.filter((r) => r[by] === r.label).length / labelled.length;
}

function boardResult(port: string, answered: Answered, names: readonly string[] | null): Result {
  const { results, repeated, seconds: s } = answered;
  const mismatches = results.filter((r) => r.board !== r.golden).length;
  const accuracy = { golden: share(results, "golden"), board: share(results, "board") };
  const show = (c: number | null) => (c === null ? "-" : (names?.[c] ?? `${c}`));
  const rows = results.map((r) => [r.name, show(r.label), show(r.golden), show(r.board)]);
  return {
    json: { port, recordings: results.length, mismatches, accuracy, seconds: s, repeated, results },
    text: `${table(["recording", "label", "golden", "board"], rows)}
${counted(results.length, "recording")} in ${seconds(s)}; mismatches between board and golden model: ${mismatches}.
Accuracy: integer ${percent(accuracy.golden)}, board ${percent(accuracy.board)}.
`,
    failed: mismatches > 0,
  };
}
