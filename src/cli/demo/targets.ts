// Where the demo writes: a folder of each model's name in --out, which is no model's own.
import { basename, join, resolve } from "node:path";
import { isWithin, realPath } from "../../base/paths.ts";
import { UsageError } from "../errors.ts";
import { hasWeights } from "../files/network.ts";
import { recordingsBeside } from "../files/recordings.ts";
import { needOut } from "../files/write.ts";

export interface Target {
  /** The model's, by the last part of its path. */
  readonly name: string;
  /** Everything of it is written here. */
  readonly target: string;
}

/**
 * The folder of each model's results, before any work.
 * @throws UsageError where it would be that of another model, where files of a model could be replaced, or where it cannot
 *   be written; FolderError where files of others would be
 */
export function targetsOf(folders: readonly string[], out: string): Target[] {
  const targets = folders.map((folder) => {
    const name = basename(resolve(folder));
    return { folder, name, target: join(out, name) };
  });
  for (const [i, { folder, name, target }] of targets.entries()) {
    if (name === "") throw new UsageError(`${folder}: has no name that its results could be kept by`);
    const before = targets.slice(0, i).find((other) => other.name === name);
    if (before !== undefined)
      throw new UsageError(
        `${before.folder} and ${folder}: both would be written to ${target}; run them one by one, each with its own --out`,
      );
    needNoModel(target, out, folders);
  }
  return targets;
}

/** Refuses a folder for results that has to do with a model's own. */
function needNoModel(target: string, out: string, folders: readonly string[]): void {
  const refuse = (what: string) => {
    throw new UsageError(
      `--out ${out}: results would be written to ${target}, which ${what}; give another --out`,
    );
  };
  const place = realPath(target);
  for (const folder of folders) {
    const model = realPath(folder);
    if (place === model) refuse("is the model's own folder");
    if (isWithin(place, model)) refuse(`lies in the model folder ${folder}`);
    if (isWithin(model, place)) refuse(`holds the model folder ${folder}`);
  }
  if (hasWeights(place) || recordingsBeside(place, "test") !== null)
    refuse("holds weights or recordings: a model folder");
  needOut(join(target, "rtl"), "verilog");
}
