// Board descriptions: which device, which top, which pins, which clock.

import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { parseJsonText } from "../base/json.ts";
import { isFolder } from "../base/paths.ts";
import { reasonOf } from "../base/system-error.ts";
import type { NetworkPlan } from "../core/index.ts";
import type { Board } from "../flow/index.ts";
import { elaborate } from "../hdl/index.ts";
import { printVerilog } from "../hdl/verilog/print.ts";
import { boardCircuit } from "./board.ts";
import { BoardError } from "./error.ts";
import type { BoardCircuit, Pins, Top } from "./top.ts";
import { tops, usualPins } from "./tops.ts";

const schema = z.strictObject({
  name: z.string().min(1),
  about: z.string(),
  /** Device of the flow, and others that the board is made with. */
  device: z.string(),
  otherDevices: z.array(z.string()).default([]),
  /** Top module, and the name of the instance of the circuit `board` in it. */
  top: z.string(),
  instance: z.string(),
  /** Verilog of the top, beside the description; left out for the boards whose top is a circuit of this package. */
  files: z.array(z.string()).min(1).optional(),
  /** Pins, in the format of the device's place and route. */
  constraints: z.string(),
  /** Clock of the circuit. */
  clockMHz: z.number().positive(),
  /** Bits a second on the serial line: at most a fifth of the clock. */
  baud: z.number().int().positive(),
  /** Where the parameters begin in the flash, behind the bitstream. */
  flashAddress: z.number().int().min(0).max(0xff_ffff),
  /** The command that writes a file to the board, which comes last. */
  write: z.string().optional(),
});

export interface BoardDescription extends z.output<typeof schema> {
  /** Where its files lie. */
  readonly folder: string;
}

/** The folder with the boards of this package: `examples/boards` beside package.json, from the sources and from `dist`. */
function shipped(): string {
  const found = ["../../", "../../../"]
    .map((up) => fileURLToPath(new URL(`${up}examples/boards/`, import.meta.url)))
    .find(isFolder);
  if (found === undefined) throw new BoardError("the package lacks its folder examples/boards");
  return found;
}

/** A board of this package by name, or one's own by the folder with its board.json. @throws BoardError */
export function loadBoard(nameOrFolder: string): BoardDescription {
  const folder = isFolder(nameOrFolder) ? nameOrFolder : join(shipped(), nameOrFolder);
  const path = join(folder, "board.json");
  if (!existsSync(path))
    throw new BoardError(
      `board ${nameOrFolder}: neither a folder with a board.json nor a board of this package`,
    );
  let value: unknown;
  try {
    value = parseJsonText(readFileSync(path, "utf8"));
  } catch (error) {
    throw new BoardError(`${path}: ${reasonOf(error)}`);
  }
  const result = schema.safeParse(value);
  if (!result.success)
    throw new BoardError(
      `${path}: ${result.error.issues.map((i) => `${i.path.join(".") || "(top)"}: ${i.message}`).join("; ")}`,
    );
  const board = { ...result.data, folder: dirname(path) };
  checkBaud(board, path);
  return board;
}

/** @throws BoardError where the serial line's bits are no whole number of the clock's cycles */
function checkBaud(board: BoardDescription, where: string): void {
  if (cyclesPerBit(board) < 5)
    throw new BoardError(
      `${where}: baud: ${board.baud} is more than a fifth of the clock of ${board.clockMHz} MHz`,
    );
  const error = (cyclesPerBit(board) * board.baud) / (board.clockMHz * 1e6) - 1;
  if (Math.abs(error) > 0.02)
    throw new BoardError(
      `${where}: baud: ${board.baud} is ${(100 * error).toFixed(1)} % off any whole number of cycles at ${board.clockMHz} MHz; ` +
        "allowed: 2 %",
    );
}

const topOf = (board: BoardDescription): Top | null =>
  board.files === undefined && Object.hasOwn(tops, board.top) ? tops[board.top]! : null;

/** Whether a board's clock can be chosen. */
export const hasPll = (board: BoardDescription): boolean => (topOf(board)?.clockFor ?? null) !== null;

/** The board with the fastest clock of at most so many MHz. @throws BoardError where its PLL makes none */
export function withClock(board: BoardDescription, askedMHz: number): BoardDescription {
  const clockMHz = topOf(board)?.clockFor?.(askedMHz) ?? null;
  if (clockMHz === null)
    throw new BoardError(`board ${board.name}: its PLL makes no clock of at most ${askedMHz} MHz`);
  const made = { ...board, clockMHz };
  checkBaud(made, `board ${board.name} at ${clockMHz} MHz`);
  return made;
}

/** The board with another of the devices that it is made with. @throws BoardError where it is not made with it */
export function withDevice(board: BoardDescription, device: string): BoardDescription {
  const devices = [board.device, ...board.otherDevices];
  if (!devices.includes(device))
    throw new BoardError(`board ${board.name}: is made with ${devices.join(", ")}, not with ${device}`);
  return { ...board, device };
}

/** Pins by what a simulation connects to them. */
export const pinsOf = (board: BoardDescription): Pins => topOf(board)?.pins ?? usualPins;

/** The Verilog of the top around a board's circuit. @throws BoardError where this package has no such top */
function topFile(board: BoardDescription, circuit: BoardCircuit) {
  const top = topOf(board);
  if (top === null)
    throw new BoardError(
      `board ${board.name}: files: missing; tops of this package: ${Object.keys(tops).join(", ")}`,
    );
  const file = printVerilog(elaborate(top.circuit(circuit, board.instance, board.clockMHz))).at(-1)!;
  return { name: file.name, text: file.text };
}

/** Clock cycles of a bit on the serial line. */
export const cyclesPerBit = ({ clockMHz, baud }: BoardDescription): number =>
  Math.round((clockMHz * 1e6) / baud);

/** Seconds after which a frame that has stopped is given up. */
const PATIENCE = 0.04;

/** The circuit of a network on a board, what surrounds it, and all sources together. @throws BoardError where they do not go together */
export function boardDesign(plan: NetworkPlan, board: BoardDescription) {
  if (plan.hardware.parameters === "loaded" && pinsOf(board).flash === null)
    throw new BoardError(
      `board ${board.name}: its top reads no flash; allowed in the hardware choice: parameters "baked"`,
    );
  const circuit = boardCircuit(plan, {
    cyclesPerBit: cyclesPerBit(board),
    flashAddress: board.flashAddress,
    patience: Math.ceil(Math.log2(PATIENCE * board.clockMHz * 1e6)),
  });
  const design = elaborate(circuit);
  const read = (name: string) => {
    try {
      return { name, text: readFileSync(join(board.folder, name), "utf8") };
    } catch (error) {
      throw new BoardError(`board ${board.name}: ${join(board.folder, name)}: ${reasonOf(error)}`);
    }
  };
  const surrounding = {
    top: board.top,
    instance: board.instance,
    files: board.files?.map(read) ?? [topFile(board, circuit)],
    constraints: read(board.constraints),
  } satisfies Board;
  const printed = printVerilog(design);
  const sources = [
    ...printed,
    ...printed.flatMap((file) => file.images),
    ...surrounding.files,
    surrounding.constraints,
  ];
  return { design, surrounding, sources: sources.map(({ name, text }) => ({ name, text })) };
}
