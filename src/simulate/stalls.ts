// When a stream pauses: one seeded generator a stream, the same as in sim/stalls.h to the bit.
import { random } from "../base/random.ts";

/** The 32-bit number below which a draw means a pause. */
export const thresholdOf = (probability: number): number =>
  Math.min(0xffff_ffff, Math.floor(probability * 2 ** 32));

/** Whether a sink that pauses is ready only where a beat waits for it, as half of them are: nothing may wait for it then. */
export const isPatient = (seed: number, stream: number, threshold: number): boolean =>
  threshold !== 0 && random(seed).split(stream).seed % 2 === 1;

/**
 * Draws cycle by cycle whether a stream pauses. `stream` numbers the streams of the bench, sources first.
 * Without stalls nothing is drawn.
 */
export function stallGenerator(seed: number, stream: number, threshold: number): () => boolean {
  if (threshold === 0) return () => false;
  const { word } = random(seed).split(stream);
  return () => word() < threshold;
}
