// Work for more than one machine: cut into units that are files, done anywhere, put together again.
export { BatchError } from "./error.ts";
export {
  type ExploreHead,
  type ExploreTask,
  exploredPoints,
  exploreUnits,
} from "./explore-work.ts";
export {
  type Batch,
  type Gathered,
  gather,
  needBatchFolder,
  readBatch,
  resultFile,
  writeBatch,
} from "./folder.ts";
export { runUnits } from "./run-work.ts";
export { checkSbatch, rangesText, scriptFile, slurmScript } from "./slurm.ts";
export { runUnit } from "./unit.ts";
export { keptIn, type VerifyJob, verifyUnits } from "./verify-work.ts";
