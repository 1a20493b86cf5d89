// The space of an exploration: networks, formats, devices and every value that a hardware choice may take.
import { z } from "zod";
import { grouped } from "../base/counted.ts";
import { InputError } from "../base/errors.ts";
import { hardwareSchema } from "../core/index.ts";
import { axesOf, combinationCount, inputAt } from "./combinations.ts";
import { modelledNames } from "./modelled.ts";
import { type ObjectiveName, objectiveNames } from "./objectives.ts";
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
  devices: listOf(oneOf(modelledNames as unknown as readonly [string, ...string[]]), "a list of devices"),
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

/** @throws SpaceError where there are more combinations than are looked at one by one */
export function needFew(count: number, where: string): void {
  if (count > MOST_COMBINATIONS)
    throw new SpaceError(
      `${where}: ${grouped(count)} combinations, allowed: at most ${grouped(MOST_COMBINATIONS)}; --search N looks at N of them`,
    );
}
