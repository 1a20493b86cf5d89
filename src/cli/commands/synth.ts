// dmp synth: what a network takes on an FPGA and how fast it is there; with a board, what is written to it.

import { join } from "node:path";
import { createGolden } from "../../../golden/index.ts";
import { grouped } from "../../base/counted.ts";
import {
  type BoardDescription,
  boardDesign,
  flashImage,
  hasPll,
  loadBoard,
  parameterImage,
  withClock,
  withDevice,
} from "../../board/index.ts";
import { activityOf, type NetworkPlan, networkCircuit, plan } from "../../core/index.ts";
import {
  deviceNames,
  deviceOf,
  needRoom,
  type Synthesized,
  synth as synthesize,
  synthText,
  type Throughput,
  throughput,
} from "../../flow/index.ts";
import { type Folder, memoriesOf, writeFolder } from "../../generate/index.ts";
import { elaborate } from "../../hdl/index.ts";
import type { Recording } from "../../recordings/index.ts";
import { command } from "../command.ts";
import { UsageError } from "../errors.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { needOut } from "../files/write.ts";
import { hardwareFor, targetOf } from "../fitting.ts";
import { loadCalibrated } from "../inputs.ts";
import { choice, integer, letter, text, without } from "../option.ts";
import {
  binningOptions,
  hardwareOption,
  libertyOption,
  networkArgument,
  networkOptions,
} from "../options.ts";
import { withProgress } from "../progress.ts";
import { firstBeside } from "../recordings.ts";
import { shellWord, writtenText } from "../text.ts";
import { gates } from "./synth-gates.ts";

/** Throughput is measured over so many of the recordings that lie beside the network. */
const measured = 20;

export const synth = command({
  name: "synth",
  about:
    "synthesis, place and route for an FPGA, or gates of a cell library: area by circuit, memories, timing, energy",
  arguments: { network: networkArgument },
  options: {
    device: choice(
      "name",
      "what it is made for (default: up5k; with a board: the one it has, or another that it is made with)",
      deviceNames,
    ),
    board: text(
      "name",
      "a board (icebreaker, ulx3s, colorlight-i5, tang-nano-9k, tang-nano-20k, tang-primer-20k, arty-a7-35, or a folder with a board.json): its top, pins, device, clock",
    ),
    liberty: without(["device", "board", "seeds"], libertyOption),
    recordings: integer(
      "n",
      "with --liberty: recordings beside the network whose energy is counted; 0: none (default: 1)",
      0,
    ),
    out: letter(
      "o",
      text("folder", "write netlist and report; for a board also its sources, bitstream and flash image"),
    ),
    seeds: integer(
      "n",
      "runs of place and route, each with another seed; 0: synthesis only (default: 1)",
      0,
      64,
    ),
    clock: integer(
      "MHz",
      "what place and route aims at; the clock itself of a board with a PLL that is set, ECP5 and Gowin (default: the board's, or what the family reaches; in the constraints of --liberty: 100)",
      1,
      500,
    ),
    ...hardwareOption,
    ...networkOptions,
    ...binningOptions,
  },
  json: "device, tool, missing, utilization, available, circuits, memories, seeds, fmaxMHz, bitstream; with --liberty: library, tool, total, registers, clockGates, leakage, circuits, cells, macros, macroBits, energy, warnings",
  notes: `Uses Yosys and nextpnr where they are installed, else the YoWASP packages; \`dmp setup --fpga\` brings them.
Exit status 1 where the figures cannot be true, or the design does not fit: the reasons are shown.`,
  examples: [
    "dmp synth models/spoken-digits --device up5k",
    "dmp synth models/spoken-digits --hardware models/spoken-digits/hardware-up5k.json --seeds 5",
    "dmp synth models/spoken-digits --hardware models/spoken-digits/hardware-up5k.json --board icebreaker --out out/board",
    "dmp synth models/spoken-digits --hardware models/spoken-digits/hardware-ecp5.json --board ulx3s --clock 80 --out out/board",
    "dmp synth network.ts --device ecp5-25k --json",
    "dmp synth models/spoken-digits --liberty cells.lib --out out/chip",
  ],
  async run(given, io) {
    const { out, liberty } = given;
    if (liberty === undefined && given.recordings !== undefined)
      throw new UsageError("--recordings: energy is counted with --liberty");
    if (out !== undefined) needOut(out, "synth");
    if (liberty !== undefined && given.clock !== undefined && out === undefined)
      throw new UsageError("--clock: with --liberty it is in the constraints, which --out FOLDER writes");
    if (liberty !== undefined) return gates({ ...given, liberty }, io);
    const board = given.board === undefined ? null : boardFor(given.board, given);
    const device = deviceOf(board?.device ?? given.device ?? "up5k");
    const { seeds = 1 } = given;
    if (given.seeds !== undefined && seeds > 0 && device.place === null)
      throw new UsageError(`--seeds: of place and route, and there is none for ${device.part}; allowed: 0`);
    const inputs = await loadCalibrated(given, io);
    const active = await firstBeside(inputs.file, "test", measured, given, io);
    // A board takes more than its network, which no fit knows of.
    const hardware =
      given.hardware === undefined && board === null
        ? await hardwareFor(inputs, device, given, io)
        : await loadHardwareFile(given.hardware, inputs.file.folder, io, targetOf(device));
    const planned = plan(inputs.integer, hardware);
    const made = board === null ? null : boardDesign(planned, board);
    const design = made?.design ?? elaborate(networkCircuit(planned));
    needRoom(memoriesOf(design), device);
    const result = await withProgress(io, "synthesis, place and route", (at) =>
      synthesize(design, {
        device,
        seeds: Array.from({ length: seeds }, (_, i) => i + 1),
        needPlace: board !== null || given.seeds !== undefined,
        clockMHz: aim(given.clock, board) ?? device.family.clockMHz,
        onProgress: (stage, done, total) => at(done, total, stage),
        ...(made === null ? {} : { board: made.surrounding }),
      }),
    );
    const { report } = result;
    const clock =
      board === null ? report.fmaxMHz : report.fmaxMHz && Math.min(report.fmaxMHz, board.clockMHz);
    const json = { ...report, throughput: clock && active !== null ? speedOf(planned, active, clock) : null };
    const files = out === undefined ? null : outputs(result, json, planned, board, made?.sources ?? []);
    const name = bitstreamOf(device.name);
    const bitstream = files?.[name] === undefined ? null : join(out!, name);
    return {
      json: { ...json, bitstream },
      text: `${synthText(report)}${speedText(json.throughput)}${filesText(out, files, board)}`,
      failed: report.problems.length > 0,
      after: () => {
        if (files !== null) writeFolder(out!, files, { kind: "synth" });
      },
    };
  },
});

