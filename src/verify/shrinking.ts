// Makes a failing case as small as it gets while it still fails, pass by pass: what a pass is, is the case's own business.

/** A case that fails, and how. */
export interface Failed<C, D> {
  readonly case: C;
  readonly difference: D;
}

export interface Shrunk<C, D> extends Failed<C, D> {
  /** Cases that were tried. */
  readonly tries: number;
}

/** The smallest case so far, and the way to a smaller one. */
export interface Shrinking<C, D> {
  /** Of all that were tried. */
  best(): Failed<C, D>;
  /** Whether the candidate fails; it is the best then. */
  attempt(candidate: C): Promise<boolean>;
}

/** One way to make a case smaller. */
export type Pass<C, D> = (shrinking: Shrinking<C, D>) => Promise<void>;

const MOST = 600;

/**
 * Runs the passes in turn until none helps, or `most` cases were tried. `check` runs a case and gives its first
 * difference, or null where it passes. The same case always shrinks to the same one.
 */
export async function shrinkBy<C, D>(
  failing: Failed<C, D>,
  check: (candidate: C) => Promise<D | null>,
  passes: readonly Pass<C, D>[],
  most = MOST,
): Promise<Shrunk<C, D>> {
  let best = failing;
  let tries = 0;
  const shrinking: Shrinking<C, D> = {
    best: () => best,
    async attempt(candidate) {
      if (tries >= most) return false;
      tries += 1;
      const difference = await check(candidate);
      if (difference === null) return false;
      best = { case: candidate, difference };
      return true;
    },
  };
  for (let before: C | null = null; before !== best.case && tries < most; ) {
    before = best.case;
    for (const pass of passes) await pass(shrinking);
  }
  return { case: best.case, difference: best.difference, tries };
}

/** Sets each of these fields to its quiet value, one at a time. */
export const calming =
  <C, D>(quiet: Partial<C>): Pass<C, D> =>
  async ({ best, attempt }) => {
    for (const field of Object.keys(quiet) as (keyof C)[])
      if (best().case[field] !== quiet[field]) await attempt({ ...best().case, [field]: quiet[field] });
  };
