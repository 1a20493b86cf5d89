import { availableParallelism } from "node:os";
import { configDefaults, defineConfig } from "vitest/config";
import { testsWithoutTools } from "./.ci/tools.mjs";

export default defineConfig({
  // Examples import "dmp-rtl" as their readers do; here that means the sources, not the last build.
  ssr: { resolve: { conditions: ["dmp-rtl-source", "node", "import", "default"] } },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: [...configDefaults.exclude, ...testsWithoutTools()],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    // A file of tests runs most of its code a few times: a quarter of its time went into optimizing that.
    execArgv: ["--interrupt-budget=1000000"],
    // Vitest leaves one processor to itself; it needs none while the files run.
    maxWorkers: availableParallelism(),
    reporters: ["default", "./test/setup/summary.ts"],
  },
});
