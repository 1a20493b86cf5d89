// Reads sound from RIFF WAVE files, those of 64-bit lengths and of unknown length among them.

import { describeFile } from "../../files/kind.ts";
import { RecordingError } from "../error.ts";

/** One channel of sound. */
export interface Sound {
  /** Samples a second. */
  readonly rate: number;
  /** -1 to 1 at full scale. */
  readonly samples: Float64Array;
}

const PCM = 1;
const FLOAT = 3;
const EXTENSIBLE = 0xfffe;

/** Encodings that are not read, for messages. */
const encodings: Readonly<Record<number, string>> = {
  ...{ 2: "ADPCM", 6: "A-law", 7: "mu-law", 17: "IMA ADPCM", 49: "GSM", 80: "MPEG", 85: "MP3" },
};

/** A program that writes to a pipe cannot know the length, and writes 0 or a number around 2 or 4 GB. */
const UNKNOWN_LENGTH = 0x7fff_0000;

interface Format {
  readonly encoding: number;
  readonly channels: number;
  readonly rate: number;
  readonly bits: number;
}

interface Chunk {
  readonly id: string;
  /** Byte position of the contents. */
  readonly start: number;
  readonly size: number;
  /** It goes to the end of the file, whatever length it says. */
  readonly open: boolean;
}

/**
 * Reads a WAV file: PCM of 8, 16, 24 or 32 bits or float of 32 or 64 bits, any rate; several channels become their mean.
 * Sound of unknown length goes to the end of the file.
 * Throws RecordingError with the byte position of what is wrong. `name` names the file in it.
 */
export function readWav(bytes: Uint8Array, name: string): Sound {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found = chunks(view, name);
  const format = readFormat(view, name, pick(found, "fmt ", view, name));
  const written = pick(found, "data", view, name);
  const frame = (format.channels * format.bits) / 8;
  const data = written.open ? { ...written, size: written.size - (written.size % frame) } : written;
  if (data.size === 0 || data.size % frame !== 0) {
    throw bad(name, data.start, `sound data in whole frames of ${frame} bytes`, `${data.size} bytes`);
  }
  const read = sampleReader(view, format);
  const samples = new Float64Array(data.size / frame);
  for (let i = 0; i < samples.length; i++) {
    const at = data.start + i * frame;
    let sum = 0;
    for (let c = 0; c < format.channels; c++) sum += read(at + (c * format.bits) / 8);
    samples[i] = sum / format.channels;
    if (!Number.isFinite(samples[i])) throw bad(name, at, "finite samples", String(samples[i]));
  }
  return { rate: format.rate, samples };
}

function chunks(view: DataView, name: string): Chunk[] {
  const long = view.byteLength >= 12 && text(view, 0) === "RF64";
  if (view.byteLength < 12 || !(text(view, 0) === "RIFF" || long) || text(view, 8) !== "WAVE") {
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const found = view.byteLength >= 4 && text(view, 0) === "RIFX" ? "big-endian sound (RIFX)" : null;
    throw bad(name, 0, "a RIFF WAVE header", found ?? describeFile(bytes, `${view.byteLength} bytes`));
  }
  const piped = view.getUint32(4, true) === 0 || view.getUint32(4, true) >= UNKNOWN_LENGTH;
  const found: Chunk[] = [];
  let at = 12;
  let longData: number | null = null;
  while (at + 8 <= view.byteLength) {
    const id = text(view, at);
    const start = at + 8;
    const left = view.byteLength - start;
    const said = view.getUint32(at + 4, true);
    if (id === "ds64" && long && left >= 16) longData = Number(view.getBigUint64(start + 8, true));
    const open = id === "data" && longData === null && (said >= UNKNOWN_LENGTH || (said === 0 && piped));
    const size = open ? left : id === "data" && longData !== null ? longData : said;
    const chunk = { id, start, size, open };
    if (chunk.size > left) {
      const what = `chunk ${JSON.stringify(chunk.id)} of at most the ${left} bytes left in the file`;
      throw bad(name, at + 4, what, `${chunk.size} bytes`);
    }
    found.push(chunk);
    // What follows sound of no length may be that sound, and no chunk: it is the sound that is refused.
    if (id === "data" && size === 0) break;
    at = chunk.start + chunk.size + (chunk.size % 2);
  }
  return found;
}

function pick(found: readonly Chunk[], id: string, view: DataView, name: string): Chunk {
  const chunk = found.find((one) => one.id === id);
  if (chunk === undefined)
    throw bad(name, view.byteLength, `a chunk ${JSON.stringify(id)}`, "the end of the file");
  return chunk;
}

function readFormat(view: DataView, name: string, { start, size }: Chunk): Format {
  if (size < 16) throw bad(name, start - 4, "a format chunk of at least 16 bytes", `${size} bytes`);
  const tag = view.getUint16(start, true);
  if (tag === EXTENSIBLE && size < 26)
    throw bad(name, start - 4, "an extensible format of 40 bytes", `${size} bytes`);
  const encoding = tag === EXTENSIBLE ? view.getUint16(start + 24, true) : tag;
  const channels = view.getUint16(start + 2, true);
  const rate = view.getUint32(start + 4, true);
  const bits = view.getUint16(start + 14, true);
  const allowed = encoding === PCM ? [8, 16, 24, 32] : encoding === FLOAT ? [32, 64] : null;
  if (allowed === null) {
    const found = `format ${encoding}${encodings[encoding] ? ` (${encodings[encoding]})` : ""}`;
    throw bad(name, start, "format 1 (PCM) or 3 (float)", found);
  }
  if (channels === 0) throw bad(name, start + 2, "at least 1 channel", "0");
  if (rate === 0) throw bad(name, start + 4, "a sample rate above 0 Hz", "0");
  if (!allowed.includes(bits))
    throw bad(name, start + 14, `${allowed.join(", ")} bits a sample`, String(bits));
  return { encoding, channels, rate, bits };
}

/** Reads the sample at a byte position, scaled by a power of two to -1..1. */
function sampleReader(view: DataView, { encoding, bits }: Format): (at: number) => number {
  if (encoding === FLOAT) {
    return bits === 32 ? (at) => view.getFloat32(at, true) : (at) => view.getFloat64(at, true);
  }
  if (bits === 8) return (at) => (view.getUint8(at) - 128) / 2 ** 7;
  if (bits === 16) return (at) => view.getInt16(at, true) / 2 ** 15;
  if (bits === 24) return (at) => (view.getUint16(at, true) + view.getInt8(at + 2) * 2 ** 16) / 2 ** 23;
  return (at) => view.getInt32(at, true) / 2 ** 31;
}

function text(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
}

function bad(name: string, at: number, expected: string, found: string): RecordingError {
  return new RecordingError(name, `byte ${at}`, expected, found);
}
