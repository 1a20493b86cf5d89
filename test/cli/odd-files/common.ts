// What the tests of odd files share: a network's folder with any file in it, foreign files, and how a command may end.
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect } from "vitest";
import { floatNetwork, network, tensorsOf, writeSafetensors } from "../../../src/network/index.ts";
import { encodeHdf5 } from "../../../src/recordings/hdf5-writer.ts";
import { zip } from "../../files/archives.ts";
import { run } from "../dmp.ts";

export const root = mkdtempSync(join(tmpdir(), "dmp-odd-"));

export const CHANNELS = 4;
export const description = (more: object = {}) => ({
  name: "odd",
  inputs: { channels: CHANNELS, timestep: 0.01, ...more },
  layers: [{ neurons: 2, threshold: 1, reset: "zero", beta: 0.5 }],
  readout: { classes: 3, mode: "mean-logits" },
  maxSteps: 100,
});
export const weights = writeSafetensors(
  tensorsOf(
    floatNetwork(network(description() as never), {
      layers: [
        {
          fast: Float64Array.of(1, 0.5, 0.25, 0.1, -1, 1, 0.3, 0.6),
          bias: Float64Array.of(0.1, 0),
          memory: null,
        },
      ],
      readout: { weights: Float64Array.of(1, -1, 0.5, 0.5, -1, 1), bias: Float64Array.of(0, 0.1, 0) },
    }),
  ),
);
export const events =
  '{"format":"dmp-rtl recordings 1","recordings":[{"name":"a","label":1,"steps":3,"channels":4,"events":[[0,0],[2,3]]}]}';

/** A network's folder with these files in it, whatever they are; returns its path. */
export function folder(name: string, files: Readonly<Record<string, string | Uint8Array>> = {}): string {
  const path = join(root, name);
  const all = {
    "network.json": JSON.stringify(description()),
    "weights.safetensors": weights,
    "calibration.json": events,
    ...files,
  };
  for (const [file, contents] of Object.entries(all)) {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), contents);
  }
  return path;
}
/** What stands for the file in a message, or "ok": it is read. */
export type Odd = readonly [what: string, file: string, contents: string | Uint8Array, end: "ok" | RegExp];

export const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, "utf16le");
export const foreign: readonly (readonly [string, string | Uint8Array, RegExp])[] = [
  ["nothing", "", /an empty file/],
  ["a git-lfs pointer", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n", /git lfs pull/],
  ["a web page", "<!DOCTYPE html><html><body>404</body></html>", /a web page/],
  ["a pickle", Buffer.from([0x80, 4, 0x95, 1, 0, 0, 0, 0]), /a Python pickle/],
  ["a picture", Buffer.from("\x89PNG\r\n\x1a\n\0\0", "latin1"), /a picture \(PNG\)/],
  ["a 7z archive", Buffer.from("7z\xbc\xaf\x27\x1c", "latin1"), /a 7z archive/],
];
export const rows = (times: number[][], units: number[][], more = {}) =>
  encodeHdf5({
    spikes: {
      times: { kind: "ragged", type: "float64", rows: times },
      units: { kind: "ragged", type: "uint16", rows: units },
    },
    ...more,
  });
export const archive = (members: Record<string, Uint8Array>, how = {}) =>
  zip(Object.fromEntries(Object.entries(members).map(([name, array]) => [`${name}.npy`, array])), how);
/** Runs a command and checks how it ends. */
export async function ends(argv: string[], end: Odd[3]): Promise<void> {
  const { status, out, err } = await run(...argv);
  const messages = err
    .split("\n")
    .filter((line) => !line.startsWith("note: "))
    .join("\n");
  if (end === "ok") {
    expect({ status, messages }).toEqual({ status: 0, messages: "" });
    expect(out).toMatch(/\d/);
    return;
  }
  expect(messages).toMatch(end);
  expect(messages).toMatch(/^error: /);
  expect(messages).not.toMatch(/internal error|^\s+at |undefined|\[object/m);
  expect({ status, out }).toEqual({ status: 2, out: "" });
}
