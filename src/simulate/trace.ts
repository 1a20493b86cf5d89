// What a case that asks for a waveform needs: an engine that can write one, and a place to put it.
import { accessSync, constants } from "node:fs";
import { dirname, resolve } from "node:path";
import type { Case } from "./case.ts";
import { BenchError } from "./errors.ts";

/** @throws BenchError where the case asks for a waveform that cannot be written */
export function checkTrace({ trace }: Case, enabled: boolean): void {
  if (trace === undefined) return;
  if (!enabled) {
    throw new BenchError("a case asks for a waveform, but its engine was opened without `trace: true`");
  }
  const folder = dirname(resolve(trace.file));
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new BenchError(`the waveform ${trace.file} cannot be written: no writable folder ${folder}`);
  }
}
