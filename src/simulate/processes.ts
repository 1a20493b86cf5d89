// Child processes that never outlive us: each is the leader of a group, and the whole group ends with it.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { rmSync } from "node:fs";

const running = new Set<ChildProcess>();
const atExit = new Set<() => void>();

/** Kills a child and everything that it has started. */
export function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // The group is gone already.
  }
}

function endAll(): void {
  for (const child of running) killGroup(child);
  for (const clean of atExit) clean();
}

const SIGNALS: readonly NodeJS.Signals[] = ["SIGINT", "SIGTERM", "SIGHUP"];

/** Ends our children, then lets the signal do what it would have done without us. */
function onSignal(signal: NodeJS.Signals): void {
  endAll();
  for (const s of SIGNALS) process.removeListener(s, onSignal);
  if (process.listenerCount(signal) === 0) process.kill(process.pid, signal);
}

/** Listeners are there only while there is something to end, so that a user of the library keeps their signals. */
function watch(): void {
  const busy = running.size + atExit.size > 0;
  const watching = process.listeners("exit").includes(endAll);
  if (busy === watching) return;
  if (busy) {
    process.on("exit", endAll);
    for (const s of SIGNALS) process.on(s, onSignal);
  } else {
    process.removeListener("exit", endAll);
    for (const s of SIGNALS) process.removeListener(s, onSignal);
  }
}

/** Starts a program in a process group of its own, which ends at the latest when we do. */
export function startProcess(file: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const child = spawn(file, args, { ...options, detached: true });
  running.add(child);
  watch();
  const gone = () => {
    killGroup(child);
    running.delete(child);
    watch();
  };
  child.once("exit", gone);
  child.once("error", gone);
  return child;
}

/** Registers what must be cleaned up even if we are stopped. Returns the function that takes it back. */
export function cleanAtExit(clean: () => void): () => void {
  atExit.add(clean);
  watch();
  return () => {
    atExit.delete(clean);
    watch();
  };
}

/** Removes the folder if we are stopped; programs that were stopped with us may write there a moment longer. */
export const removeAtExit = (folder: string): (() => void) =>
  cleanAtExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 6 }));

/** What a program that ran to its end has left. */
export interface Finished {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Standard output and standard error in the order of arrival. */
  readonly output: string;
}

/** Runs a program to its end. @throws the error of `spawn` where it cannot be started */
export function runProcess(
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Finished> {
  return new Promise((resolve, reject) => {
    const child = startProcess(file, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    const output: Buffer[] = [];
    child.stdout?.on("data", (data: Buffer) => output.push(data));
    child.stderr?.on("data", (data: Buffer) => output.push(data));
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      resolve({ exitCode, signal, output: Buffer.concat(output).toString("utf8") });
    });
  });
}
