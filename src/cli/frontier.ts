// What an exploration found: its points, those that keep the constraints, their front, and what was asked for beside.
import { frontOf, lessIsBetter, limitsOf, missesOf, type Point, type Space } from "../explore/index.ts";
import type { Ablation } from "./ablation-table.ts";
import type { Beside } from "./measured.ts";

export interface Explored {
  /** The space's file, as it was named. */
  readonly name: string;
  readonly space: Space;
  readonly points: readonly Point[];
  /** Combinations of hardware fields that do not go together, and what was said of the first. */
  readonly refused: number;
  readonly why: string | null;
  /** Choices that go together, but not with a network, and what was said of the first. */
  readonly leftOut: number;
  readonly whyLeftOut: string | null;
  /** Combinations of the whole space, where a search looked at some of them. */
  readonly of?: number;
  readonly seconds: number;
}

/** The points that keep the constraints, and the front of these. */
export interface Frontier {
  readonly kept: readonly Point[];
  readonly front: readonly Point[];
}

export function frontierOf({ space, points }: Explored): Frontier {
  const limits = limitsOf(space);
  const kept = points.filter((p) => missesOf(limits, p) === 0);
  const places = frontOf(kept.map((p) => space.objectives.map((figure) => lessIsBetter(figure, p))));
  return { kept, front: places.map((i) => kept[i]!) };
}

/** What was asked for beside the points. */
export interface Beyond {
  readonly measured: readonly Beside[];
  readonly ablation: Ablation | null;
}
