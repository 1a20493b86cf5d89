// The search of a space: networks, formats and devices are an axis, every field of the hardware choice another.
import { type Hardware, HardwareError, hardware } from "../core/index.ts";
import { axesOf, inputAt } from "./combinations.ts";
import { limitsOf, missesOf } from "./constraints.ts";
import { lessIsBetter, type Point } from "./objectives.ts";
import { type Evaluator, evaluator, type Setting } from "./point.ts";
import { type Places, type Score, search } from "./search.ts";
import { type Space, SpaceError } from "./space.ts";
import { pointOf, type Swept } from "./sweep.ts";

/** A network in a format on a device. */
export interface Searchable {
  readonly setting: Setting;
  readonly swept: Swept;
}

/** What a search found, beside what it passed over: fields that do not go together, choices that do not go with a network. */
export interface Found {
  readonly points: readonly Point[];
  readonly refused: number;
  readonly leftOut: number;
  /** What was said of the first of either; null: there was none. */
  readonly why: string | null;
  readonly whyLeftOut: string | null;
  /** Combinations of the whole space. */
  readonly of: number;
}

/**
 * Looks at so many points of a space. After each generation it yields how many it has looked at.
 * @throws SpaceError where none was found: nothing goes together
 */
export function* searchSpace(
  space: Space,
  all: readonly Searchable[],
  points: number,
  seed: number,
  where: string,
): Generator<number, Found> {
  const axes = axesOf(space.hardware);
  const sizes = [all.length, ...axes.map(({ values }) => values.length)];
  const limits = limitsOf(space);
  const evaluators: Evaluator[] = [];
  const choices = new Map<Places, Hardware>();
  const known = new Map<Places, Point>();
  let [refused, leftOut] = [0, 0];
  let [why, whyLeftOut]: (string | null)[] = [null, null];

  const isPoint = (places: Places): boolean => {
    try {
      choices.set(places, hardware(inputAt(axes, places.slice(1))));
      return true;
    } catch (error) {
      if (!(error instanceof HardwareError)) throw error;
      refused++;
      why ??= error.message;
      return false;
    }
  };
  /** Points of one network, format and device. */
  const look = (number: number, places: readonly Places[]): void => {
    const { setting, swept } = all[number]!;
    evaluators[number] ??= evaluator(setting);
    const asked = places.map((own) => choices.get(own)!);
    for (const [i, costs] of evaluators[number].many(asked).entries())
      if (costs instanceof HardwareError) {
        leftOut++;
        whyLeftOut ??= costs.message;
      } else known.set(places[i]!, pointOf(setting, asked[i]!, costs, swept, space.clock));
  };
  const scoresOf = (places: readonly Places[]): (Score | null)[] => {
    for (const number of all.keys())
      look(
        number,
        places.filter(([first]) => first === number),
      );
    choices.clear();
    return places.map((own) => {
      const point = known.get(own);
      return point === undefined
        ? null
        : {
            figures: space.objectives.map((name) => lessIsBetter(name, point)),
            misses: missesOf(limits, point),
          };
    });
  };
  const found = yield* search({ sizes, isPoint, scoresOf }, points, seed);
  const said = why ?? whyLeftOut;
  if (found.length === 0 && said !== null)
    throw new SpaceError(`${where}: hardware: no combination that was looked at goes together\n${said}`);
  return {
    points: found.map((places) => known.get(places)!),
    ...{ refused, leftOut, why, whyLeftOut },
    of: sizes.reduce((product, size) => product * size, 1),
  };
}
