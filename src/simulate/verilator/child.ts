// The life of one simulation process: cases in, results out, and an error with its last words when it ends too early.
import type { ChildProcess } from "node:child_process";
import type { Bench } from "../bench.ts";
import type { Case, CaseResult } from "../case.ts";
import { EngineError } from "../errors.ts";
import { killGroup, startProcess } from "../processes.ts";
import { decodeResult, encodeCase, KIND, MessageReader, textOf, WIRE_VERSION } from "./wire.ts";

/** Bytes of standard error that are kept for the error message. */
const LAST_WORDS = 4096;
/** Time that a process gets to end by itself once its input is closed. */
const FAREWELL_MS = 2000;

interface Waiting {
  resolve(result: CaseResult): void;
  reject(error: Error): void;
}

export class SimulationProcess {
  /** Time that all cases so far took inside the process, messages left out. */
  clockSeconds = 0;
  private readonly child: ChildProcess;
  private readonly bench: Bench;
  private readonly waiting: Waiting[] = [];
  private readonly ended: Promise<void>;
  private readonly hangMs: number;
  private watchdog: NodeJS.Timeout | undefined;
  private lastWords = "";
  private failure: EngineError | null = null;
  private ready!: (failure: EngineError | null) => void;
  private readonly greeted = new Promise<EngineError | null>((resolve) => {
    this.ready = resolve;
  });

  constructor(
    bench: Bench,
    { program, directory }: { readonly program: string; readonly directory: string },
    {
      hangSeconds = 60,
      plusargs = [],
    }: { readonly hangSeconds?: number; readonly plusargs?: readonly string[] },
  ) {
    this.bench = bench;
    this.hangMs = hangSeconds * 1000;
    this.child = startProcess(program, plusargs, { cwd: directory, stdio: ["pipe", "pipe", "pipe"] });
    const reader = new MessageReader((kind, words) => this.receive(kind, words));
    this.child.stdout!.on("data", (data: Buffer) => reader.push(data));
    this.child.stderr!.on("data", (data: Buffer) => {
      this.lastWords = (this.lastWords + data.toString("utf8")).slice(-LAST_WORDS);
    });
    // A broken pipe is told by the end of the process.
    this.child.stdin!.on("error", () => undefined);
    this.ended = new Promise((resolve) => {
      this.child.once("error", (error) => {
        this.fail(new EngineError(`the simulation cannot be started: ${error.message}`));
        resolve();
      });
      this.child.once("close", (exitCode, signal) => {
        const how = signal === null ? `with exit status ${exitCode}` : `by ${signal}`;
        const lastWords = this.lastWords.trim();
        this.fail(
          new EngineError(`the simulation of ${bench.top} ended ${how}`, { lastWords, exitCode, signal }),
        );
        resolve();
      });
    });
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Waits until the process has said that it can run cases of the bench. @throws EngineError where it cannot */
  async started(): Promise<void> {
    const failure = await this.greeted;
    if (failure !== null) throw failure;
  }

  /** Sends the cases, which must fit the bench, and waits for all results. */
  async run(cases: readonly Case[]): Promise<CaseResult[]> {
    const results: Promise<CaseResult>[] = [];
    const stdin = this.child.stdin!;
    // Small cases go together: a system call for each would take longer than many a case.
    stdin.cork();
    for (const c of cases) {
      if (this.failure !== null) throw this.failure;
      const result = new Promise<CaseResult>((resolve, reject) => this.waiting.push({ resolve, reject }));
      // It is awaited below; until then a failure must not count as unhandled.
      result.catch(() => undefined);
      results.push(result);
      if (this.watchdog === undefined) this.watch();
      if (stdin.write(encodeCase(this.bench, c))) continue;
      stdin.uncork();
      await this.drained();
      stdin.cork();
    }
    stdin.uncork();
    return Promise.all(results);
  }

  /** Lets the process end; kills it where it does not. */
  async close(): Promise<void> {
    this.failure ??= new EngineError(`the engine for ${this.bench.top} is closed`);
    this.child.stdin!.end();
    const late = setTimeout(() => killGroup(this.child), FAREWELL_MS);
    await this.ended;
    clearTimeout(late);
  }

  private drained(): Promise<void> {
    const taken = new Promise<void>((resolve) => this.child.stdin!.once("drain", resolve));
    return Promise.race([taken, this.ended]);
  }

  private receive(kind: number, words: Uint32Array<ArrayBuffer>): void {
    if (kind === KIND.hello) {
      if (words[0] !== WIRE_VERSION) {
        this.kill(`the simulation speaks version ${words[0]} of the messages, not ${WIRE_VERSION}`);
        return;
      }
      const missing = textOf(words.subarray(1));
      if (missing !== "")
        this.kill(`the Verilog of ${this.bench.top} has no signals ${missing}, which the bench looks at`);
      this.ready(this.failure);
      return;
    }
    if (kind === KIND.result) {
      const { result, nanoseconds } = decodeResult(this.bench, words);
      this.clockSeconds += nanoseconds / 1e9;
      this.waiting.shift()?.resolve(result);
    }
    this.watch();
  }

  /** (Re)starts the time within which there must be a sign of life, if anything is being waited for. */
  private watch(): void {
    if (this.waiting.length === 0 || this.failure !== null) {
      clearTimeout(this.watchdog);
      this.watchdog = undefined;
    } else if (this.watchdog === undefined) {
      const reason = `the simulation of ${this.bench.top} hangs: no sign of life for ${this.hangMs / 1000} s`;
      this.watchdog = setTimeout(() => this.kill(reason), this.hangMs);
    } else this.watchdog.refresh();
  }

  private kill(reason: string): void {
    this.fail(new EngineError(reason, { lastWords: this.lastWords.trim() }));
    killGroup(this.child);
  }

  private fail(error: EngineError): void {
    clearTimeout(this.watchdog);
    this.failure ??= error;
    this.ready(this.failure);
    for (const { reject } of this.waiting.splice(0)) reject(this.failure);
  }
}
