// Stages of long work: what is being done, then what came of it and how long it took.
import type { Io } from "../io.ts";
import { type Progress, progress } from "../progress.ts";
import { seconds } from "../text.ts";

export interface Stages {
  /** Runs a stage; `work` gives its result and what to say of it. */
  run<T>(title: string, work: (at: Progress["at"]) => Promise<{ value: T; said: string }>): Promise<T>;
  /** A line between stages. */
  say(text: string): void;
}

/**
 * Stages that are reported through `write`. On a terminal the title is drawn at once and gives way to bars and to the
 * result; elsewhere it is written before the work, so that a log shows what is being done.
 */
export function stages(io: Io, write: (text: string) => void): Stages {
  const { terminal } = io;
  return {
    say: (text) => write(`${text}\n`),
    async run(title, work) {
      const begin = performance.now();
      const head = `  ${title.padEnd(10)} `;
      const bar = progress(io, title);
      const finish = (text: string) => {
        bar.end();
        terminal?.write("\r\x1b[2K");
        write(terminal === null ? text : `${head}${text}`);
      };
      (terminal === null ? write : (text: string) => terminal.write(text))(head);
      try {
        const { value, said } = await work(bar.at);
        const [first, ...rest] = said.split("\n");
        finish(`${first}  (${seconds((performance.now() - begin) / 1000)})\n`);
        for (const line of rest) write(`${" ".repeat(head.length)}${line}\n`);
        return value;
      } catch (error) {
        finish("failed\n");
        throw error;
      }
    },
  };
}
