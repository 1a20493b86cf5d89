// The space of an exploration: networks, formats, devices and every value that a hardware choice may take.
import { z } from "zod";
import { grouped } from "../base/counted.ts";
import { InputError } from "../base/errors.ts";
import { type Hardware, HardwareError, type HardwareInput, hardware, hardwareSchema } from "../core/index.ts";
import { deviceNames } from "../flow/index.ts";
import { type ObjectiveName, objectiveNames, type Point } from "./objectives.ts";
import { object, text, wrongFields } from "./schema.ts";

const oneOf = <const T extends readonly [string, ...string[]]>(names: T) =>
  z.enum(names, names.map((name) => JSON.stringify(name)).join(", "));
const bitsRange = "a whole number from 2 to 8";
const number = z.number("a number");
const objective = oneOf(objectiveNames as unknown as readonly [ObjectiveName, ...ObjectiveName[]]);

const bound = number.optional();

/** Each value once: a point that is counted twice says nothing, and a front does not show it. */
const once = (list: readonly unknown[]): boolean =>
  new Set(list.map((v) => JSON.stringify(v))).size === list.length;
const listOf = <T extends z.ZodType>(item: T, what: string) =>
  z.array(item, what).min(1, what).refine(once, "each value once");

interface Wrong {
  readonly path: readonly string[];
  readonly expected: string;
}

/** Combinations of a space that are looked at one by one; of more, a search looks at some. */
const MOST_COMBINATIONS = 1_000_000;

/** Lists among the fields of a hardware choice that stand for no value, for one twice, or for too many. */
function wrongLists(value: unknown, path: readonly string[]): Wrong[] {
  if (typeof value !== "object" || value === null) return [];
  if (!Array.isArray(value))
    return Object.entries(value).flatMap(([name, own]) => wrongLists(own, [...path, name]));
  if (value.length === 0) return [{ path, expected: "a value, or a list of at least one" }];
  if (!once(value)) return [{ path, expected: "each value once" }];
  return combinationCount(value) <= MOST_COMBINATIONS
    ? []
    : [{ path, expected: `at most ${grouped(MOST_COMBINATIONS)} values` }];
}

/** Values of single fields of a hardware choice that are wrong whatever the others are. */
function wrongValues(fields: unknown): Wrong[] {
  return axesOf(fields).flatMap((axis) =>
    axis.values.flatMap((value, place) => {
      const { error } = hardwareSchema.safeParse(inputAt([axis], [place]));
      const wrong = error?.issues.find(
        ({ code, path }) => code === "unrecognized_keys" || axis.path.every((name, i) => path[i] === name),
      );
      if (wrong === undefined) return [];
      const found = wrong.code === "unrecognized_keys" ? wrong.keys.join(", ") : JSON.stringify(value);
      return [{ path: wrong.path.map(String), expected: `${wrong.message}; found ${found}` }];
    }),
  );
}

const schema = object({
  /** Network files or folders, as seen from the space's file. */
  networks: listOf(text, "a list of network files"),
  /** Bits of all weights, for networks that are quantized. */
  bits: listOf(z.int(bitsRange).min(2, bitsRange).max(8, bitsRange), "a list of bits").default([8]),
  devices: listOf(oneOf(deviceNames as unknown as readonly [string, ...string[]]), "a list of devices"),
  /** MHz that the hardware runs at. */
  clock: number.positive("a number above 0").default(24),
  /** Fields of a hardware choice; a list stands for each of its values. */
  hardware: z
    .record(z.string(), z.unknown(), "an object with fields of a hardware choice")
    .superRefine((fields, context) => {
      const lists = wrongLists(fields, []);
      for (const { path, expected } of lists.length > 0 ? lists : wrongValues(fields))
        context.addIssue({ code: "custom", path: [...path], message: expected });
    }),
  /** What points must keep, by figure. That they fit their device goes without saying, unless `fits` is false. */
  constraints: z
    .partialRecord(
      objective,
      object({ min: bound, max: bound }).refine(
        ({ min, max }) => min === undefined || max === undefined || min <= max,
        "min to be at most max",
      ),
    )
    .superRefine(({ accuracy }, context) => {
      for (const limit of ["min", "max"] as const) {
        const share = accuracy?.[limit] ?? 0;
        if (share < 0 || share > 1)
          context.addIssue({ code: "custom", path: ["accuracy", limit], message: "a share from 0 to 1" });
      }
    })
    .default({}),
  fits: z.boolean("true or false").default(true),
  /** What the front is of. */
  objectives: listOf(objective, "a list of figures"),
});

export type Space = z.output<typeof schema>;

/** A space file that cannot be used: what is wrong, and what is allowed. */
export class SpaceError extends InputError {
  override readonly name = "SpaceError";
}

/** Checks a space. `where`: its file, for messages. @throws SpaceError that names every wrong field */
export function spaceOf(value: unknown, where: string): Space {
  const result = schema.safeParse(value);
  if (!result.success) throw new SpaceError(`${where}: not a space\n${wrongFields(result.error)}`);
  return result.data;
}

