// Verilog from a folder, to be verified instead of the generated one: it must have the generated one's ports.

import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { reasonOf } from "../base/system-error.ts";
import { type Hardware, hardware, plan } from "../core/index.ts";
import type { IntegerNetwork } from "../network/integer.ts";
import type { TextFile } from "../simulate/index.ts";
import { networkBench } from "../simulate/network.ts";
import { VerifyError } from "./errors.ts";

/** Verilog from elsewhere, with the ports of the generated one. */
export interface ForeignVerilog {
  /** The folder it was read from, with its whole path. */
  readonly directory?: string;
  readonly files: readonly TextFile[];
  /** Memory images that it reads with `$readmemh`. */
  readonly images: readonly TextFile[];
  /** It has the probes; without them only classes can be compared. */
  readonly probe: boolean;
  /** Words that it asks for with $value$plusargs. */
  readonly plusargs?: readonly string[];
}

/** Text of a Verilog file without comments. */
const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, " ").replace(/\/\/.*/g, " ");

/** The folder's own images are meant, whatever path to them the text names. */
const withOwnImages = (text: string, images: ReadonlySet<string>): string =>
  text.replace(/"[^"\n]*\/([^"/\n]+)"/g, (whole, name) => (images.has(name) ? `"${name}"` : whole));

/** The words of a module's head, up to its first semicolon; null where the file has no such module. */
function headOf(text: string, module: string): Set<string> | null {
  const head = new RegExp(`\\bmodule\\s+${module}\\b[^;]*;`).exec(code(text))?.[0];
  return head === undefined ? null : new Set(head.match(/\w+/g));
}

/**
 * Reads `*.v` and `*.hex` of a folder: the top module is the one that would be generated for the network and hardware.
 * @throws VerifyError where the top module or one of its ports is missing
 */
export async function readVerilog(
  directory: string,
  network: IntegerNetwork,
  choice: Hardware,
): Promise<ForeignVerilog> {
  const names = await readdir(directory).catch((error: Error) => {
    throw new VerifyError(`${directory}: cannot be read: ${reasonOf(error)}`);
  });
  const read = (ending: string) =>
    Promise.all(
      names
        .filter((name) => name.endsWith(ending))
        .sort()
        .map(async (name) => ({ name, text: await readFile(join(directory, name), "utf8") })),
    );
  const [texts, images] = await Promise.all([read(".v"), read(".hex")]);
  const own = new Set(images.map(({ name }) => name));
  const files = texts.map(({ name, text }) => ({ name, text: withOwnImages(text, own) }));
  if (files.length === 0)
    throw new VerifyError(`${directory}: no Verilog in it; it must hold files named *.v`);
  const benchWith = (probe: boolean) => networkBench(plan(network, hardware({ ...choice, probe }))).bench;
  const probed = benchWith(true);
  const head = files.map((f) => headOf(f.text, probed.top)).find((h) => h !== null);
  if (head == null)
    throw new VerifyError(
      `${directory}: no module ${probed.top} in its *.v files: that is the top for the network "${network.name}"`,
    );
  const probe = probed.monitors.some((m) => head.has(m.valid));
  const bench = probe ? probed : benchWith(false);
  const needed = [
    "clk",
    "rst",
    ...[...bench.sources, ...bench.sinks].flatMap((s) => [s.valid, s.ready, ...s.fields.map((f) => f.port)]),
    ...bench.monitors.flatMap((m) => [m.valid, ...m.fields.map((f) => f.port)]),
    ...bench.flags.map((f) => f.port),
  ];
  const missing = needed.filter((port) => !head.has(port));
  if (missing.length > 0)
    throw new VerifyError(
      `${directory}: module ${bench.top} lacks the ports ${missing.join(", ")}; it must have all ports of the ` +
        `module generated for this network and hardware (probes all or none)`,
    );
  return { directory: resolve(directory), files, images, probe };
}
