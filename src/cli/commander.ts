// The data of commands as a program of the library commander, which parses the command line and writes the help.
import { Argument, Option, type Command as Program } from "commander";
import type { Command } from "./command.ts";
import type { Option as OptionData } from "./option.ts";

/** The name of an option as it is typed, of its key. */
export const dashed = (key: string) => key.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`);

function optionOf(key: string, data: OptionData<unknown>): Option {
  const { value, letter, on, about, parse, choices, preset, needed, without, hidden } = data;
  const name = `--${on ? "no-" : ""}${dashed(key)}`;
  const option = new Option(
    `${letter === undefined ? "" : `-${letter}, `}${name}${value === null ? "" : ` <${value}>`}`,
    about,
  );
  if (choices !== undefined) option.choices(choices);
  if (parse !== undefined) option.argParser(parse);
  if (preset !== undefined) option.default(preset);
  if (needed) option.makeOptionMandatory();
  if (hidden) option.hideHelp();
  if (without !== undefined) option.conflicts([...without]);
  return option;
}

const helpAfter = ({ notes, examples }: Command) =>
  `${notes === undefined ? "" : `\n${notes}\n`}\nExamples:\n${examples.map((line) => `  ${line}\n`).join("")}`;

/** Refuses options that stand before the name of a subcommand: they would be lost. */
function refuseEarlier(program: Program, parent: Program): void {
  const early = parent.options.find((o) => parent.getOptionValueSource(o.attributeName()) === "cli");
  if (early !== undefined)
    program.error(`error: ${early.flags}: write the options after "${parent.name()} ${program.name()}"`);
}

/** Refuses empty texts: a variable of a script that is not set would be taken for the present folder, or for nothing. */
function refuseEmpty(
  program: Program,
  names: readonly string[],
  given: Readonly<Record<string, unknown>>,
): void {
  for (const [key, value] of Object.entries(given))
    if (value === "" || (Array.isArray(value) && value.includes("")))
      program.error(
        `error: ${names.includes(key) ? key : `--${dashed(key)}`}: an empty text; is a variable not set?`,
      );
}

/** Adds a command and its subcommands. `act` gets the command and what it is given. */
export function addCommand(
  parent: Program,
  data: Command,
  act: (command: Command, given: Record<string, unknown>) => Promise<void>,
): void {
  const program = parent.command(data.name).description(data.about).enablePositionalOptions();
  program.copyInheritedSettings(parent);
  const names = Object.keys(data.arguments);
  for (const name of names) {
    const { about, needed, many } = data.arguments[name]!;
    const words = `${name}${many ? "..." : ""}`;
    program.addArgument(new Argument(needed ? `<${words}>` : `[${words}]`, about));
  }
  for (const [key, option] of Object.entries(data.options)) program.addOption(optionOf(key, option));
  program.addOption(new Option("--json", `print one JSON object: ${data.json}`));
  program.addHelpText("after", helpAfter(data));
  program.action(async (...words: unknown[]) => {
    if (parent.parent !== null) refuseEarlier(program, parent);
    const given: Record<string, unknown> = { ...program.opts() };
    names.forEach((name, at) => {
      if (words[at] !== undefined) given[name] = words[at];
    });
    refuseEmpty(program, names, given);
    await act(data, given);
  });
  for (const one of data.commands ?? []) addCommand(program, one, act);
}
