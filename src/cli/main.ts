#!/usr/bin/env node
// The command `dmp`.
import { status } from "./errors.ts";
import { dmp } from "./program.ts";

// Children and half-written files are cleaned up by what made them, at exit.
process.on("SIGINT", () => process.exit(status.interrupted));
process.on("SIGTERM", () => process.exit(143));
// A reader that goes away (`dmp doctor | head`) is no error of ours.
process.stdout.on("error", (error: NodeJS.ErrnoException) =>
  process.exit(error.code === "EPIPE" ? 0 : status.failed),
);

process.exitCode = await dmp(process.argv.slice(2));
