// The checks of `npm run check`, each as a test: formatting and lint, types, import direction, unused code.

import { execa } from "execa";
import { expect, test } from "vitest";

test.each(["format", "types", "layers", "unused"])("npm run check:%s", async (name) => {
  const { all, exitCode } = await execa("npm", ["run", "--silent", `check:${name}`], {
    all: true,
    reject: false,
  });
  expect(exitCode === 0 ? "" : all).toBe("");
});
