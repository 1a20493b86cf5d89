// Where what can be made again is kept between runs.
import { homedir } from "node:os";
import { join } from "node:path";

/** The environment variable DMP_CACHE, else `dmp-rtl` in XDG_CACHE_HOME or in ~/.cache. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string =>
  env.DMP_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "dmp-rtl");
