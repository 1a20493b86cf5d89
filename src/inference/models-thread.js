// A thread that answers recordings: it is given the models, then bundles of recordings, and says the answers to each.
import { parentPort, workerData } from "node:worker_threads";

const { answerer } = await import(workerData.module);
const answer = answerer(workerData.models);

parentPort?.on("message", (/** @type {unknown[]} */ recordings) => {
  parentPort?.postMessage(recordings.map((events) => answer(events)));
});
