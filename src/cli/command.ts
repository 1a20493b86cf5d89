// A command as data: its name, what it takes, what it says of itself, and the function that runs it.
import type { Io } from "./io.ts";
import type { Arguments, Given, Options } from "./option.ts";

/** What came of a command. It is printed as the one or the other. */
export interface Result {
  /** The object of `--json`. */
  readonly json: object;
  /** The same for people. */
  readonly text: string;
  /** A check failed: the exit status says so. */
  readonly failed?: boolean;
  /** What is left to write, once the result is printed: an error in it cannot hide the result. */
  readonly after?: () => void | Promise<void>;
}

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly about: string;
  readonly arguments: Arguments;
  readonly options: Options;
  /** Keys of its JSON; it has an option --json for it. */
  readonly json: string;
  /** What else is to be said, in its help. */
  readonly notes?: string;
  /** Whole command lines. */
  readonly examples: readonly string[];
  /** `given`: arguments and options by their names, and `json: true` where --json is given. */
  readonly run: (given: never, io: Io) => Result | Promise<Result>;
  readonly commands?: readonly Command[];
}

/** What a command is given. */
export type Taken<A extends Arguments, O extends Options> = Given<A> & Given<O> & { readonly json?: true };

/** Checks that `run` takes what `arguments` and `options` give. */
export const command = <A extends Arguments, O extends Options>(
  data: Omit<Command, "arguments" | "options" | "run"> & {
    readonly arguments: A;
    readonly options: O;
    readonly run: (given: Taken<A, O>, io: Io) => Result | Promise<Result>;
  },
) => data;
