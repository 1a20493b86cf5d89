// The windows of a sound as they become whole: of a sound that goes on by itself, those that come too late are left out.
import { setImmediate } from "node:timers/promises";
import { type SoundWindow, SoundWindows } from "../../recordings/speech/windows.ts";
import type { SoundSource } from "./source.ts";

export interface Heard {
  readonly window: SoundWindow;
  /** Windows left out just before it. */
  readonly skipped: number;
}

/** Windows of `seconds`, one every `every` seconds. While a live source is waited for, its pieces are taken in. */
export async function* windowsOf(source: SoundSource, seconds: number, every: number): AsyncIterable<Heard> {
  const length = Math.max(1, Math.round(seconds * source.rate));
  const windows = new SoundWindows(
    source.rate,
    length,
    Math.min(length, Math.max(1, Math.round(every * source.rate))),
  );
  yield* source.live ? live(source, windows) : pulled(source, windows);
  const window = windows.rest();
  if (window !== null) yield { window, skipped: 0 };
}

async function* pulled({ pieces }: SoundSource, windows: SoundWindows): AsyncIterable<Heard> {
  for await (const piece of pieces) {
    windows.push(piece);
    for (let window = windows.take(); window !== null; window = windows.take()) yield { window, skipped: 0 };
  }
}

async function* live({ pieces }: SoundSource, windows: SoundWindows): AsyncIterable<Heard> {
  let ended = false;
  let failure: unknown = null;
  let wake = () => {};
  const taking = (async () => {
    for await (const piece of pieces) {
      windows.push(piece);
      wake();
    }
  })()
    .catch((error) => {
      failure = error;
    })
    .finally(() => {
      ended = true;
      wake();
    });
  while (true) {
    // Lets what has come in the meantime in first.
    await setImmediate();
    const skipped = windows.skip();
    const window = windows.take();
    if (window !== null) yield { window, skipped };
    else if (ended) break;
    else
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  }
  await taking;
  if (failure !== null) throw failure;
}
