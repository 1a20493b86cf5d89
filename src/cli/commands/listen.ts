// dmp listen: sound from a microphone, a pipe or a file, and class after class as the network hears them.
import { counted } from "../../base/counted.ts";
import { openResponder, type Response } from "../../inference/index.ts";
import type { IntegerNetwork } from "../../network/index.ts";
import { rateNote } from "../../recordings/speech/rate.ts";
import { command } from "../command.ts";
import { UsageError } from "../errors.ts";
import { loadHardwareFile } from "../files/hardware.ts";
import { loadNetworkFile } from "../files/network.ts";
import { needSoundChannels, soundEvents } from "../files/sound.ts";
import { loadInputs } from "../inputs.ts";
import { openSource } from "../listen/source.ts";
import { windowsOf } from "../listen/windows.ts";
import { choice, integer, optionalArgument, preset } from "../option.ts";
import { hardwareOption, networkArgument, networkOptions } from "../options.ts";
import { percent } from "../text.ts";

/** Samples a second that sound without a head comes in, where nobody says. */
const usualRate = 16_000;

/** One window and what the network said to it. */
interface Said {
  /** Seconds of sound before the window. */
  readonly from: number;
  readonly class: number;
  readonly className: string;
  /** Softmax of the mean logit: how sure the network is. */
  readonly share: number;
  readonly rtl: number | null;
}

export const listen = command({
  name: "listen",
  about: "sound from a microphone, a pipe or a file: class after class, as it is heard",
  arguments: {
    network: networkArgument,
    sound: optionalArgument(
      "WAV file, or - for raw 16-bit samples on standard input; default: the microphone",
    ),
  },
  options: {
    engine: preset(
      "golden",
      choice("name", "what answers; the simulators are compared with the golden model", [
        "golden",
        "builtin",
        "verilator",
      ]),
    ),
    every: preset(500, integer("ms", "milliseconds from one answer to the next", 10, 10_000)),
    rate: integer("hz", "samples a second of microphone or standard input (default: 16000)", 1000, 384_000),
    ...hardwareOption,
    ...networkOptions,
  },
  json: "engine, source, windows, skipped, mismatches",
  notes: `A window is as long as the network's sequences (readout.lastSteps where they may be without end).
The microphone is heard through arecord or sox until it is interrupted; where answers take longer than --every, windows are
left out. Printed is what differs from the answer before.
Exit status 1 where the hardware and the golden model differ.`,
  examples: [
    "dmp listen models/keywords",
    "dmp listen models/keywords room.wav --every 250",
    "ffmpeg -i talk.mp3 -f s16le -ac 1 -ar 16000 - | dmp listen models/keywords -",
    "dmp listen models/keywords room.wav --engine builtin",
  ],
  async run(given, io) {
    const { engine, every, json } = given;
    if (given.rate !== undefined && given.sound !== undefined && given.sound !== "-")
      throw new UsageError(`--rate: ${given.sound} says its own samples a second`);
    if (engine === "golden" && given.hardware !== undefined)
      throw new UsageError("--hardware: --engine golden runs a model and no hardware");
    const file = await loadNetworkFile(given.network, given.weights);
    // Before recordings are asked for to quantize by: there are none for a network that cannot hear.
    const { channels } = (file.kind === "float" ? file.description : file.network).inputs;
    needSoundChannels(file.path, channels);
    const { integer: network, calibration } = await loadInputs(file, given, { pool: 1 }, io);
    const { inputs } = network;
    const steps = stepsOf(network);
    const length = steps * inputs.timestep;
    if (every > 1000 * length)
      throw new UsageError(
        `--every ${every}: at most ${1000 * length}, the length of the network's sequences`,
      );
    const names = file.classes ?? calibration?.classes ?? null;
    const hardware = engine === "golden" ? null : await loadHardwareFile(given.hardware, file.folder, io);
    const note = (text: string) => io.err(`note: ${text}\n`);
    const source = openSource(given.sound, given.rate ?? usualRate, io.input, note);
    const ofRate = rateNote(source.name, source.rate);
    if (ofRate !== null) note(ofRate);
    const responder = await openResponder(
      network,
      engine === "golden" || hardware === null ? null : { engine, hardware },
    );
    const binning = {
      timestep: inputs.timestep,
      steps,
      combine: inputs.valueBits > 0 ? "sum" : "max",
    } as const;
    const windows: Said[] = [];
    let skipped = 0;
    try {
      for await (const heard of windowsOf(source, length, every / 1000)) {
        skipped += heard.skipped;
        const { first, sound } = heard.window;
        const { recording } = soundEvents(sound, source.name, file.frontEnd, binning);
        const said = saidOf(await responder.ask(recording), first / source.rate, network, names);
        if (!json && said.class !== windows.at(-1)?.class) io.out(line(said));
        windows.push(said);
      }
    } finally {
      source.close();
      await responder.close();
    }
    const mismatches = hardware === null ? 0 : windows.filter((said) => said.rtl !== said.class).length;
    if (windows.length === 0) throw new UsageError(`${source.name}: no sound came`);
    return {
      json: { engine, source: source.name, windows, skipped, mismatches },
      text: ending(windows.length, skipped, hardware === null ? null : mismatches),
      failed: mismatches > 0,
    };
  },
});

/** Steps of a window: of a sequence without end, those that its readout looks at. */
const stepsOf = ({ maxSteps, readout }: IntegerNetwork): number => maxSteps ?? readout.lastSteps!;

function saidOf(
  { class: found, logits, rtl }: Response,
  from: number,
  network: IntegerNetwork,
  names: readonly string[] | null,
): Said {
  const { readout } = network;
  const unit = (readout.lastSteps ?? stepsOf(network)) * 2 ** readout.fraction;
  const most = logits[found]!;
  const share = 1 / logits.reduce((sum, logit) => sum + Math.exp((logit - most) / unit), 0);
  return { from, class: found, className: names?.[found] ?? `${found}`, share, rtl };
}

const line = ({ from, className, share }: Said) =>
  `${from.toFixed(2).padStart(8)} s  ${className.padEnd(12)} ${percent(share)}\n`;

function ending(windows: number, skipped: number, mismatches: number | null): string {
  const left = skipped > 0 ? `, ${skipped} left out` : "";
  const compared = mismatches === null ? "" : `; mismatches between RTL and golden model: ${mismatches}`;
  return `${counted(windows, "answer")}${left}${compared}.\n`;
}
