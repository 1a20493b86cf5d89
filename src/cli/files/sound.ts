// Sound as a network takes it: the events of the front end, in time steps.
import { type Binning, binSpikes, type Recording } from "../../recordings/index.ts";
import { CHANNELS, cochleaSpikes } from "../../recordings/speech/cochlea.ts";
import type { FrontEnd } from "../../recordings/speech/front-end.ts";
import type { Sound } from "../../recordings/speech/wav.ts";
import { UsageError } from "../errors.ts";

/** @throws UsageError where a network of so many channels cannot take sound */
export function needSoundChannels(what: string, channels: number): void {
  if (channels !== CHANNELS)
    throw new UsageError(
      `${what}: sound becomes events of ${CHANNELS} channels, but the network has ${channels}`,
    );
}

/** The events of a sound, and the number of those that come after the last step. */
export function soundEvents(
  sound: Sound,
  name: string,
  frontEnd: FrontEnd,
  binning: Omit<Binning, "channels">,
): { readonly recording: Recording; readonly late: number } {
  return binSpikes(cochleaSpikes(sound, name, frontEnd), { ...binning, channels: CHANNELS });
}
