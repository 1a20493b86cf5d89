// The command line: every command, their common options, and how errors become messages and exit statuses.
import { Command, CommanderError } from "commander";
import { addBoard } from "./commands/board.ts";
import { addDemo } from "./commands/demo.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addGenerate } from "./commands/generate.ts";
import { addNew } from "./commands/new.ts";
import { addQuantize } from "./commands/quantize.ts";
import { addRun } from "./commands/run.ts";
import { addSetup } from "./commands/setup.ts";
import { addSynth } from "./commands/synth.ts";
import { addVerify } from "./commands/verify.ts";
import { explain, status } from "./errors.ts";
import { type Io, processIo } from "./io.ts";
import { version } from "./version.ts";

/** Adds a command to the program. Its action ends with an exit status. */
export type AddCommand = (program: Command, io: Io, finish: (status: number) => void) => void;

const commands: readonly AddCommand[] = [
  addSetup,
  addDoctor,
  addNew,
  addQuantize,
  addGenerate,
  addRun,
  addVerify,
  addSynth,
  addBoard,
  addDemo,
];

const about = `Spiking networks with dual memory pathways: from trained weights to verified Verilog.

Every command takes --json and then prints one JSON object on standard output; progress goes to standard error.
Exit status: 0 success, 1 a check failed, 2 bad usage or input.`;

/** Runs one command line, without the program's name. Never throws; gives the exit status. */
export async function dmp(argv: readonly string[], io: Io = processIo): Promise<number> {
  let result: number = status.ok;
  const program = new Command("dmp")
    .description(about)
    .version(version)
    .showHelpAfterError("(add --help to see what is allowed)")
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  for (const add of commands) {
    add(program, io, (code) => {
      result = code;
    });
  }
  for (const command of program.commands) command.copyInheritedSettings(program);
  try {
    await program.parseAsync(argv, { from: "user" });
    return result;
  } catch (error) {
    // Commander has written its own message already; help and version are no errors.
    if (error instanceof CommanderError) return error.exitCode === 0 ? status.ok : status.usage;
    const { text, status: code } = explain(error, Boolean(io.env.DMP_DEBUG));
    io.err(text);
    return code;
  }
}
