import { defineConfig } from "vitest/config";

export default defineConfig({
  // Examples import "dmp-rtl" as their readers do; here that means the sources, not the last build.
  ssr: { resolve: { conditions: ["dmp-rtl-source", "node", "import", "default"] } },
  test: {
    include: ["test/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    pool: "forks",
    reporters: ["default", "./test/setup/summary.ts"],
  },
});
