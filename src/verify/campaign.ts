// Cases of one circuit in batches, on several simulations at once, until there are enough; the first that fails counts.

/** A case that failed, and its number. */
export interface Failing<C, D> {
  readonly n: number;
  readonly case: C;
  readonly difference: D;
}

export interface Campaign<R, C, D> {
  caseAt(n: number): C;
  /** Cases that are still wanted after `n`; 0: enough. */
  left(n: number): number;
  /** Runs a batch; what each case came to, null: right. */
  run(runner: R, batch: readonly C[]): Promise<readonly (D | null)[]>;
  /** Cases run and cases wrong, batch by batch. */
  onBatch?(cases: number, wrong: number): void;
  /** Stops after the cases at work. */
  readonly signal?: AbortSignal | undefined;
}

/** Cases that are run, compared and counted together. */
const BATCH = 25;

/** Keeps every runner busy. Gives the failing case of the lowest number, of those that were run, or null. */
export async function runCampaign<R, C, D>(
  runners: readonly R[],
  { caseAt, left, run, onBatch, signal }: Campaign<R, C, D>,
): Promise<Failing<C, D> | null> {
  let failing: Failing<C, D> | null = null;
  let next = 0;
  const work = async (runner: R): Promise<void> => {
    for (let most = left(next); most > 0 && signal?.aborted !== true; most = left(next)) {
      const from = next;
      const batch = Array.from({ length: Math.min(BATCH, most) }, (_, i) => caseAt(from + i));
      next += batch.length;
      const differences = await run(runner, batch);
      for (const [i, difference] of differences.entries())
        if (difference !== null && (failing === null || from + i < failing.n))
          failing = { n: from + i, case: batch[i]!, difference };
      onBatch?.(batch.length, differences.filter((d) => d !== null).length);
    }
  };
  await Promise.all(runners.map(work));
  return failing;
}
