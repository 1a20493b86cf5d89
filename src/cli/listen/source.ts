// Where the sound that is listened to comes from: a file, a pipe, or a microphone.
import type { ChildProcess } from "node:child_process";
import { fstatSync } from "node:fs";
import type { Readable } from "node:stream";
import { readWav } from "../../recordings/speech/wav.ts";
import { killGroup, startProcess } from "../../simulate/processes.ts";
import { findProgram } from "../../simulate/toolchain.ts";
import { UsageError } from "../errors.ts";
import { needFile, readBytes } from "../files/module.ts";

export interface SoundSource {
  /** What it is, for messages. */
  readonly name: string;
  /** Samples a second. */
  readonly rate: number;
  /** Pieces of the sound as they come. */
  readonly pieces: AsyncIterable<Float64Array>;
  /** The sound goes on whether it is listened to or not. */
  readonly live: boolean;
  close(): void;
}

const microphones: readonly { readonly program: string; readonly args: (rate: number) => string[] }[] = [
  { program: "arecord", args: (rate) => ["-q", "-t", "raw", "-f", "S16_LE", "-c", "1", "-r", `${rate}`] },
  {
    program: "sox",
    args: (rate) => [
      "-q",
      "-d",
      "-t",
      "raw",
      "-e",
      "signed",
      "-b",
      "16",
      "-L",
      "-c",
      "1",
      "-r",
      `${rate}`,
      "-",
    ],
  },
];

const howToPipe =
  "raw 16-bit samples on standard input (`-`), as of `ffmpeg -i FILE -f s16le -ac 1 -ar 16000 -`";

/** The samples of a stream of 16-bit little-endian numbers; `note` is told of what is none. @throws UsageError where it is a WAV file */
async function* samplesOf(
  stream: AsyncIterable<Buffer>,
  name: string,
  note: (text: string) => void,
): AsyncIterable<Float64Array> {
  let odd = Buffer.alloc(0);
  let begun = false;
  for await (const chunk of stream) {
    const bytes = Buffer.concat([odd, chunk]);
    if (!begun && bytes.length < 4) {
      odd = bytes;
      continue;
    }
    if (!begun && bytes.toString("latin1", 0, 4) === "RIFF")
      throw new UsageError(`${name}: a WAV file; name the file, or send ${howToPipe}`);
    begun = true;
    const whole = bytes.length - (bytes.length % 2);
    odd = bytes.subarray(whole);
    yield samples(bytes.subarray(0, whole));
  }
  // Fewer bytes than it takes to know a WAV file are sound all the same.
  if (odd.length > 1) yield samples(odd);
  if (odd.length % 2 === 1) note(`${name}: the last byte is half a sample, and is left out`);
}

const samples = (bytes: Buffer): Float64Array =>
  Float64Array.from({ length: Math.floor(bytes.length / 2) }, (_, i) => bytes.readInt16LE(2 * i) / 2 ** 15);

/** The sound of a WAV file, all at once. */
function fileSource(path: string): SoundSource {
  needFile(path);
  const { rate, samples } = readWav(readBytes(path), path);
  const pieces = (async function* () {
    yield samples;
  })();
  return { name: path, rate, pieces, live: false, close: () => {} };
}

/** What a program has said on standard error, and its end. */
async function* recorded(child: ChildProcess, program: string): AsyncIterable<Buffer> {
  let said = "";
  child.stderr!.on("data", (text: Buffer) => {
    said = `${said}${text}`.slice(-2000);
  });
  const failed = new Promise<Error>((resolve) => child.once("error", resolve));
  const left = new Promise<number | null>((resolve) => child.once("exit", resolve));
  yield* child.stdout as AsyncIterable<Buffer>;
  const end = await Promise.race([failed, left]);
  if (end instanceof Error) throw new UsageError(`${program}: ${end.message}`);
  if (end !== 0 && end !== null)
    throw new UsageError(`${program} ended with status ${end}: ${said.trim() || "it said nothing"}`);
}

/** The microphone of this machine, by the first program that is there. @throws UsageError where there is none */
function microphone(rate: number, note: (text: string) => void): SoundSource {
  for (const { program, args } of microphones) {
    const path = findProgram(program);
    if (path === null) continue;
    const child = startProcess(path, args(rate), { stdio: ["ignore", "pipe", "pipe"] });
    const pieces = samplesOf(recorded(child, program), program, note);
    return { name: `microphone (${program})`, rate, pieces, live: true, close: () => killGroup(child) };
  }
  throw new UsageError(
    `no program that records: ${microphones.map(({ program }) => program).join(" or ")} (Debian: alsa-utils, sox). ` +
      `Without one, name a WAV file, or send ${howToPipe}`,
  );
}

/** Standard input of this process. @throws UsageError where no sound comes through it */
function standardInput(): Readable {
  const { stdin } = process;
  // Node reads nothing from a folder, and says nothing.
  const found = stdin.isTTY ? "a terminal" : fstatSync(0).isDirectory() ? "a folder" : null;
  if (found !== null)
    throw new UsageError(`standard input: it is ${found}; name a WAV file, or send ${howToPipe}`);
  return stdin;
}

/**
 * Opens what `sound` names: a WAV file, `-` for standard input (`input`, or that of this process), or, where it is left out,
 * the microphone. `note` is told of what is no sound in a stream.
 */
export function openSource(
  sound: string | undefined,
  rate: number,
  input: Readable | undefined,
  note: (text: string) => void,
): SoundSource {
  if (sound === undefined) return microphone(rate, note);
  if (sound !== "-") return fileSource(sound);
  const stream = input ?? standardInput();
  const pieces = samplesOf(stream as AsyncIterable<Buffer>, "standard input", note);
  return { name: "standard input", rate, pieces, live: false, close: () => stream.destroy() };
}
