import fc from "fast-check";
import { expect, test } from "vitest";
import { RecordingError } from "../../../src/recordings/error.ts";
import { readWav } from "../../../src/recordings/speech/wav.ts";

interface Made {
  readonly encoding?: number;
  readonly channels?: number;
  readonly rate?: number;
  readonly bits: number;
  readonly data: readonly number[];
  readonly before?: readonly number[];
}

const ascii = (text: string) => [...text].map((c) => c.charCodeAt(0));
const little = (value: number, bytes: number) =>
  Array.from({ length: bytes }, (_, i) => Math.floor(value / 2 ** (8 * i)) % 256);

/** The bytes of a WAV file; `before` are chunks between the format and the data. */
function wav({ encoding = 1, channels = 1, rate = 16000, bits, data, before = [] }: Made): Uint8Array {
  const frame = (channels * bits) / 8;
  const format = [little(encoding, 2), little(channels, 2), little(rate, 4), little(rate * frame, 4)].flat();
  const contents = [
    ...ascii("WAVEfmt "),
    ...little(16, 4),
    ...[...format, ...little(frame, 2), ...little(bits, 2)],
    ...before,
    ...ascii("data"),
    ...little(data.length, 4),
    ...data,
  ];
  return Uint8Array.from([...ascii("RIFF"), ...little(contents.length, 4), ...contents]);
}

const floats = (values: number[]) => [...new Uint8Array(Float32Array.from(values).buffer)];

test.each([
  { name: "8 bits", made: { bits: 8, data: [0, 128, 255] }, samples: [-1, 0, 127 / 128] },
  { name: "16 bits", made: { bits: 16, data: [0, 128, 0, 0, 255, 127] }, samples: [-1, 0, 32767 / 32768] },
  { name: "24 bits", made: { bits: 24, data: [0, 0, 128, 1, 0, 0] }, samples: [-1, 2 ** -23] },
  { name: "32 bits", made: { bits: 32, data: [0, 0, 0, 128, 0, 0, 0, 64] }, samples: [-1, 0.5] },
  { name: "float", made: { encoding: 3, bits: 32, data: floats([0.25, -2]) }, samples: [0.25, -2] },
  { name: "two channels", made: { channels: 2, bits: 8, data: [0, 128, 192, 192] }, samples: [-0.5, 0.5] },
  {
    name: "other chunks, padded to even length",
    made: { bits: 8, data: [64], before: [...ascii("LIST"), ...little(3, 4), 1, 2, 3, 0] },
    samples: [-0.5],
  },
])("reads $name", ({ made, samples }) => {
  const sound = readWav(wav(made), "a.wav");
  expect([...sound.samples]).toEqual(samples);
  expect(sound.rate).toBe(16000);
});

test("reads the extensible format by the encoding it carries", () => {
  const plain = wav({ bits: 16, data: [0, 64] });
  const extension = [
    ...little(22, 2),
    ...little(16, 2),
    ...little(4, 4),
    ...little(1, 2),
    ...Array(14).fill(0),
  ];
  const bytes = Uint8Array.from([...plain.slice(0, 36), ...extension, ...plain.slice(36)]);
  bytes.set(little(40, 4), 16);
  bytes.set(little(0xfffe, 2), 20);
  expect([...readWav(bytes, "a.wav").samples]).toEqual([0.5]);
  const short = wav({ encoding: 0xfffe, bits: 16, data: [0, 64] });
  expect(() => readWav(short, "a.wav")).toThrow("byte 16: expected an extensible format of 40 bytes");
});

test("says what is wrong and at which byte", () => {
  const of = (bytes: Uint8Array) => () => readWav(bytes, "a.wav");
  expect(of(new Uint8Array(5))).toThrow("a.wav: byte 0: expected a RIFF WAVE header, found 5 bytes");
  const good = wav({ bits: 16, data: [1, 2, 3, 4] });
  expect(of(good.slice(0, -1))).toThrow(
    'a.wav: byte 40: expected chunk "data" of at most the 3 bytes left in the file, found 4 bytes',
  );
  expect(of(good.slice(0, 36))).toThrow('a.wav: byte 36: expected a chunk "data", found the end of the file');
  expect(of(wav({ bits: 16, data: [1, 2, 3] }))).toThrow(
    "sound data in whole frames of 2 bytes, found 3 bytes",
  );
  expect(of(wav({ bits: 16, data: [] }))).toThrow("found 0 bytes");
  expect(of(wav({ bits: 12, data: [1, 2] }))).toThrow(
    "byte 34: expected 8, 16, 24, 32 bits a sample, found 12",
  );
  expect(of(wav({ bits: 8, encoding: 6, data: [1] }))).toThrow(
    "byte 20: expected format 1 (PCM) or 3 (float)",
  );
  expect(of(wav({ bits: 8, channels: 0, data: [1] }))).toThrow(
    "byte 22: expected at least 1 channel, found 0",
  );
  expect(of(wav({ bits: 8, rate: 0, data: [1] }))).toThrow("byte 24: expected a sample rate above 0 Hz");
  expect(of(wav({ bits: 32, encoding: 3, data: floats([1, NaN]) }))).toThrow(
    "expected finite samples, found NaN",
  );
});

