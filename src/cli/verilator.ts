#!/usr/bin/env node
// The command `verilator`: hands everything to the Verilator that the project's simulations use.
import { spawn } from "node:child_process";
import { constants } from "node:os";
import { findVerilator } from "../simulate/toolchain.ts";

/** Exit status of a shell for a command that is not there. */
const NOT_FOUND = 127;

const path = findVerilator();
if (path === null) {
  const named = process.env.VERILATOR;
  const where = named ? `at ${named} (environment variable VERILATOR)` : "on the PATH";
  console.error(`verilator: no Verilator ${where}; \`npx dmp setup\` installs it`);
  process.exitCode = NOT_FOUND;
} else {
  const child = spawn(path, process.argv.slice(2), { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => child.kill(signal));
  child.once("error", (error) => {
    console.error(`verilator: ${error.message}`);
    process.exitCode = NOT_FOUND;
  });
  child.once("close", (code, signal) => {
    process.exitCode = signal === null ? (code ?? 1) : 128 + constants.signals[signal];
  });
}
