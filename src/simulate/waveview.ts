// A saved view for GTKWave: the signals to show, states by name, fixed-point numbers with their point.
import { randomBytes } from "node:crypto";
import { renameSync, writeFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";

/** One line of the view. */
export interface ViewSignal {
  /** Hierarchical name below the top, as `layer.u`. */
  readonly path: string;
  readonly width: number;
  readonly signed: boolean;
  /** Names of the values 0, 1, ...: shown instead of numbers. */
  readonly states?: readonly string[];
  /** Fraction bits of a fixed-point number. */
  readonly fraction?: number;
}

export interface ViewGroup {
  readonly name: string;
  readonly signals: readonly ViewSignal[];
}

export interface View {
  /** Name of the top circuit. */
  readonly top: string;
  readonly groups: readonly ViewGroup[];
  /** Time (in nanoseconds) at which to put the marker. */
  readonly marker?: number;
}

/** A file of the view: write it beside the others. */
export interface ViewFile {
  readonly name: string;
  readonly text: string;
}

/** Flags of a trace in a save file of GTKWave (`TraceEntFlagBits` of its analyzer.h). */
const FLAG = {
  dec: 1n << 2n,
  bin: 1n << 3n,
  rjustify: 1n << 5n,
  blank: 1n << 9n,
  signed: 1n << 10n,
  fileTranslated: 1n << 13n,
  fixedPoint: 1n << 30n,
} as const;

function flagsOf({ width, signed, states, fraction = 0 }: ViewSignal): bigint {
  if (states !== undefined) return FLAG.bin | FLAG.rjustify | FLAG.fileTranslated;
  if (width === 1) return FLAG.bin | FLAG.rjustify;
  return FLAG.dec | FLAG.rjustify | (signed ? FLAG.signed : 0n) | (fraction > 0 ? FLAG.fixedPoint : 0n);
}

/** A translation table: the value as the binary format shows it, and its name. */
const table = (states: readonly string[], width: number) =>
  states.map((name, value) => `${value.toString(2).padStart(width, "0")} ${name}\n`).join("");

/**
 * The view as files: `<name>.gtkw` and a translation table for every set of states. Translation tables are named by
 * their full path, as GTKWave asks: `directory` is where the files will be.
 * @param scope name of the scope around the top in the waveform: "TOP" in Verilator's, none in the built-in engine's
 */
export function waveView(
  view: View,
  { name, waveform, directory, scope }: { name: string; waveform: string; directory: string; scope?: string },
): ViewFile[] {
  const folder = resolve(directory);
  const root = scope === undefined ? view.top : `${scope}.${view.top}`;
  const tables = new Map<string, { index: number; file: ViewFile }>();
  const tableOf = (states: readonly string[], width: number) => {
    const text = table(states, width);
    const index = tables.size + 1;
    const known = tables.get(text) ?? { index, file: { name: `${name}.states${index}.txt`, text } };
    tables.set(text, known);
    return known;
  };
  const lines = [
    `[dumpfile] "${resolve(waveform)}"`,
    `[savefile] "${join(folder, `${name}.gtkw`)}"`,
    "[timestart] 0",
    `*-5.000000 ${view.marker ?? -1}${" -1".repeat(26)}`,
    `[treeopen] ${root}.`,
  ];
  for (const group of view.groups) {
    lines.push(`@${FLAG.blank.toString(16)}`, `-${group.name}`);
    for (const signal of group.signals) {
      lines.push(`@${flagsOf(signal).toString(16)}`);
      if (signal.states !== undefined) {
        const { index, file } = tableOf(signal.states, signal.width);
        lines.push(`^${index} ${join(folder, file.name)}`);
      } else if (signal.width > 1 && signal.fraction) {
        lines.push(`[fpshift_count] ${signal.fraction}`);
      }
      const bits = signal.width === 1 ? "" : `[${signal.width - 1}:0]`;
      lines.push(`${root}.${signal.path}${bits}`);
    }
  }
  return [
    { name: `${name}.gtkw`, text: `${lines.join("\n")}\n` },
    ...[...tables.values()].map(({ file }) => file),
  ];
}

/** Writes a view beside its waveform, each file whole or not at all. Returns the path of the save file. */
export function writeWaveView(view: View, waveform: string, scope?: string): string {
  const directory = resolve(waveform, "..");
  const name = basename(waveform).replace(/\.[^.]*$/, "");
  const files = waveView(view, { name, waveform, directory, ...(scope === undefined ? {} : { scope }) });
  for (const file of files) {
    const unfinished = join(directory, `.${file.name}.${randomBytes(6).toString("hex")}`);
    writeFileSync(unfinished, file.text);
    renameSync(unfinished, join(directory, file.name));
  }
  return join(directory, `${name}.gtkw`);
}