test("a damaged file is read or refused with RecordingError, never anything else", () => {
  const good = wav({ bits: 16, data: Array.from({ length: 32 }, (_, i) => i) });
  const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 });
  fc.assert(
    fc.property(damage, fc.nat(good.length), (changes, length) => {
      const bytes = good.slice();
      for (const [at, value] of changes) bytes[at] = value;
      try {
        readWav(bytes.subarray(0, length), "a.wav");
      } catch (error) {
        expect(error).toBeInstanceOf(RecordingError);
      }
    }),
    { seed: 7, numRuns: 2000 },
  );
});

/** The file with the 32-bit number at a byte replaced. */
const withLength = (bytes: Uint8Array, at: number, value: number): Uint8Array => {
  const changed = bytes.slice();
  new DataView(changed.buffer).setUint32(at, value, true);
  return changed;
};

test.each([
  ["as ffmpeg writes to a pipe", 0xffff_ffff, 0xffff_ffff],
  ["as sox writes to a pipe", 0x7fff_f024, 0x7fff_f000],
  ["as arecord writes", 0x8000_0024, 0x8000_0000],
  ["never filled in", 0, 0],
])("sound of unknown length, %s, goes to the end of the file", (_, riff, data) => {
  const made = wav({ bits: 16, data: [0, 128, 0, 0, 255, 127] });
  const piped = withLength(withLength(made, 4, riff), 40, data);
  expect([...readWav(piped, "a.wav").samples]).toEqual([-1, 0, 32767 / 32768]);
  // A frame that was cut off at the end is not sound.
  expect([...readWav(Uint8Array.from([...piped, 7]), "a.wav").samples]).toEqual([-1, 0, 32767 / 32768]);
});

test("a length that is known and too long is a file that was cut short", () => {
  const made = wav({ bits: 8, data: [0, 128, 255] });
  expect(() => readWav(withLength(made, 40, 4), "a.wav")).toThrow(
    'a.wav: byte 40: expected chunk "data" of at most the 3 bytes left in the file, found 4 bytes',
  );
});

test.each([3, 300])("no length in a header that is whole is no sound, whatever %s bytes follow", (count) => {
  const made = wav({ bits: 8, data: Array.from({ length: count }, (_, i) => 128 + (i % 100)) });
  expect(() => readWav(withLength(made, 40, 0), "a.wav")).toThrow(
    "a.wav: byte 44: expected sound data in whole frames of 1 bytes, found 0 bytes",
  );
});

test("64-bit lengths (RF64) are read, and what follows the sound is not", () => {
  const ds64 = [
    ...ascii("ds64"),
    ...little(28, 4),
    ...little(0, 8),
    ...little(2, 8),
    ...little(2, 8),
    ...little(0, 4),
  ];
  const made = wav({ bits: 8, data: [64, 192, ...ascii("LIST"), ...little(0, 4)], before: [] });
  const contents = [
    ...ascii("RF64"),
    ...little(0xffff_ffff, 4),
    ...ascii("WAVE"),
    ...ds64,
    ...made.subarray(12),
  ];
  const data = contents.length - 10 - 4;
  const long = withLength(Uint8Array.from(contents), data, 0xffff_ffff);
  expect([...readWav(long, "a.wav").samples]).toEqual([-0.5, 0.5]);
});

test.each([
  ["fLaC\0\0\0\x22........", "found sound (FLAC)"],
  ["RIFX\0\0\0\0WAVE", "found big-endian sound (RIFX)"],
  ["ID3\x03.........", "found sound (MP3)"],
  ["<!DOCTYPE html><html>", "found a web page: "],
  ["version https://git-lfs.github.com/spec/v1\n", "`git lfs pull` gets the file itself"],
])("a file that is something else is called what it is: %j", (contents, found) => {
  expect(() => readWav(Buffer.from(contents, "latin1"), "a.wav")).toThrow(
    "a.wav: byte 0: expected a RIFF WAVE header, found ",
  );
  expect(() => readWav(Buffer.from(contents, "latin1"), "a.wav")).toThrow(found);
});

test("encodings that are not read are named", () => {
  const law = wav({ encoding: 7, bits: 8, data: [1] });
  expect(() => readWav(law, "a.wav")).toThrow(
    "expected format 1 (PCM) or 3 (float), found format 7 (mu-law)",
  );
});