/** A board with the device and the clock that are asked for. */
function boardFor(name: string, { device, clock }: { readonly device?: string; readonly clock?: number }) {
  const loaded = loadBoard(name);
  const board = device === undefined ? loaded : withDevice(loaded, device);
  return clock === undefined || !hasPll(board) ? board : withClock(board, clock);
}

const aim = (asked: number | undefined, board: BoardDescription | null): number | undefined =>
  board !== null && hasPll(board) ? board.clockMHz : (asked ?? board?.clockMHz);

/** The packers' own names: tools that write a flash know a file by its end. */
const bitstreamNames = {
  ice40: "bitstream.bin",
  ecp5: "bitstream.bit",
  gowin: "bitstream.fs",
  xc7: "bitstream.bit",
} as const;
const bitstreamOf = (device: string) => bitstreamNames[deviceOf(device).family.name];

/** The files of --out. */
function outputs(
  { netlist, bitstream }: Synthesized,
  json: object,
  planned: NetworkPlan,
  board: BoardDescription | null,
  sources: readonly { readonly name: string; readonly text: string }[],
): Folder {
  const files: Record<string, string | Uint8Array> = {
    "netlist.v": netlist,
    "report.json": `${JSON.stringify(json, null, 2)}\n`,
    ...Object.fromEntries(sources.map(({ name, text }) => [`rtl/${name}`, text])),
  };
  if (board === null || bitstream === null) return files;
  files[bitstreamOf(board.device)] = bitstream;
  if (planned.hardware.parameters === "loaded") {
    const parameters = parameterImage(planned);
    files["parameters.bin"] = parameters;
    files["flash.bin"] = flashImage(bitstream, board.flashAddress, parameters);
  }
  return files;
}

function filesText(out: string | undefined, files: Folder | null, board: BoardDescription | null): string {
  if (out === undefined || files === null) return "";
  const image = ["flash.bin", "bitstream.bin", "bitstream.bit", "bitstream.fs"].find(
    (name) => files[name] !== undefined,
  );
  const write =
    image === undefined || board?.write === undefined
      ? ""
      : `Write the board's flash: ${board.write} ${shellWord(join(out, image))}\n`;
  return `${writtenText(out, files)}${write}`;
}

/** How fast the network is with the activity of recordings. */
function speedOf(planned: NetworkPlan, recordings: readonly Recording[], clockMHz: number) {
  const golden = createGolden(planned.network);
  return throughput(
    planned,
    recordings.map((recording) => activityOf(recording, golden.record(recording))),
    clockMHz,
  );
}

const speedText = (speed: Throughput | null): string =>
  speed === null
    ? ""
    : `At ${speed.clockMHz} MHz: ${speed.cyclesPerStep} cycles a step, ${grouped(speed.stepsPerSecond)} steps and ` +
      `${grouped(speed.classesPerSecond)} classes a second.\n`;
