// After an installation from a checkout: builds, where the compiler was installed too.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

if (existsSync("node_modules/typescript")) {
  const { status } = spawnSync("npm", ["run", "build"], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} else {
  console.error("No compiler (installed without development dependencies): dmp runs from the sources.");
}