/** Every way to take one value of each list in an object. A list in a list is a value: one number a layer. */
function* combinations(value: unknown): Generator<unknown> {
  if (Array.isArray(value)) {
    for (const one of value) {
      if (Array.isArray(one)) yield one;
      else yield* combinations(one);
    }
    return;
  }
  if (typeof value !== "object" || value === null) {
    yield value;
    return;
  }
  const [first, ...rest] = Object.entries(value);
  if (first === undefined) {
    yield {};
    return;
  }
  for (const own of combinations(first[1]))
    for (const others of combinations(Object.fromEntries(rest)))
      yield { [first[0]]: own, ...(others as object) };
}

/** How many combinations there are, without making them. */
export function combinationCount(value: unknown): number {
  if (Array.isArray(value))
    return value.reduce<number>((sum, one) => sum + (Array.isArray(one) ? 1 : combinationCount(one)), 0);
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce<number>((product, own) => product * combinationCount(own), 1);
}

/** @throws SpaceError where there are more combinations than are looked at one by one */
export function needFew(count: number, where: string): void {
  if (count > MOST_COMBINATIONS)
    throw new SpaceError(
      `${where}: ${grouped(count)} combinations, allowed: at most ${grouped(MOST_COMBINATIONS)}; --search N looks at N of them`,
    );
}

/** A field of the hardware choice, by its path, and every value that it may take. */
export interface Axis {
  readonly path: readonly string[];
  readonly values: readonly unknown[];
}

/** Fields of a space's hardware one by one: every way to take a value of each is a choice, unless it is refused. */
export function axesOf(fields: unknown, path: readonly string[] = []): Axis[] {
  if (typeof fields !== "object" || fields === null || Array.isArray(fields))
    return [{ path, values: [...combinations(fields)] }];
  return Object.entries(fields).flatMap(([name, value]) => axesOf(value, [...path, name]));
}

/** What `hardware` takes, from the place of a value on each axis. */
export function inputAt(axes: readonly Axis[], places: readonly number[]): HardwareInput {
  const input: Record<string, unknown> = {};
  for (const [i, { path, values }] of axes.entries()) {
    let object = input;
    for (const name of path.slice(0, -1)) {
      object[name] ??= {};
      object = object[name] as Record<string, unknown>;
    }
    object[path.at(-1)!] = values[places[i]!];
  }
  return input as HardwareInput;
}

export interface Choices {
  readonly choices: readonly Hardware[];
  /** Combinations that do not go together, and what was said of the first of them. */
  readonly refused: number;
  readonly why: string | null;
}

/** Combinations that are made between two reports. */
const SLICE = 1024;

/**
 * The hardware choices of a space, made in slices: after each it yields how many combinations are done.
 * @throws SpaceError where there are too many, or none of them goes together
 */
export function* choicesInSlices(
  { hardware: fields }: Pick<Space, "hardware">,
  where: string,
): Generator<number, Choices> {
  needFew(combinationCount(fields), where);
  const choices: Hardware[] = [];
  let [refused, why]: [number, string | null] = [0, null];
  for (const input of combinations(fields)) {
    try {
      choices.push(hardware(input as HardwareInput));
    } catch (error) {
      if (!(error instanceof HardwareError)) throw error;
      refused++;
      why ??= error.message;
    }
    if ((choices.length + refused) % SLICE === 0) yield choices.length + refused;
  }
  if (choices.length === 0) throw new SpaceError(`${where}: hardware: no combination goes together\n${why}`);
  return { choices, refused, why };
}

/** The hardware choices of a space, at once. @throws SpaceError as `choicesInSlices` */
export function choicesOf(space: Pick<Space, "hardware">, where: string): Choices {
  const slices = choicesInSlices(space, where);
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

/** A point keeps all constraints of its space. */
export const keeps = (
  { constraints, fits }: Space,
  point: Point,
  value: (name: ObjectiveName) => number | null,
) =>
  (!fits || point.fits) &&
  Object.entries(constraints).every(([name, { min, max }]) => {
    const own = value(name as ObjectiveName);
    return own !== null && (min === undefined || own >= min) && (max === undefined || own <= max);
  });

/** By how much a point misses the constraints, each as a share of its limit, together; 0: it keeps all of them. */
export function missesOf(
  { constraints, fits }: Space,
  point: Point,
  value: (name: ObjectiveName) => number | null,
): number {
  const over = (amount: number, limit: number) => Math.max(0, amount) / Math.max(1e-9, Math.abs(limit));
  return Object.entries(constraints).reduce(
    (sum, [name, { min, max }]) => {
      const own = value(name as ObjectiveName);
      if (own === null) return sum + 1;
      return (
        sum + (min === undefined ? 0 : over(min - own, min)) + (max === undefined ? 0 : over(own - max, max))
      );
    },
    fits && !point.fits ? 1 : 0,
  );
}
