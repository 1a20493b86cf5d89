// Makes a failing case of any circuit small: nothing that disturbs it, fewer beats, fewer cycles, smaller values.
import { minimize } from "../minimize.ts";
import { fewerPauses } from "../pauses.ts";
import { calming, type Failed, type Pass, type Shrunk, shrinkBy } from "../shrinking.ts";
import type { Beat, CircuitCase, Stimulus, Value } from "./case.ts";
import type { CircuitDifference } from "./compare.ts";

type CasePass = Pass<CircuitCase, CircuitDifference>;

const withStimulus = (c: CircuitCase, change: Partial<Stimulus>): CircuitCase => ({
  ...c,
  stimulus: { ...c.stimulus, ...change },
});
const withBeats = (c: CircuitCase, name: string, beats: readonly Beat[]): CircuitCase =>
  withStimulus(c, { streams: { ...c.stimulus.streams, [name]: beats } });
const withInput = (c: CircuitCase, port: string, values: readonly Value[]): CircuitCase =>
  withStimulus(c, { inputs: { ...c.stimulus.inputs, [port]: values } });

const calm = calming<CircuitCase, CircuitDifference>({ stateSeed: 0, cutAfter: null });

const fewerBeats: CasePass = async ({ best, attempt }) => {
  for (const name of Object.keys(best().case.stimulus.streams))
    await minimize(best().case.stimulus.streams[name]!, (rest) =>
      attempt(withBeats(best().case, name, rest)),
    );
};

/** Every plain input without what it does after the difference; then with fewer values. */
const fewerCycles: CasePass = async ({ best, attempt }) => {
  for (const port of Object.keys(best().case.stimulus.inputs)) {
    const { cycle } = best().difference;
    const values = () => best().case.stimulus.inputs[port]!;
    if (cycle !== null && values().length > cycle + 1)
      await attempt(withInput(best().case, port, values().slice(0, cycle + 1)));
    await minimize(values(), (rest) => attempt(withInput(best().case, port, rest)));
  }
};

/** 0, then half of the value, then one less, as long as one of them will do. */
async function smallest(value: Value, holds: (smaller: Value) => Promise<boolean>): Promise<void> {
  const of = (v: bigint): Value => (typeof value === "bigint" ? v : Number(v));
  for (let now = BigInt(value); now !== 0n; ) {
    const one = now < 0n ? -1n : 1n;
    const next = await firstOf([0n, now / 2n, now - one], (v) =>
      v === now ? Promise.resolve(false) : holds(of(v)),
    );
    if (next === null) return;
    now = next;
  }
}

async function firstOf<T>(items: readonly T[], holds: (item: T) => Promise<boolean>): Promise<T | null> {
  for (const item of items) if (await holds(item)) return item;
  return null;
}

const smallerValues: CasePass = async ({ best, attempt }) => {
  for (const [name, beats] of Object.entries(best().case.stimulus.streams))
    for (const at of beats.keys())
      for (const [field, value] of Object.entries(beats[at]!))
        await smallest(value, (v) => {
          const now = best().case.stimulus.streams[name]!;
          return attempt(
            withBeats(
              best().case,
              name,
              now.map((b, i) => (i === at ? { ...b, [field]: v } : b)),
            ),
          );
        });
  for (const [port, values] of Object.entries(best().case.stimulus.inputs))
    for (const [at, value] of values.entries())
      await smallest(value, (v) => {
        const now = best().case.stimulus.inputs[port]!;
        return attempt(
          withInput(
            best().case,
            port,
            now.map((old, i) => (i === at ? v : old)),
          ),
        );
      });
};

/** Shrinks a failing case. `check` runs a case and gives its first difference, or null where it passes or may not be. */
export const shrinkCircuitCase = (
  failing: Failed<CircuitCase, CircuitDifference>,
  check: (candidate: CircuitCase) => Promise<CircuitDifference | null>,
): Promise<Shrunk<CircuitCase, CircuitDifference>> =>
  shrinkBy(failing, check, [fewerPauses(), calm, fewerBeats, fewerCycles, smallerValues]);
