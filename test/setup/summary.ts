// A vitest reporter: the last line of a run is "N passed, N failed, N skipped", for any program that reads the log.

import type { Reporter, TestModule } from "vitest/node";

/** A file that fails outside its tests, and an error that belongs to none, count as one failed test each. */
export function summaryLine(
  states: readonly ("passed" | "failed" | "skipped" | "pending")[],
  brokenFiles: number,
  otherErrors: number,
): string {
  const count = (...kinds: string[]) => states.filter((state) => kinds.includes(state)).length;
  const failed = count("failed", "pending") + brokenFiles + otherErrors;
  return `${count("passed")} passed, ${failed} failed, ${count("skipped")} skipped`;
}

export default class SummaryReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly unknown[]): void {
    const states = modules.flatMap((module) =>
      [...module.children.allTests()].map((test) => test.result().state),
    );
    const broken = modules.filter((module) => module.errors().length > 0).length;
    const line = summaryLine(states, broken, unhandled.length);
    process.once("exit", () => console.log(line));
  }
}
