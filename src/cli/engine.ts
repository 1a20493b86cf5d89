// Which engine runs: the one asked for, or the fastest that is there.
import { doctor, type EngineName } from "../simulate/index.ts";
import { UsageError } from "./errors.ts";
import type { Io } from "./io.ts";

export const engines = ["verilator", "builtin", "golden", "float"] as const;
export type EngineChoice = (typeof engines)[number];

const missing = (names: readonly string[]) => `not found: ${names.join(", ")}`;

/** The needed tools that are missing; empty where Verilator can be used. */
export async function missingTools(): Promise<string[]> {
  const { tools } = await doctor();
  return tools.filter((tool) => tool.needed && !tool.found).map((tool) => tool.name);
}

/** @throws UsageError where Verilator is asked for by name and cannot be used */
export async function chooseEngine(asked: EngineChoice | undefined, io: Io): Promise<EngineChoice> {
  if (asked !== undefined && asked !== "verilator") return asked;
  const names = await missingTools();
  if (names.length === 0) return "verilator";
  if (asked === "verilator")
    throw new UsageError(`--engine verilator: ${missing(names)}; \`dmp setup\` installs them`);
  io.err(
    `NOTICE: Verilator cannot be used (${missing(names)}); the built-in simulator runs instead, slower, with the same bits.\n`,
  );
  return "builtin" satisfies EngineName;
}
