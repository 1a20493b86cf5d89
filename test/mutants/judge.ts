// What finds an edit: the verifier, the generated test bench, or nothing.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { EngineError } from "../../src/simulate/index.ts";
import { type ForeignVerilog, verify } from "../../src/verify/index.ts";
import { sourcesOf } from "./draw.ts";
import type { Edit } from "./edits.ts";
import { asleep, edited } from "./schemata.ts";
import type { MutantSubject } from "./subjects.ts";

/** A verdict in words, or null where nothing was noticed. */
export type Verdict = string | null;

export interface Judge {
  /** Runs with edit number `n` in force; 0: with none. */
  verifier(n: number): Promise<Verdict>;
  bench(n: number): Promise<Verdict>;
  close(): void;
}

export interface JudgeOptions {
  readonly cases: number;
  readonly seed: number;
  /** Folder of the builds. */
  readonly cache: string;
}

const isImage = (edit: Edit | undefined) => edit?.file.endsWith(".hex") === true;

/** A bench that takes so many times longer than without edits, and a while more, counts as hanging. */
const [HANGS_TIMES, HANGS_MS] = [10, 30_000];

/** Prepares a subject with its edits, numbered from 1. */
export async function openJudge(
  subject: MutantSubject,
  edits: readonly Edit[],
  options: JudgeOptions,
): Promise<Judge> {
  const numbered = edits.map((edit, i) => ({ edit, number: i + 1 }));
  const withEdits = Object.fromEntries(
    Object.entries(subject.folder).map(([path, text]) => {
      const mine = numbered.filter(({ edit }) => edit.file === path && !isImage(edit));
      return [
        path,
        asleep(
          text,
          mine.map((m) => m.edit),
          mine.map((m) => m.number),
        ),
      ];
    }),
  );
  const folder = mkdtempSync(join(tmpdir(), "mutants-"));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  for (const [path, text] of Object.entries(withEdits)) write(path, text);
  const simulation = join(folder, "simulation.vvp");
  await execa("iverilog", ["-g2005", "-o", simulation, "-c", `tb/${subject.top}_tb.f`], { cwd: folder });

  const verilogWith = (n: number): ForeignVerilog => {
    const image = isImage(edits[n - 1]) ? edits[n - 1]! : null;
    const named = (ending: string) =>
      sourcesOf(subject)
        .filter(([path]) => path.endsWith(ending))
        .map(([name]) => ({
          name,
          text: image?.file === name ? edited(subject.folder[name]!, image) : withEdits[name]!,
        }));
    return {
      files: named(".v"),
      images: named(".hex"),
      probe: subject.shape.hardware.probe,
      plusargs: [`+mutant=${n}`],
    };
  };
  let unedited = 0;
  return {
    async verifier(n) {
      const stop = new AbortController();
      try {
        const { mismatches, first } = await verify({
          engine: "verilator",
          seed: options.seed,
          shapes: [subject.shape],
          cases: options.cases,
          verilog: verilogWith(n),
          cache: { directory: options.cache },
          signal: stop.signal,
          shrink: false,
          jobs: 1,
          onProgress: (p) => p.mismatches > 0 && stop.abort(),
        });
        return mismatches === 0 ? null : first!.description;
      } catch (error) {
        if (error instanceof EngineError) return error.message.split("\n")[0]!;
        throw error;
      }
    },
    async bench(n) {
      const image = isImage(edits[n - 1]) ? edits[n - 1]! : null;
      if (image !== null) write(image.file, edited(subject.folder[image.file]!, image));
      const begin = performance.now();
      const run = await execa("vvp", ["-n", simulation, `+mutant=${n}`], {
        cwd: folder,
        reject: false,
        all: true,
        ...(n === 0 ? {} : { timeout: HANGS_TIMES * unedited + HANGS_MS }),
      });
      if (n === 0) unedited = performance.now() - begin;
      if (image !== null) write(image.file, subject.folder[image.file]!);
      if (run.timedOut) return "hangs";
      const lines = run.all.trim().split("\n");
      return run.exitCode === 0 && lines.some((l) => /^PASS/.test(l))
        ? null
        : (lines.find((l) => /FAIL/.test(l)) ?? `exit status ${run.exitCode}`);
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
