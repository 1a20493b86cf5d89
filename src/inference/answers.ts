// Recordings through the models, in this thread or in several at a time.
import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { EventSequence } from "../network/index.ts";
import { type Answer, answerer, type Models } from "./models.ts";

/** Recordings that go to a thread at once: enough that the message costs nothing, few enough to show progress. */
const bundle = 4;

/**
 * The models' answers in the order of the recordings, computed by `jobs` threads. Throws what the models throw.
 * `at` is told how many recordings are done.
 */
export async function answers(
  models: Models,
  recordings: readonly EventSequence[],
  jobs: number,
  at: (done: number) => void,
): Promise<Answer[]> {
  const bundles = Array.from({ length: Math.ceil(recordings.length / bundle) }, (_, i) =>
    recordings.slice(i * bundle, (i + 1) * bundle),
  );
  return jobs > 1 ? inThreads(models, bundles, jobs, at) : inThisThread(models, bundles, at);
}

async function inThisThread(
  models: Models,
  bundles: readonly EventSequence[][],
  at: (done: number) => void,
): Promise<Answer[]> {
  const answer = answerer(models);
  const found: Answer[] = [];
  for (const events of bundles.flat()) {
    at(found.length);
    found.push(answer(events));
    // Lets signals and the progress bar through.
    await setImmediate();
  }
  return found;
}

async function inThreads(
  models: Models,
  bundles: readonly EventSequence[][],
  jobs: number,
  at: (done: number) => void,
): Promise<Answer[]> {
  const found: Answer[][] = [];
  let [next, done] = [0, 0];
  const threads = Array.from({ length: Math.min(jobs, bundles.length) }, () => thread(models));
  const work = async ({ ask }: Thread) => {
    while (next < bundles.length) {
      const index = next++;
      // A bundle that a thread cannot answer is answered here, so that its error is the model's own.
      found[index] = (await ask(bundles[index])) ?? (await inThisThread(models, [bundles[index]], () => {}));
      done += bundles[index].length;
      at(done);
    }
  };
  try {
    await Promise.all(threads.map(work));
  } finally {
    await Promise.all(threads.map(({ end }) => end()));
  }
  return found.flat();
}

interface Thread {
  /** Null where the thread has failed. */
  readonly ask: (recordings: readonly EventSequence[]) => Promise<Answer[] | null>;
  readonly end: () => Promise<unknown>;
}

function thread(models: Models): Thread {
  const module = new URL(`./models.${import.meta.url.endsWith(".ts") ? "ts" : "js"}`, import.meta.url).href;
  const worker = new Worker(new URL("./models-thread.js", import.meta.url), {
    workerData: { module, models },
    // In the source tree the modules are TypeScript.
    execArgv: module.endsWith(".ts") ? ["--import", "jiti/register"] : [],
  });
  let failed = false;
  let answered: (answers: Answer[] | null) => void = () => {};
  worker.on("message", (answers: Answer[]) => answered(answers));
  worker.on("error", () => {
    failed = true;
    answered(null);
  });
  return {
    ask: (recordings) =>
      new Promise((resolve) => {
        answered = resolve;
        if (failed) resolve(null);
        else worker.postMessage(recordings);
      }),
    end: () => worker.terminate(),
  };
}
