// The search of a space: networks, formats and devices are an axis, every field of the hardware choice another.
import { type Hardware, HardwareError, hardware } from "../core/index.ts";
import { figureOf, lessIsBetter, type Point } from "./objectives.ts";
import { type Evaluator, evaluator, type Setting } from "./point.ts";
import { type Places, type Score, search } from "./search.ts";
import { axesOf, inputAt, missesOf, type Space } from "./space.ts";
import { pointOf, type Swept } from "./sweep.ts";

/** A network in a format on a device. */
export interface Searchable {
  readonly setting: Setting;
  readonly swept: Swept;
}

interface Found {
  readonly points: readonly Point[];
  /** Of those that were looked at: hardware fields that do not go together, and choices that do not go with the network. */
  readonly refused: number;
  readonly leftOut: number;
  /** Combinations of the whole space. */
  readonly of: number;
}

function choiceOf(axes: ReturnType<typeof axesOf>, places: Places): Hardware | null {
  try {
    return hardware(inputAt(axes, places));
  } catch (error) {
    if (error instanceof HardwareError) return null;
    throw error;
  }
}

/** Looks at so many combinations of a space. `at` is told how many are done. */
export function searchSpace(
  space: Space,
  all: readonly Searchable[],
  combinations: number,
  seed: number,
  at: (done: number) => void = () => {},
): Found {
  const axes = axesOf(space.hardware);
  const sizes = [all.length, ...axes.map(({ values }) => values.length)];
  const evaluators: Evaluator[] = [];
  const points = new Map<Places, Point>();
  let [refused, leftOut] = [0, 0];

  const scoreOf = (point: Point): Score => ({
    figures: space.objectives.map((name) => lessIsBetter(name, point)),
    misses: missesOf(space, point, (name) => figureOf(name, point)),
  });
  /** Points of one network, format and device, those of `places` that go together. */
  const look = (number: number, places: readonly Places[]): void => {
    const { setting, swept } = all[number]!;
    evaluators[number] ??= evaluator(setting);
    const asked = places.flatMap((own) => {
      const choice = choiceOf(axes, own.slice(1));
      return choice === null ? [] : [{ own, choice }];
    });
    refused += places.length - asked.length;
    for (const [i, costs] of evaluators[number].many(asked.map(({ choice }) => choice)).entries()) {
      const { own, choice } = asked[i]!;
      if (costs === null) leftOut++;
      else points.set(own, pointOf(setting, choice, costs, swept, space.clock));
    }
  };
  const scoresOf = (places: readonly Places[]): (Score | null)[] => {
    for (const number of all.keys())
      look(
        number,
        places.filter(([first]) => first === number),
      );
    return places.map((own) => {
      const point = points.get(own);
      return point === undefined ? null : scoreOf(point);
    });
  };
  const found = search({ sizes, scoresOf }, combinations, seed, at);
  return {
    points: found.map((places) => points.get(places)!),
    ...{ refused, leftOut },
    of: sizes.reduce((product, size) => product * size, 1),
  };
}
