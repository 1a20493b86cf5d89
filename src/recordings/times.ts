// The unit of spike times: seconds unless the file or the user says otherwise, and a guess where they cannot be.
import { RecordingError } from "./error.ts";
import type { Spikes } from "./spikes.ts";

const seconds = { s: 1, ms: 1e-3, us: 1e-6, ns: 1e-9 } as const;

/** Units of spike times; "steps": whole time steps of the network. */
export type TimeUnit = keyof typeof seconds | "steps";
export const timeUnits = ["s", "ms", "us", "ns", "steps"] as const satisfies readonly TimeUnit[];

const names: Readonly<Record<TimeUnit, string>> = {
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  steps: "time steps",
};

/** A time step of so many seconds, in a unit. */
export const timestepIn = (unit: TimeUnit, timestep: number): number =>
  unit === "steps" ? 1 : timestep / seconds[unit];

/** Of so many spikes, this many come after the last step. */
export interface Lateness {
  readonly path: string;
  readonly spikes: readonly Spikes[];
  readonly late: number;
  readonly unit: TimeUnit;
  /** Seconds of a time step, and steps of a recording. */
  readonly timestep: number;
  readonly steps: number;
}

/**
 * Throws RecordingError where the times must be of another unit: every spike comes too late, or most do and another unit
 * fits them. The message says which unit would.
 */
export function checkUnit(lateness: Lateness): void {
  const { path, spikes, late, unit, timestep, steps } = lateness;
  const total = spikes.reduce((sum, one) => sum + one.times.length, 0);
  if (total === 0 || late * 2 <= total) return;
  const other = unitThatFits(lateness, late === total);
  if (late < total && other === null) return;
  const { low, high } = rangeOf(spikes);
  const share = late === total ? "all of them" : `${late} of ${total}`;
  const advice = other === null ? "" : `; in ${names[other]} they would fit: --time-unit ${other}`;
  throw new RecordingError(
    path,
    "times",
    `${names[unit]} from 0 to ${steps * timestepIn(unit, timestep)} (${steps} steps of ${timestep} s)`,
    `${low} to ${high}, ${share} after the last step${advice}`,
  );
}

/** The unit in which nearly all spikes lie within the steps and fill them best; null where none is likely. */
function unitThatFits({ spikes, unit, timestep, steps }: Lateness, anyFill: boolean): TimeUnit | null {
  const { high, whole } = rangeOf(spikes);
  const total = spikes.reduce((sum, one) => sum + one.times.length, 0);
  const fits = timeUnits
    .filter((one) => one !== unit)
    .map((one) => {
      const end = steps * timestepIn(one, timestep);
      const within = spikes.reduce((sum, { times }) => sum + times.filter((t) => t < end).length, 0);
      return { unit: one, share: within / total, fill: high / end };
    })
    .filter(({ share, fill }) => share >= 0.9 && (anyFill || whole || fill >= 0.25))
    .sort((a, b) => b.fill - a.fill);
  return fits[0]?.unit ?? null;
}

function rangeOf(spikes: readonly Spikes[]): { low: number; high: number; whole: boolean } {
  let [low, high, whole] = [Number.POSITIVE_INFINITY, 0, true];
  for (const { times } of spikes)
    for (const time of times) {
      low = Math.min(low, time);
      high = Math.max(high, time);
      whole &&= Number.isInteger(time);
    }
  return { low, high, whole };
}
