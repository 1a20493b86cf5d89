import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { execa } from "execa";
import { afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { readWav } from "../../src/recordings/speech/wav.ts";
import { json, run, runOn } from "./dmp.ts";

const shipped = "models/spoken-digits";
const files = ["012-one-Nguyen", "048-four-rob", "068-seven-paul"].map(
  (name) => `${shipped}/sound/${name}.wav`,
);
const folder = mkdtempSync(join(tmpdir(), "dmp-listen-"));
/** The shipped network, quantized once. */
const model = join(folder, "model");

interface Heard {
  readonly engine: string;
  readonly source: string;
  readonly windows: readonly {
    from: number;
    class: number;
    className: string;
    share: number;
    rtl: unknown;
  }[];
  readonly skipped: number;
  readonly mismatches: number;
}

/** The samples of a file, made a second long. */
function second(file: string): Buffer {
  const bytes = Buffer.alloc(32_000);
  const { samples } = readWav(readFileSync(file), file);
  for (const [i, x] of samples.subarray(0, 16_000).entries()) bytes.writeInt16LE(x * 2 ** 15, 2 * i);
  return bytes;
}
const words = Buffer.concat(files.map(second));

/** A mono WAV file of 16 bits. */
function wavFile(name: string, samples: Buffer, rate = 16_000): string {
  const head = Buffer.from("RIFF____WAVEfmt \x10\0\0\0\x01\0\x01\0________\x02\0\x10\0data____", "latin1");
  head.writeUInt32LE(samples.length + 36, 4);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(2 * rate, 28);
  head.writeUInt32LE(samples.length, 40);
  const path = join(folder, name);
  writeFileSync(path, Buffer.concat([head, samples]));
  return path;
}

/** A PATH on which there is only this program. */
function onlyProgram(name: string, lines: string): string {
  const bin = mkdtempSync(join(folder, "bin-"));
  writeFileSync(join(bin, name), `#!/bin/sh\nPATH=/usr/bin:/bin\n${lines}\n`);
  chmodSync(join(bin, name), 0o755);
  return bin;
}

/** Standard input in pieces that cut samples in two. */
const pieces = (bytes: Buffer) =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / 999) }, (_, i) => bytes.subarray(999 * i, 999 * (i + 1))),
  );

async function heard(...argv: string[]): Promise<Heard> {
  const { status, value, err } = await json("listen", ...argv);
  expect({ status, err }).toEqual({ status: 0, err: "" });
  return value as unknown as Heard;
}

/** What `dmp run` answers to each file. */
let answers: string[];
beforeAll(async () => {
  writeFileSync(join(folder, "words.raw"), words);
  mkdirSync(model);
  for (const file of ["classes.json", "hardware.json"]) copyFileSync(join(shipped, file), join(model, file));
  await run("quantize", shipped, "--out", join(model, "network.json"));
  const { value } = await json("run", model, ...files, "--engine", "golden");
  answers = (value.results as { className: string }[]).map((r) => r.className);
  return () => rmSync(folder, { recursive: true, force: true });
}, 60_000);
afterEach(() => vi.unstubAllEnvs());

