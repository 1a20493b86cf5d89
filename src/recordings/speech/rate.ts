// What the sample rate of a sound leaves out.
import { CHANNELS, deafChannels } from "./cochlea.ts";

/** What a sound of this sample rate lacks; null where it has all that the front end can hear. `what` names it. */
export function rateNote(what: string, rate: number): string | null {
  const deaf = deafChannels(rate);
  return deaf === 0
    ? null
    : `${what}: ${rate} samples a second hold nothing above ${rate / 2000} kHz: ${deaf} of ${CHANNELS} channels have ` +
        "nothing to hear, and a network trained on sound of 16 kHz may answer wrongly";
}
