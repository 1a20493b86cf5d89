// The command line: every command, and how results and errors become text and exit statuses.
import { CommanderError, Command as Program } from "commander";
import type { Command } from "./command.ts";
import { addCommand } from "./commander.ts";
import { ablate } from "./commands/ablate.ts";
import { board } from "./commands/board.ts";
import { collect } from "./commands/collect.ts";
import { cost } from "./commands/cost.ts";
import { demo } from "./commands/demo.ts";
import { doctor } from "./commands/doctor.ts";
import { explore } from "./commands/explore.ts";
import { exportNetwork } from "./commands/export.ts";
import { fit } from "./commands/fit.ts";
import { generate } from "./commands/generate.ts";
import { importNetwork } from "./commands/import.ts";
import { listen } from "./commands/listen.ts";
import { newProject } from "./commands/new.ts";
import { prove } from "./commands/prove.ts";
import { quantize } from "./commands/quantize.ts";
import { run } from "./commands/run.ts";
import { setup } from "./commands/setup.ts";
import { synth } from "./commands/synth.ts";
import { timeline } from "./commands/timeline.ts";
import { unit } from "./commands/unit.ts";
import { verify } from "./commands/verify/verify.ts";
import { type Explained, explain, status } from "./errors.ts";
import { type Io, processIo } from "./io.ts";
import { version } from "./version.ts";

export const commands: readonly Command[] = [
  setup,
  doctor,
  newProject,
  importNetwork,
  exportNetwork,
  quantize,
  generate,
  run,
  listen,
  verify,
  prove,
  cost,
  fit,
  explore,
  ablate,
  unit,
  collect,
  synth,
  timeline,
  board,
  demo,
];

const about = `Spiking networks with dual memory pathways: from trained weights to verified Verilog.

Every command takes --json and then prints one JSON object on standard output, for an error too; progress goes to standard error.
Exit status: 0 success, 1 a check failed, 2 bad usage or input.`;

/** Runs a command and prints its result, before it writes what is left to write. Gives the exit status. */
async function carryOut({ run }: Command, given: Record<string, unknown>, io: Io): Promise<number> {
  const { json, text, failed = false, after } = await run(given as never, io);
  io.out(given.json ? `${JSON.stringify(json)}\n` : text);
  try {
    await after?.();
  } catch (error) {
    if (!failed) throw error;
    io.err(explain(error, Boolean(io.env.DMP_DEBUG)).text);
  }
  return failed ? status.failed : status.ok;
}

/** The program of all commands. `act` gets the command that was asked for and what it is given. */
export function programOf(io: Io, act: Parameters<typeof addCommand>[2]): Program {
  const program = new Program("dmp")
    .description(about)
    .version(version)
    .enablePositionalOptions()
    .showHelpAfterError("(add --help to see what is allowed)")
    .exitOverride()
    .configureOutput({ writeOut: io.out, writeErr: io.err });
  for (const command of commands) addCommand(program, command, act);
  return program;
}

/** Runs one command line, without the program's name. Never throws; gives the exit status. */
export async function dmp(argv: readonly string[], io: Io = processIo): Promise<number> {
  let result: number = status.ok;
  let hasResult = false;
  const out = (text: string) => {
    hasResult = true;
    io.out(text);
  };
  const program = programOf(io, async (asked, given) => {
    result = await carryOut(asked, given, { ...io, out });
  });
  try {
    await program.parseAsync(argv, { from: "user" });
    return result;
  } catch (error) {
    const explained = explainAny(error, io);
    if (explained === null) return status.ok;
    // One object: where the result is out already, the error is on standard error only.
    if (argv.includes("--json") && !hasResult) io.out(`${JSON.stringify(explained.json)}\n`);
    return explained.status;
  }
}

/** What an error means, once it is said on standard error; null where it is none. */
function explainAny(error: unknown, io: Io): Pick<Explained, "json" | "status"> | null {
  if (error instanceof CommanderError) {
    // Commander has written its own message already; help and version are no errors.
    if (error.exitCode === 0) return null;
    const message = error.message.replace(/^error: /, "");
    return { json: { error: { kind: "input", message } }, status: status.usage };
  }
  const explained = explain(error, Boolean(io.env.DMP_DEBUG));
  io.err(explained.text);
  return explained;
}
