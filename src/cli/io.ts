// Where a command writes: results to standard output, everything else to standard error; and where it reads.
import type { Readable } from "node:stream";

export interface Io {
  /** Standard output: the result, and nothing else. */
  readonly out: (text: string) => void;
  /** Standard error: progress, notices, errors. */
  readonly err: (text: string) => void;
  /** The terminal that progress bars are drawn on; null where standard error is not a terminal. */
  readonly terminal: NodeJS.WriteStream | null;
  /** Standard input; left out: that of this process. */
  readonly input?: Readable;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The streams of this process. */
export const processIo: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  terminal: process.stderr.isTTY ? process.stderr : null,
  env: process.env,
};