describe("listening", { timeout: 60_000 }, () => {
  test("a file takes the microphone's place, and is answered as `dmp run` answers its parts", async () => {
    const { windows, skipped, engine } = await heard(model, wavFile("words.wav", words), "--every", "1000");
    expect(windows.map((w) => w.className)).toEqual(answers);
    expect(windows.map((w) => w.from)).toEqual([0, 1, 2]);
    expect([engine, skipped]).toEqual(["golden", 0]);
    for (const { share } of windows) expect(share > 1 / 20 && share <= 1).toBe(true);
  });

  test("windows overlap, and the last one holds what is left", async () => {
    const { windows } = await heard(model, wavFile("cut.wav", words.subarray(0, 2 * 30_000)));
    expect(windows.map((w) => w.from)).toEqual([0, 0.5, 1]);
  });

  test("standard input: raw samples in any pieces; printed is what changes", async () => {
    const { status, out } = await runOn(pieces(words), {}, "listen", model, "-", "--every", "1000");
    expect(status).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines.slice(0, -1).map((line) => line.trim().split(/ +/).slice(0, 3))).toEqual(
      answers.map((name, i) => [`${i}.00`, "s", name]),
    );
    expect(lines.at(-1)).toBe("3 answers.");
  });

  test("half a sample at the end of a pipe is left out, with a note", async () => {
    const one = words.subarray(0, 32_001);
    const { status, out, err } = await runOn(pieces(one), {}, "listen", model, "-");
    expect([status, err]).toEqual([
      0,
      "note: standard input: the last byte is half a sample, and is left out\n",
    ]);
    expect(out).toBe((await runOn(pieces(one.subarray(0, 32_000)), {}, "listen", model, "-")).out);
    expect(out).toMatch(/^1 answer\.$/m);
  });

  test("a pipe of a single sample is sound", async () => {
    const { status, out } = await runOn(
      Readable.from([Buffer.from([1]), Buffer.from([0])]),
      {},
      "listen",
      model,
      "-",
    );
    expect([status, out]).toEqual([0, expect.stringMatching(/^1 answer\.$/m)]);
  });

  test("a microphone goes on while it is listened to: the newest window is answered", async () => {
    const asked = join(folder, "asked");
    vi.stubEnv("PATH", onlyProgram("arecord", `echo "$@" > ${asked}; cat ${folder}/words.raw`));
    const { windows, skipped, source } = await heard(model, "--every", "1000");
    expect(source).toBe("microphone (arecord)");
    expect(windows.length + skipped).toBe(3);
    expect(windows.at(-1)).toMatchObject({ from: 2, className: answers[2] });
    expect(readFileSync(asked, "utf8")).toBe("-q -t raw -f S16_LE -c 1 -r 16000\n");
  });

  test("the built-in simulator says what the golden model says", { timeout: 120_000 }, async () => {
    const { windows, mismatches } = await heard(
      ...[model, wavFile("one.wav", words.subarray(0, 32_000)), "--engine", "builtin"],
    );
    expect(windows.map((w) => [w.className, w.rtl])).toEqual([[answers[0], windows[0]!.class]]);
    expect(mismatches).toBe(0);
  });

  test("sound of 8 kHz is taken, with a note of what it lacks", async () => {
    const path = wavFile("slow.wav", words.subarray(0, 16_000), 8000);
    const { status, err } = await run("listen", model, path);
    expect(status).toBe(0);
    expect(err).toMatch(
      /^note: .*slow\.wav: 8000 samples a second hold nothing above 4 kHz: \d+ of 140 channels/,
    );
    expect((await run("run", model, path, "--engine", "golden")).err).toBe(err);
  });
});

describe("refuses", { timeout: 60_000 }, () => {
  const refused = async (input: Readable, ...argv: string[]) => {
    const { status, out, err } = await runOn(input, {}, "listen", ...argv);
    expect([status, out]).toEqual([2, ""]);
    return err;
  };
  const nothing = () => Readable.from([]);

  test("a machine without a program that records", async () => {
    vi.stubEnv("PATH", folder);
    expect(await refused(nothing(), model)).toContain(
      "error: no program that records: arecord or sox (Debian: alsa-utils, sox)",
    );
  });

  test("a program that fails, with what it said", async () => {
    vi.stubEnv("PATH", onlyProgram("sox", "echo 'no sound card' >&2; exit 2"));
    expect(await refused(nothing(), model)).toBe("error: sox ended with status 2: no sound card\n");
  });

  test("a WAV file on standard input", async () => {
    const path = wavFile("in.wav", words);
    expect(await refused(pieces(readFileSync(path)), model, "-")).toContain("standard input: a WAV file");
  });

  test("a folder on standard input", async () => {
    const command = `node_modules/.bin/jiti src/cli/main.ts listen "$1" - < "$1"`;
    const { exitCode, stdout, stderr } = await execa("sh", ["-c", command, "sh", model], { reject: false });
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr).toMatch(/^error: standard input: it is a folder; name a WAV file, or send raw 16-bit/);
  });

  test("a network that takes no sound, before it is asked what to quantize it by", async () => {
    expect(await refused(nothing(), "models/ps-mnist", "-")).toBe(
      "error: models/ps-mnist/network.json: sound becomes events of 140 channels, but the network has 1\n",
    );
  });

  test("answers further apart than a window is long", async () => {
    expect(await refused(nothing(), model, "-", "--every", "1001")).toBe(
      "error: --every 1001: at most 1000, the length of the network's sequences\n",
    );
  });

  test("an input without sound: a pipe whose source failed must not look like success", async () => {
    const { status, err } = await runOn(nothing(), {}, "listen", model, "-");
    expect([status, err]).toEqual([2, expect.stringContaining("no sound came")]);
  });
});
