// Network files: a description with weights beside it, or an integer network.
import { dirname, join } from "node:path";
import { isFile, isFolder } from "../../base/paths.ts";
import {
  type FloatNetwork,
  type IntegerNetwork,
  loadCheckpoint,
  type NetworkDescription,
  parseDescription,
} from "../../network/index.ts";
import { loadNetwork } from "../../quantize/index.ts";
import { type FrontEnd, parseFrontEnd, standardFrontEnd } from "../../recordings/speech/front-end.ts";
import { UsageError } from "../errors.ts";
import { find, inFile, loadValue, needFile, readText } from "./module.ts";

export type NetworkFile = {
  /** The file itself. */
  readonly path: string;
  /** Where its weights, hardware choice, recordings and class names are looked for. */
  readonly folder: string;
  /** Names of the classes; null where the folder has none. */
  readonly classes: readonly string[] | null;
  /** How sound becomes its events. */
  readonly frontEnd: FrontEnd;
} & (
  | { readonly kind: "float"; readonly description: NetworkDescription; readonly network: FloatNetwork }
  | { readonly kind: "integer"; readonly network: IntegerNetwork }
);

const integerFormat = "dmp-rtl integer network";
const weightFiles = ["weights.safetensors", "weights.npz"];

/** Whether weights lie in a folder where a network would find them. */
export const hasWeights = (folder: string): boolean => weightFiles.some((name) => isFile(join(folder, name)));

/** `classes.json`: a list with the name of each class. */
async function classNames(folder: string, count: number): Promise<readonly string[] | null> {
  const path = join(folder, "classes.json");
  if (!isFile(path)) return null;
  const names = await loadValue(path);
  if (Array.isArray(names) && names.length === count && names.every((name) => typeof name === "string"))
    return names;
  throw new UsageError(`${path}: expected a list of ${count} names, one for each class of the network`);
}

/** `front-end.json`: what the network was trained to hear by. */
async function frontEndBeside(folder: string): Promise<FrontEnd> {
  const path = join(folder, "front-end.json");
  return isFile(path) ? parseFrontEnd(await loadValue(path), path) : standardFrontEnd;
}

/**
 * Loads a network file, or the network file of a folder. `weights`: the checkpoint of a description; default: the one
 * beside it. Throws what the network's own readers throw, and UsageError for what is missing.
 */
export async function loadNetworkFile(given: string, weights?: string): Promise<NetworkFile> {
  const path = isFolder(given) ? find(given, "network") : given;
  if (path === null)
    throw new UsageError(`${given}: the folder has no network.ts, network.js or network.json`);
  const folder = dirname(path);
  const value = await loadValue(path);
  const frontEnd = await frontEndBeside(folder);
  const format = (value as { format?: unknown } | null)?.format;
  if (typeof format === "string" && format.startsWith(integerFormat)) {
    if (weights !== undefined)
      throw new UsageError(`--weights: ${path} is an integer network, which holds its weights already`);
    const network = loadNetwork(path.endsWith(".json") ? readText(path) : JSON.stringify(value), path);
    return {
      kind: "integer",
      path,
      folder,
      network,
      frontEnd,
      classes: await classNames(folder, network.readout.classes),
    };
  }
  const description = inFile(path, () => parseDescription(value));
  const checkpoint = weights ?? weightFiles.map((name) => join(folder, name)).find(isFile);
  if (checkpoint === undefined)
    throw new UsageError(`${path}: no weights: ${weightFiles.join(" or ")} beside it, or --weights FILE`);
  needFile(checkpoint);
  return {
    kind: "float",
    path,
    folder,
    description,
    network: loadCheckpoint(description, checkpoint),
    frontEnd,
    classes: await classNames(folder, description.readout.classes),
  };
}
