// Channels of a file and channels of a network: whether a pooling fits, and which would.
import { basename } from "node:path";
import { RecordingError } from "./error.ts";
import type { Spikes } from "./spikes.ts";

/** Fewer spikes than this say nothing about how many channels a file has. */
const TELLING = 100;

/**
 * Throws RecordingError where `pool` neighbouring units of the file make more channels than the network has, or so few
 * that half of the network's would never have an event. The message says which pooling fits.
 */
export function checkPooling(
  path: string,
  spikes: readonly Spikes[],
  { channels, pool }: { readonly channels: number; readonly pool: number },
): void {
  let [largest, count] = [-1, 0];
  let where = "";
  for (const one of spikes) {
    count += one.units.length;
    for (const unit of one.units)
      if (unit > largest) {
        largest = unit;
        where = one.name === basename(path) ? "channels" : one.name;
      }
  }
  const fits = Math.ceil((largest + 1) / channels);
  const advice = `--pool ${fits}${fits > 1 ? ` makes one channel of ${fits} neighbours` : ""}`;
  if (fits > pool)
    throw new RecordingError(
      path,
      where,
      `a channel below ${channels * pool}, as the network has ${channels}${pool > 1 ? ` of ${pool} neighbours each` : ""}`,
      `channel ${largest}; ${advice}`,
    );
  const used = Math.floor(largest / pool) + 1;
  if (pool > 1 && count >= TELLING && used * 2 <= channels)
    throw new RecordingError(
      path,
      "channels",
      `a pooling that leaves no channels out`,
      `channels up to ${largest} and --pool ${pool}, which leave those of the network from ${used} to ${channels - 1} out; ${advice}`,
    );
}
