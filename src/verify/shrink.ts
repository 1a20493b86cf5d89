// Makes a failing case as small as it gets while it still fails: the same case always shrinks to the same one.

import { type Steps, sequenceFrom, stepsFrom } from "../stimuli/sequence.ts";
import { changeWeights } from "../stimuli/weights.ts";
import type { VerifyCase } from "./case.ts";
import type { Difference } from "./compare.ts";
import { minimize } from "./minimize.ts";
import { fewerPauses } from "./pauses.ts";
import { calming, type Failed, type Pass, type Shrunk, shrinkBy } from "./shrinking.ts";

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

type CasePass = Pass<VerifyCase, Difference>;

const stepsOf = (c: VerifyCase): readonly Steps[] => c.sequences.map(stepsFrom);
const replace = (all: readonly Steps[], at: number, steps: Steps) =>
  all.map((s, i) => (i === at ? steps : s));

const calm = calming<VerifyCase, Difference>({ stateSeed: 0, interrupted: null, reload: null });

const fewerPackets: CasePass = async ({ best, attempt }) => {
  await minimize(best().case.stray, (stray) => attempt({ ...best().case, stray }));
};

/** Nothing after the first difference can have caused it. */
const cut: CasePass = async ({ best, attempt }) => {
  const { sequence, step } = best().difference;
  if (sequence === null) return;
  const all = stepsOf(best().case).slice(0, sequence + 1);
  await attempt(withSteps(best().case, all));
  if (step !== null)
    await attempt(withSteps(best().case, replace(all, sequence, all[sequence]!.slice(0, step + 1))));
};

const fewerSequences: CasePass = async ({ best, attempt }) => {
  await minimize(
    stepsOf(best().case),
    async (rest) => rest.length > 0 && attempt(withSteps(best().case, rest)),
  );
};

const fewerSteps: CasePass = async ({ best, attempt }) => {
  for (let at = 0; at < best().case.sequences.length; at += 1) {
    const all = stepsOf(best().case);
    await minimize(
      all[at]!,
      async (rest) => rest.length > 0 && attempt(withSteps(best().case, replace(all, at, rest))),
    );
  }
};

const fewerEvents: CasePass = async ({ best, attempt }) => {
  const all = stepsOf(best().case);
  const events = all.flatMap((steps, s) => steps.flatMap((list, k) => list.map((_, e) => `${s} ${k} ${e}`)));
  await minimize(events, (rest) => {
    const kept = new Set(rest);
    const left = all.map((steps, s) =>
      steps.map((list, k) => list.filter((_, e) => kept.has(`${s} ${k} ${e}`))),
    );
    return attempt(withSteps(best().case, left));
  });
};

const smallValues: CasePass = async ({ best, attempt }) => {
  const ones = stepsOf(best().case).map((steps) =>
    steps.map((list) => list.map((e) => ({ ...e, value: Math.min(1, e.value) }))),
  );
  if (best().case.sequences.some((s) => s.values?.some((v) => v > 1)))
    await attempt(withSteps(best().case, ones));
};

const fewerWeights: CasePass = async ({ best, attempt }) => {
  await minimize(weightsOf(best().case), (rest) => attempt(keepWeights(best().case, new Set(rest))));
};

/**
 * Shrinks a failing case. `check` runs a case and gives its first difference, or null where it passes.
 * In turn: nothing that disturbs it, no stalls, fewer sequences, fewer steps, fewer events, small values, fewer weights.
 */
export const shrink = (
  failing: Failed<VerifyCase, Difference>,
  check: (candidate: VerifyCase) => Promise<Difference | null>,
  { tries, weights }: ShrinkOptions,
): Promise<Shrunk<VerifyCase, Difference>> =>
  shrinkBy(
    failing,
    check,
    [
      fewerPauses(),
      calm,
      fewerPackets,
      cut,
      fewerSequences,
      fewerSteps,
      fewerEvents,
      smallValues,
      ...(weights ? [fewerWeights] : []),
    ],
    tries,
  );
