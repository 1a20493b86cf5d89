// An exploration as a batch: every network is loaded and quantized here, so that a unit needs nothing but its file.
import { type ExploreTask, exploreUnits } from "../batch/index.ts";
import type { Space } from "../explore/index.ts";
import { recordingsToTry } from "./accuracy.ts";
import { type BatchPlace, batchResult, unitsOf } from "./batching.ts";
import type { Result } from "./command.ts";
import { activityFor, tablesOf } from "./exploration.ts";
import { loadTask, nameOfTask, tasksOf } from "./exploration-points.ts";
import type { Io } from "./io.ts";
import { withProgress } from "./progress.ts";

interface Given {
  readonly space: string;
  readonly jobs: number;
  readonly energy?: string;
  readonly show: number;
}

/** `folder`: what the names of networks are seen from. */
export async function exploreBatch(
  space: Space,
  folder: string,
  place: BatchPlace,
  given: Given,
  io: Io,
): Promise<Result> {
  const { jobs, show } = given;
  const asked = await tasksOf(space, folder);
  const tasks = await withProgress(io, "batch", async (at) => {
    const loaded: ExploreTask[] = [];
    for (const [done, task] of asked.entries()) {
      at(done, asked.length, nameOfTask(task));
      const inputs = await loadTask(task, folder, io);
      const { integer } = inputs;
      const recordings = await recordingsToTry(inputs, io);
      loaded.push({
        ...task,
        integer,
        sequences: (await activityFor(inputs, { pool: 1 }, io)).sequences,
        // Those without a label say nothing of accuracy.
        recordings: recordings.filter(({ label }) => label !== null),
      });
    }
    return loaded;
  });
  const units = exploreUnits({ space, tables: tablesOf(given.energy), tasks, jobs }, unitsOf(place));
  const head = { name: given.space, space, tasks: asked, show };
  return batchResult(place, "explore", head, units, jobs);
}
