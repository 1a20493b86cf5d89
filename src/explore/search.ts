// A search where a space is too large for a sweep: children of the points that nothing beats so far, generation after generation.
import { type Random, random } from "../base/random.ts";
import { frontOf } from "./pareto.ts";

/** A point by its places on the axes of a space. */
export type Places = readonly number[];

/** What is told of a point: figures of which less is better, and by how much it misses the constraints; 0: it keeps them. */
export interface Score {
  readonly figures: readonly number[];
  readonly misses: number;
}

/** A space as a search sees it. */
export interface Searched {
  /** How many values each axis has. */
  readonly sizes: readonly number[];
  /** The values of a point go together; what does not is passed over. */
  readonly isPoint: (places: Places) => boolean;
  /** Scores of points; null: what turns out to be none. */
  readonly scoresOf: (points: readonly Places[]) => readonly (Score | null)[];
}

/** Points that are looked at together. */
const GENERATION = 200;

/** Attempts at a point that was not looked at before; a space, or what lies around its front, may be used up. */
const ATTEMPTS = 20;

interface Parent {
  readonly places: Places;
  readonly score: Score;
}

/** Places on an axis next to one: mostly the next or the one before, as values mostly ascend; else any. */
function moved(place: number, size: number, from: Random): number {
  if (size === 1) return place;
  if (from.chance(0.3)) return from.int(0, size - 1);
  const next = place + (from.chance(0.5) ? 1 : -1);
  return Math.min(size - 1, Math.max(0, next));
}

/** Of one parent with one axis moved, or of two: each axis from one of them, some moved. */
function childOf(parents: readonly Parent[], sizes: readonly number[], from: Random): Places {
  const [one, other] = [from.pick(parents).places, from.pick(parents).places];
  if (from.chance(0.5)) {
    const axis = from.int(0, sizes.length - 1);
    return one.map((place, i) => (i === axis ? moved(place, sizes[i]!, from) : place));
  }
  return one.map((place, i) => {
    const own = from.chance(0.5) ? place : other[i]!;
    return from.chance(1 / sizes.length) ? moved(own, sizes[i]!, from) : own;
  });
}

/** The front of those that keep the constraints, and where it is small those that miss them least. */
function survivors(all: readonly Parent[]): Parent[] {
  const kept = all.filter(({ score }) => score.misses === 0);
  const front = frontOf(kept.map(({ score }) => score.figures)).map((i) => kept[i]!);
  if (front.length >= GENERATION / 4) return front;
  const others = all.filter(({ score }) => score.misses > 0).sort((a, b) => a.score.misses - b.score.misses);
  return [...front, ...others.slice(0, GENERATION / 4 - front.length)];
}

/**
 * Looks at so many points at most, the same for the same seed; returns them in the order in which they were looked at. After
 * each generation it yields how many there are.
 */
export function* search(
  { sizes, isPoint, scoresOf }: Searched,
  points: number,
  seed: number,
): Generator<number, Places[]> {
  const from = random(seed);
  const seen = new Set<string>();
  const found: Places[] = [];
  let parents: Parent[] = [];
  const anyPoint = (): Places => sizes.map((size) => from.int(0, size - 1));
  /** New ones only, a generation at most; fewer where none are found. */
  const made = (make: () => Places): Places[] => {
    const all: Places[] = [];
    const most = Math.min(GENERATION, points - found.length);
    for (let attempt = 0; attempt < ATTEMPTS * GENERATION && all.length < most; attempt++) {
      const places = make();
      const key = places.join();
      if (seen.has(key)) continue;
      seen.add(key);
      if (isPoint(places)) all.push(places);
    }
    return all;
  };
  // Generations one after the other of which nothing is a point.
  for (let barren = 0; found.length < points && barren < ATTEMPTS; ) {
    const bred = parents.length > 0 ? made(() => childOf(parents, sizes, from)) : [];
    // At the beginning, and where all that lies around the front was looked at: anywhere.
    const next = bred.length > 0 ? bred : made(anyPoint);
    if (next.length === 0) break;
    const scores = scoresOf(next);
    const born = next.flatMap((places, i) => {
      const score = scores[i];
      return score == null ? [] : [{ places, score }];
    });
    for (const { places } of born) found.push(places);
    parents = survivors([...parents, ...born]);
    barren = born.length > 0 ? 0 : barren + 1;
    yield found.length;
  }
  return found;
}
