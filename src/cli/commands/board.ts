// dmp board: recordings through a board at a serial port, or through the same board in simulation.
import { createGolden } from "../../../golden/index.ts";
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
import { status, UsageError } from "../errors.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { type Inputs, loadInputs, recordingsFor } from "../inputs.ts";
import type { Io } from "../io.ts";
import {
  addBinningOptions,
  addHardwareOption,
  addNetworkOptions,
  type BinningOptions,
  integer,
  jsonOption,
  type NetworkOptions,
  networkArgument,
} from "../options.ts";
import type { AddCommand } from "../program.ts";
import { withProgress } from "../progress.ts";
import { percent, seconds, table } from "../text.ts";

interface Options extends NetworkOptions, BinningOptions {
  readonly hardware?: string;
  readonly port?: string;
  readonly simulate?: boolean;
  readonly board: string;
  readonly baud?: number;
  readonly json?: boolean;
}

interface Answer {
  readonly name: string;
  readonly label: number | null;
  readonly golden: number;
  readonly board: number;
}

export const addBoard: AddCommand = (program, io, finish) => {
  const command = program
    .command("board")
    .description("recordings through a board at a serial port: classes, compared with the golden model")
    .argument("<network>", networkArgument)
    .argument("<recordings...>", "SHD files (.h5), events (.json, .txt), sound (.wav), MNIST images (IDX)")
    .option("--port <device>", "serial port, such as /dev/ttyUSB1")
    .option("--simulate", "instead of a port: the board in simulation, with its flash and serial line")
    .option("--board <name>", "which board (a name, or a folder with a board.json)", "icebreaker")
    .option("--baud <n>", "bits a second (default: the board's)", integer(300));
  addBinningOptions(addNetworkOptions(addHardwareOption(command)))
    .addOption(
      jsonOption("port, recordings, mismatches, accuracy {golden, board}, seconds, repeated, results"),
    )
    .addHelpText(
      "after",
      `
The network must be the one that the board's flash was written for: see \`dmp synth --board\`.
Exit status 1 where the board's classes are not those of the golden model.

Examples:
  dmp board models/spoken-digits models/spoken-digits/test-100.h5 --port /dev/ttyUSB1
  dmp board models/spoken-digits my-voice.wav --port /dev/ttyUSB1
  dmp board models/spoken-digits models/spoken-digits/test-100.h5 --to 3 --simulate
`,
    )
    .action(async (network: string, paths: string[], options: Options) => {
      if ((options.port === undefined) === (options.simulate === undefined))
        throw new UsageError("give either --port DEVICE or --simulate");
      const inputs = await loadInputs(network, options, options, io);
      const { recordings, classes } = await recordingsFor(inputs.file, paths, options, io);
      const board = loadBoard(options.board);
      const simulated = options.simulate ? await start(inputs, options, io) : null;
      const port = simulated?.port ?? options.port!;
      const begin = performance.now();
      let repeated = 0;
      const results: Answer[] = [];
      try {
        const link = new BoardLink(await openSerial(port, options.baud ?? board.baud));
        try {
          await link.ready();
          const golden = createGolden(inputs.integer);
          await withProgress(io, "recordings", async (at) => {
            for (const recording of recordings) {
              results.push({
                name: recording.name,
                label: recording.label,
                golden: golden.run(recording).class,
                board: await link.classify(recording, inputs.integer.inputs.valueBits > 0),
              });
              at(results.length, recordings.length);
            }
          });
          repeated = link.repeated;
        } finally {
          await link.close();
        }
      } finally {
        await simulated?.stop();
      }
      const mismatches = results.filter((r) => r.board !== r.golden).length;
      const json = {
        port,
        recordings: results.length,
        mismatches,
        accuracy: { golden: share(results, "golden"), board: share(results, "board") },
        seconds: (performance.now() - begin) / 1000,
        repeated,
        results,
      };
      io.out(options.json ? `${JSON.stringify(json)}\n` : text(json, inputs.file.classes ?? classes));
      finish(mismatches > 0 ? status.failed : status.ok);
    });
};

/** Powers up the board in simulation, with the network's parameters in its flash. */
async function start(inputs: Inputs, options: Options, io: Io): Promise<SimulatedBoard> {
  const board = loadBoard(options.board);
  const planned = plan(inputs.integer, await loadHardwareFile(options.hardware, inputs.file.folder));
  io.err("building the simulated board\n");
  const parameters = planned.hardware.parameters === "loaded" ? parameterImage(planned) : new Uint8Array();
  return simulateBoard(planned, board, flashImage(new Uint8Array(), board.flashAddress, parameters));
}

/** Share of the labelled recordings that were recognized; null where none has a label. */
function share(results: readonly Answer[], by: "golden" | "board"): number | null {
  const labelled = results.filter((r) => r.label !== null);
  if (labelled.length === 0) return null;
  return labelled.filter((r) => r[by] === r.label).length / labelled.length;
}

function text(
  run: {
    readonly results: readonly Answer[];
    readonly mismatches: number;
    readonly seconds: number;
    readonly accuracy: { readonly golden: number | null; readonly board: number | null };
  },
  names: readonly string[] | null,
): string {
  const show = (c: number | null) => (c === null ? "-" : (names?.[c] ?? `${c}`));
  const rows = run.results.map((r) => [r.name, show(r.label), show(r.golden), show(r.board)]);
  return `${table(["recording", "label", "golden", "board"], rows)}
${run.results.length} recordings in ${seconds(run.seconds)}; mismatches between board and golden model: ${run.mismatches}.
Accuracy: integer ${percent(run.accuracy.golden)}, board ${percent(run.accuracy.board)}.
`;
}
