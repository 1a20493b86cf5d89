// When a stream pauses: one seeded generator a stream, the same as in sim/stalls.h to the bit.

/** Finalizer of MurmurHash3: neighbouring seeds give unrelated sequences. */
function scramble(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/** The 32-bit number below which a draw means a pause. */
export const thresholdOf = (probability: number): number =>
  Math.min(0xffff_ffff, Math.floor(probability * 2 ** 32));

/**
 * Draws cycle by cycle whether a stream pauses (xorshift32). `stream` numbers the streams of the bench, sources first.
 * Without stalls nothing is drawn.
 */
export function stallGenerator(seed: number, stream: number, threshold: number): () => boolean {
  if (threshold === 0) return () => false;
  let state = scramble(seed ^ Math.imul(stream + 1, 0x9e3779b9)) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0 < threshold;
  };
}
