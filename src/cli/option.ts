// What a command takes, as data: options with a type each, and the record that they are given as.
import { InvalidArgumentError } from "commander";

/** An option; its name is its key. `T`, only a type, is what it gives: undefined where it may be left out. */
export interface Option<T> {
  readonly about: string;
  /** What stands after the name, as in `--bits <n>`; null: nothing, the option is a flag. */
  readonly value: string | null;
  /** One letter that stands for the name. */
  readonly letter?: string;
  /** @throws InvalidArgumentError that says what is allowed */
  readonly parse?: (text: string) => Exclude<T, undefined>;
  readonly choices?: readonly string[];
  readonly preset?: T;
  readonly needed?: boolean;
  /** Names of options that it cannot be given together with. */
  readonly without?: readonly string[];
  /** A flag that is given as `--no-name`, and is true otherwise. */
  readonly on?: boolean;
  /** Not in the help: an earlier spelling, which still works. */
  readonly hidden?: boolean;
}

/** What a word of the command line that is no option stands for. */
export interface Argument<T> {
  readonly about: string;
  readonly needed: boolean;
  /** All the words that are left. */
  readonly many: boolean;
  /** Only a type. */
  readonly type?: T;
}

export type Options = Readonly<Record<string, Option<unknown>>>;
export type Arguments = Readonly<Record<string, Argument<unknown>>>;

type Value<X> = X extends Option<infer T> ? T : X extends Argument<infer T> ? T : never;
type Left<R> = { [K in keyof R]: undefined extends Value<R[K]> ? K : never }[keyof R];

/** The record that options and arguments are given as: those that may be left out are not there then. */
export type Given<R> = { readonly [K in Exclude<keyof R, Left<R>>]: Value<R[K]> } & {
  readonly [K in Left<R>]?: Exclude<Value<R[K]>, undefined>;
};

export const argument = (about: string): Argument<string> => ({ about, needed: true, many: false });
export const optionalArgument = (about: string): Argument<string | undefined> => ({
  about,
  needed: false,
  many: false,
});
/** All words that are left; at least one where they are needed. */
export const manyArguments = (about: string, needed: boolean): Argument<string[]> => ({
  about,
  needed,
  many: true,
});

export const text = (value: string, about: string): Option<string | undefined> => ({ value, about });

/** True where it is given. */
export const flag = (about: string): Option<true | undefined> => ({ value: null, about });

/** True, unless it is given as `--no-name`. */
export const switchedOff = (about: string): Option<boolean> => ({ value: null, about, on: true });

export const choice = <const C extends readonly string[]>(
  value: string,
  about: string,
  choices: C,
): Option<C[number] | undefined> => ({ value, about, choices });

/** A whole number within bounds. */
export const integer = (
  value: string,
  about: string,
  low: number,
  high = Number.MAX_SAFE_INTEGER,
): Option<number | undefined> => ({
  value,
  about,
  parse(given) {
    const number = Number(given);
    if (/^\d+$/.test(given) && number >= low && number <= high) return number;
    const allowed = high === Number.MAX_SAFE_INTEGER ? `from ${low}` : `from ${low} to ${high}`;
    throw new InvalidArgumentError(`Allowed: a whole number ${allowed}.`);
  },
});

/** Whole numbers within bounds, with commas between them. */
export const integers = (
  value: string,
  about: string,
  low: number,
  high: number,
): Option<number[] | undefined> => ({
  value,
  about,
  parse(given) {
    const words = given.split(",");
    const numbers = words.map(Number);
    if (words.every((w, i) => /^\d+$/.test(w) && numbers[i]! >= low && numbers[i]! <= high)) return numbers;
    throw new InvalidArgumentError(
      `Allowed: whole numbers from ${low} to ${high}, with commas between them.`,
    );
  },
});

/** A number above 0. */
export const positive = (value: string, about: string): Option<number | undefined> => ({
  value,
  about,
  parse(given) {
    const number = Number(given);
    if (given.trim() !== "" && Number.isFinite(number) && number > 0) return number;
    throw new InvalidArgumentError("Allowed: a positive number.");
  },
});

/** The option with a value for where it is left out. */
export const preset = <T>(value: Exclude<T, undefined>, option: Option<T>): Option<Exclude<T, undefined>> =>
  ({ ...option, preset: value }) as Option<Exclude<T, undefined>>;

/** The option as one that must be given. */
export const needed = <T>(option: Option<T>): Option<Exclude<T, undefined>> =>
  ({ ...option, needed: true }) as Option<Exclude<T, undefined>>;

export const letter = <T>(one: string, option: Option<T>): Option<T> => ({ ...option, letter: one });

export const without = <T>(names: readonly string[], option: Option<T>): Option<T> => ({
  ...option,
  without: names,
});

/** An earlier spelling of something: it works, and the help does not show it. */
export const earlier = <T>(option: Option<T>): Option<T> => ({ ...option, hidden: true });
