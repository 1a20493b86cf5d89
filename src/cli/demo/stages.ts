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

/** Stages that are reported through `write`; bars are drawn on the terminal of `io`. */
export function stages(io: Io, write: (text: string) => void): Stages {
  return {
    say: (text) => write(`${text}\n`),
    async run(title, work) {
      const begin = performance.now();
      write(`  ${title.padEnd(10)} `);
      const bar = progress(io, title);
      try {
        const { value, said } = await work(bar.at);
        bar.end();
        const [first, ...rest] = said.split("\n");
        write(`${first}  (${seconds((performance.now() - begin) / 1000)})\n`);
        for (const line of rest) write(`${" ".repeat(13)}${line}\n`);
        return value;
      } catch (error) {
        bar.end();
        write("failed\n");
        throw error;
      }
    },
  };
}
