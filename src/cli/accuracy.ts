// Accuracy of integer networks on recordings, by the golden model, kept by content: what was run is not run again.
import { join } from "node:path";
import { cacheFolder } from "../base/cache-folder.ts";
import { openStore } from "../explore/index.ts";
import { infer } from "../inference/index.ts";
import type { IntegerNetwork } from "../network/index.ts";
import { saveNetwork } from "../quantize/index.ts";
import type { Recording } from "../recordings/index.ts";
import { recordingsBeside } from "./files/recordings.ts";
import type { Inputs } from "./inputs.ts";
import type { Io } from "./io.ts";
import { recordingsFor } from "./recordings.ts";

/** Results that are kept lie beside the finished builds. */
const storeFolder = ({ env }: Io) => join(cacheFolder(env), "accuracy");

/** Share of the recordings that a network answers rightly; null where none is labelled. */
export async function accuracyOf(
  integer: IntegerNetwork,
  recordings: readonly Recording[],
  jobs: number,
  io: Io,
): Promise<number | null> {
  const store = openStore(storeFolder(io));
  const content = JSON.stringify([
    saveNetwork(integer),
    recordings.map(({ label, steps, offsets, addresses, values }) => [
      label,
      steps,
      ...[offsets, addresses, values ?? []].map((list) => Array.from(list).join()),
    ]),
  ]);
  const known = store.get(content);
  if (typeof known === "number") return known;
  const { accuracy } = await infer({
    engine: "golden",
    float: null,
    integer,
    hardware: null,
    recordings,
    jobs,
  });
  if (accuracy.golden !== null) store.set(content, accuracy.golden);
  return accuracy.golden;
}

/** The recordings beside a network that it is tried on; none, where there are none. */
export async function recordingsToTry({ file }: Inputs, io: Io): Promise<readonly Recording[]> {
  const path = recordingsBeside(file.folder, "test");
  return path === null ? [] : (await recordingsFor(file, [path], { pool: 1 }, io)).recordings;
}

/** Accuracy on the recordings beside the network; null where there are none, or none is labelled. */
export async function accuracyBeside(inputs: Inputs, jobs: number, io: Io): Promise<number | null> {
  const recordings = await recordingsToTry(inputs, io);
  return recordings.length === 0 ? null : accuracyOf(inputs.integer, recordings, jobs, io);
}
