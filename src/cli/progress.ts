// Progress of long work on standard error: a bar on a terminal; elsewhere, as in a log, a line now and then.
import { Presets, SingleBar } from "cli-progress";
import type { Io } from "./io.ts";

export interface Progress {
  /** So much is done, of so much; `what` is being done, where the work has parts with names. */
  readonly at: (done: number, total: number, what?: string) => void;
  readonly end: () => void;
}

/** Milliseconds between two lines of a log about the same part. */
const QUIET = 30_000;

/** A line for each part of the work, and one every half minute: a log shows that something goes on. */
function lines({ err }: Io, title: string): Progress {
  let [last, part] = [performance.now(), ""];
  return {
    at(done, total, what = "") {
      const now = performance.now();
      if (what === part && now - last < QUIET) return;
      err(`${title}${what === "" ? "" : `: ${what}`} (${done} of ${total})\n`);
      [last, part] = [now, what];
    },
    end: () => {},
  };
}

/** A bar with a title. It appears with the first report, and is wiped at the end. */
export function progress(io: Io, title: string): Progress {
  const { terminal } = io;
  if (terminal === null) return lines(io, title);
  const bar = new SingleBar(
    {
      stream: terminal,
      clearOnComplete: true,
      hideCursor: true,
      format: `${title} {bar} {value}/{total} {eta_formatted} {what}`,
    },
    Presets.shades_classic,
  );
  return {
    at(done, total, what = "") {
      if (!bar.isActive) bar.start(total, done, { what });
      bar.setTotal(total);
      bar.update(done, { what });
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
