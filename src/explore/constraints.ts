// What points must keep: whether one does, by how much it misses it, and which limits leave nothing.
import { figureOf, type ObjectiveName, type Point } from "./objectives.ts";
import type { Space } from "./space.ts";

/** One limit of a space: of a figure, or that a point fits its device. */
export type Limit =
  | { readonly figure: ObjectiveName; readonly limit: "min" | "max"; readonly value: number }
  | { readonly figure: null };

export const limitsOf = ({ constraints, fits }: Pick<Space, "constraints" | "fits">): Limit[] => [
  ...Object.entries(constraints).flatMap(([name, { min, max }]) => {
    const figure = name as ObjectiveName;
    return [
      ...(min === undefined ? [] : [{ figure, limit: "min" as const, value: min }]),
      ...(max === undefined ? [] : [{ figure, limit: "max" as const, value: max }]),
    ];
  }),
  ...(fits ? [{ figure: null }] : []),
];

/** By how much a point misses a limit, as a share of it; 0: it keeps it. A figure that it has not is missed by all. */
function missOf(limit: Limit, point: Point): number {
  if (limit.figure === null) return Number(!point.fits);
  const own = figureOf(limit.figure, point);
  if (own === null) return 1;
  const over = limit.limit === "min" ? limit.value - own : own - limit.value;
  return Math.max(0, over) / Math.max(1e-9, Math.abs(limit.value));
}

/** By how much a point misses all limits together; 0: it keeps them. */
export const missesOf = (limits: readonly Limit[], point: Point): number =>
  limits.reduce((sum, limit) => sum + missOf(limit, point), 0);

/** A limit, and what it leaves. */
export interface Hindrance {
  readonly limit: Limit;
  /** Points that keep it, and those that keep all others. */
  readonly keep: number;
  readonly keepOthers: number;
  /** Its figure where it is best, of all points, and of those that keep all others; null: there is none. */
  readonly best: number | null;
  readonly bestOfOthers: number | null;
}

/** The best figure for a limit: the most where there must be so much at least. */
function bestOf(limit: Limit, points: readonly Point[]): number | null {
  if (limit.figure === null) return null;
  let best: number | null = null;
  for (const point of points) {
    const own = figureOf(limit.figure, point);
    if (own !== null && (best === null || (limit.limit === "min" ? own > best : own < best))) best = own;
  }
  return best;
}

/** What each limit leaves of some points. */
export const hindrances = (limits: readonly Limit[], points: readonly Point[]): Hindrance[] =>
  limits.map((limit) => {
    const rest = limits.filter((other) => other !== limit);
    const others = points.filter((point) => missesOf(rest, point) === 0);
    return {
      limit,
      keep: points.filter((point) => missOf(limit, point) === 0).length,
      keepOthers: others.length,
      best: bestOf(limit, points),
      bestOfOthers: bestOf(limit, others),
    };
  });
