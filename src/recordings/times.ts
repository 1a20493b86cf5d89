// The unit of spike times: seconds unless the file or the user says otherwise, and a guess where they cannot be.
import { RecordingError } from "./error.ts";
import type { Spikes } from "./spikes.ts";

/** So many of a unit are a second: whole numbers, which doubles hold, and their inverses they do not. */
const inSecond = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 } as const;

/** Units of spike times; "steps": whole time steps of the network. */
export type TimeUnit = keyof typeof inSecond | "steps";
export const timeUnits = ["s", "ms", "us", "ns", "steps"] as const satisfies readonly TimeUnit[];

const names: Readonly<Record<TimeUnit, string>> = {
  s: "seconds",
  ms: "milliseconds",
  us: "microseconds",
  ns: "nanoseconds",
  steps: "time steps",
};

/** A time step of so many seconds, in a unit: a whole number where it is one but for rounding. */
export function timestepIn(unit: TimeUnit, timestep: number): number {
  if (unit === "steps") return 1;
  const length = timestep * inSecond[unit];
  const whole = Math.round(length);
  return Math.abs(length - whole) < whole * ROUNDING ? whole : length;
}

/** What the rounding of two decimals and of what is made of them comes to at most, relative: 4 units in the last place. */
const ROUNDING = 2 ** -50;

/**
 * The step that a time falls into, both in one unit: floor(time / timestep), where a quotient that only rounding leaves
 * below a whole number is that number. 0.57 / 0.01 is 56.99999999999999, and 0.57 s the first moment of step 57.
 */
export const stepAt = (time: number, timestep: number): number =>
  Math.floor((time / timestep) * (1 + ROUNDING));

/** Of so many spikes, this many come after the last step. */
export interface Lateness {
  readonly path: string;
  readonly spikes: readonly Spikes[];
  readonly late: number;
  readonly unit: TimeUnit;
  /** User or file said the unit: it is doubted only where no spike is left, or all of them meet in the first steps. */
  readonly said: boolean;
  /** Seconds of a time step, and steps of a recording. */
  readonly timestep: number;
  readonly steps: number;
}

/**
 * Throws RecordingError where the times must be of another unit: every spike comes too late, or another unit fits and most
 * do, or some and all times are whole numbers of a unit longer than a time step; or they fill next to nothing of the steps and another unit fills them. The message says which unit would.
 */
export function checkUnit(lateness: Lateness): void {
  const { path, spikes, late, unit, timestep, steps } = lateness;
  const total = spikes.reduce((sum, one) => sum + one.times.length, 0);
  const { low, high, whole } = rangeOf(spikes);
  const counts = whole && timestepIn(unit, timestep) < 1;
  const end = steps * timestepIn(unit, timestep);
  const tooSmall = late === 0 && high < end * NEXT_TO_NOTHING;
  const tooLate = lateness.said ? late === total : late * 2 > total || (late > 0 && counts);
  if (total === 0 || !(tooSmall || tooLate)) return;
  const others = unitsThatFit(lateness, late === total);
  if (late < total && others.length === 0) return;
  const share = `${late === total ? "all of them" : `${late} of ${total}`} after the last step`;
  const options = others.map((one) => `--time-unit ${one}`).join(" or ");
  const advice =
    others.length === 0
      ? ""
      : `; in ${others.map((one) => names[one]).join(" or ")} they would fit: ${options}`;
  throw new RecordingError(
    path,
    "times",
    `${names[unit]} from 0 to ${end} (${steps} steps of ${timestep} s)`,
    `${low} to ${high}, ${tooSmall ? "all of them in the first steps" : share}${advice}`,
  );
}

/** The share of a recording that times of the right unit hardly ever stay below. */
const NEXT_TO_NOTHING = 0.02;

/** The units in which nearly all spikes lie within the steps, the one that fills them best first; unlikely ones left out. */
function unitsThatFit({ spikes, late, unit, timestep, steps }: Lateness, anyFill: boolean): TimeUnit[] {
  const { high, whole } = rangeOf(spikes);
  const total = spikes.reduce((sum, one) => sum + one.times.length, 0);
  const least = late > 0 && (anyFill || whole) ? 0 : 0.25;
  const fits = timeUnits
    .filter((one) => one !== unit && (one !== "steps" || whole))
    .map((one) => {
      const end = steps * timestepIn(one, timestep);
      const within = spikes.reduce((sum, { times }) => sum + times.filter((t) => t < end).length, 0);
      return { unit: one, share: within / total, fill: high / end };
    })
    .filter(({ share, fill }) => share >= 0.9 && fill >= least)
    .sort((a, b) => b.fill - a.fill);
  return fits.filter(({ fill }, i) => i === 0 || fill >= 0.05).map((one) => one.unit);
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
