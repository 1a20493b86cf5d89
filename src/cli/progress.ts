// Progress of long work on standard error: a bar on a terminal, nothing elsewhere.
import { Presets, SingleBar } from "cli-progress";
import type { Io } from "./io.ts";

export interface Progress {
  /** So much is done, of so much. */
  readonly at: (done: number, total: number) => void;
  readonly end: () => void;
}

/** A bar with a title. It appears with the first report, and is wiped at the end. */
export function progress({ terminal }: Io, title: string): Progress {
  if (terminal === null) return { at: () => {}, end: () => {} };
  const bar = new SingleBar(
    {
      stream: terminal,
      clearOnComplete: true,
      hideCursor: true,
      format: `${title} {bar} {value}/{total} {eta_formatted}`,
    },
    Presets.shades_classic,
  );
  return {
    at(done, total) {
      if (!bar.isActive) bar.start(total, done);
      bar.setTotal(total);
      bar.update(done);
    },
    end: () => bar.stop(),
  };
}

/** Runs `work` with a bar that goes away whatever happens. */
export async function withProgress<T>(
  io: Io,
  title: string,
  work: (at: Progress["at"]) => Promise<T>,
): Promise<T> {
  const bar = progress(io, title);
  try {
    return await work(bar.at);
  } finally {
    bar.end();
  }
}
