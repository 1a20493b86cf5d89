// The hardware choices of a space: of all its combinations those that go together.
import { atOnce } from "../base/slices.ts";
import { type Hardware, HardwareError, type HardwareInput, hardware } from "../core/index.ts";
import { combinationCount, combinations } from "./combinations.ts";
import { needFew, type Space, SpaceError } from "./space.ts";

export interface Choices {
  readonly choices: readonly Hardware[];
  /** Combinations that do not go together, and what was said of the first of them. */
  readonly refused: number;
  readonly why: string | null;
}

/** Combinations that are made between two reports. */
const SLICE = 1024;

/**
 * The hardware choices of a space, made in slices: after each it yields how many combinations are done.
 * @throws SpaceError where there are too many, or none of them goes together
 */
export function* choicesInSlices(
  { hardware: fields }: Pick<Space, "hardware">,
  where: string,
): Generator<number, Choices> {
  needFew(combinationCount(fields), where);
  const choices: Hardware[] = [];
  let [refused, why]: [number, string | null] = [0, null];
  for (const input of combinations(fields)) {
    try {
      choices.push(hardware(input as HardwareInput));
    } catch (error) {
      if (!(error instanceof HardwareError)) throw error;
      refused++;
      why ??= error.message;
    }
    if ((choices.length + refused) % SLICE === 0) yield choices.length + refused;
  }
  if (choices.length === 0) throw new SpaceError(`${where}: hardware: no combination goes together\n${why}`);
  return { choices, refused, why };
}

/** The hardware choices of a space, at once. @throws SpaceError as `choicesInSlices` */
export const choicesOf = (space: Pick<Space, "hardware">, where: string): Choices =>
  atOnce(choicesInSlices(space, where));
