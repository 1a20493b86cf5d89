// Makes a failing case as small as it gets while it still fails: the same case always shrinks to the same one.
import type { VerifyCase } from "./case.ts";
import type { Difference } from "./compare.ts";
import { minimize } from "./minimize.ts";
import { type Steps, sequenceFrom, stepsFrom } from "./sequence.ts";
import { changeWeights } from "./weights.ts";

export interface Shrunk {
  readonly case: VerifyCase;
  readonly difference: Difference;
  /** Cases that were tried. */
  readonly tries: number;
}

export interface ShrinkOptions {
  /** Most cases to try. Default 600. */
  readonly tries?: number;
  /** Weights may be set to 0: only where that does not need another build. */
  readonly weights: boolean;
}

/** The sequences of a case replaced; parameters are loaded again before the same one from the end. */
function withSteps(c: VerifyCase, sequences: readonly Steps[]): VerifyCase {
  const before = c.reload === null ? 0 : c.reload.before - Math.max(0, c.sequences.length - sequences.length);
  return {
    ...c,
    sequences: sequences.map((s) => sequenceFrom(s, c.network.inputs.valueBits > 0)),
    reload: c.reload !== null && before > 0 && before < sequences.length ? { ...c.reload, before } : null,
  };
}

/** Weights and biases whose number in the order of all tensors is not in `kept` become 0. */
function keepWeights(c: VerifyCase, kept: ReadonlySet<number>): VerifyCase {
  let at = 0;
  return {
    ...c,
    network: changeWeights(c.network, ({ values }) => values.map((v) => (kept.has(at++) ? v : 0))),
  };
}

/** Numbers of the weights and biases that are not 0. */
function weightsOf(c: VerifyCase): number[] {
  const found: number[] = [];
  let at = 0;
  changeWeights(c.network, ({ values }) => {
    for (const v of values) {
      if (v !== 0) found.push(at);
      at += 1;
    }
    return values;
  });
  return found;
}

/**
 * Shrinks a failing case. `check` runs a case and gives its first difference, or null where it passes.
 * In turn: nothing that disturbs it, no stalls, fewer sequences, fewer steps, fewer events, small values, fewer weights; until nothing helps.
 */
export async function shrink(
  failing: { case: VerifyCase; difference: Difference },
  check: (candidate: VerifyCase) => Promise<Difference | null>,
  { tries: most = 600, weights }: ShrinkOptions,
): Promise<Shrunk> {
  let best = failing;
  let tries = 0;
  const attempt = async (candidate: VerifyCase): Promise<boolean> => {
    if (tries >= most) return false;
    tries += 1;
    const difference = await check(candidate);
    if (difference === null) return false;
    best = { case: candidate, difference };
    return true;
  };
  const sequences = () => best.case.sequences.map(stepsFrom);
  const replace = (all: readonly Steps[], at: number, steps: Steps) =>
    all.map((s, i) => (i === at ? steps : s));

  const calm = async () => {
    if (best.case.stalls !== null) await attempt({ ...best.case, stalls: null });
    if (best.case.stateSeed !== 0) await attempt({ ...best.case, stateSeed: 0 });
    if (best.case.interrupted !== null) await attempt({ ...best.case, interrupted: null });
    if (best.case.reload !== null) await attempt({ ...best.case, reload: null });
    await minimize(best.case.stray, (stray) => attempt({ ...best.case, stray }));
  };
  /** Nothing after the first difference can have caused it. */
  const cut = async () => {
    const { sequence, step } = best.difference;
    if (sequence === null) return;
    const all = sequences().slice(0, sequence + 1);
    await attempt(withSteps(best.case, all));
    if (step !== null)
      await attempt(withSteps(best.case, replace(all, sequence, all[sequence]!.slice(0, step + 1))));
  };
  const fewerSequences = () =>
    minimize(sequences(), async (rest) => rest.length > 0 && attempt(withSteps(best.case, rest)));
  const fewerSteps = async () => {
    for (let at = 0; at < best.case.sequences.length; at += 1) {
      const all = sequences();
      await minimize(
        all[at]!,
        async (rest) => rest.length > 0 && attempt(withSteps(best.case, replace(all, at, rest))),
      );
    }
  };
  const fewerEvents = async () => {
    const all = sequences();
    const events = all.flatMap((steps, s) =>
      steps.flatMap((list, k) => list.map((_, e) => `${s} ${k} ${e}`)),
    );
    await minimize(events, (rest) => {
      const kept = new Set(rest);
      return attempt(
        withSteps(
          best.case,
          all.map((steps, s) => steps.map((list, k) => list.filter((_, e) => kept.has(`${s} ${k} ${e}`)))),
        ),
      );
    });
  };
  const smallValues = async () => {
    const ones = sequences().map((steps) =>
      steps.map((list) => list.map((e) => ({ ...e, value: Math.min(1, e.value) }))),
    );
    if (best.case.sequences.some((s) => s.values?.some((v) => v > 1)))
      await attempt(withSteps(best.case, ones));
  };
  const fewerWeights = async () => {
    if (weights)
      await minimize(weightsOf(best.case), (rest) => attempt(keepWeights(best.case, new Set(rest))));
  };

  for (let before: VerifyCase | null = null; before !== best.case && tries < most; ) {
    before = best.case;
    for (const pass of [calm, cut, fewerSequences, fewerSteps, fewerEvents, smallValues, fewerWeights])
      await pass();
  }
  return { ...best, tries };
}
