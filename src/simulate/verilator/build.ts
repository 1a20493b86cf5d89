// From Verilog to a program that simulates it, through the build cache.
import { createHash } from "node:crypto";
import {
  appendFile,
  chmod,
  copyFile,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  statfs,
  writeFile,
} from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Bench, insideOf } from "../bench.ts";
import { BuildCache, type CacheOptions } from "../cache.ts";
import { BuildError } from "../errors.ts";
import { removeAtExit, runProcess } from "../processes.ts";
import { Semaphore } from "../semaphore.ts";
import { findToolchain, type Toolchain } from "../toolchain.ts";
import { MODEL, modelSource, visibleSignals } from "./ports.ts";

/** A file by name (no folders) and content. */
export interface TextFile {
  readonly name: string;
  readonly text: string;
}

export interface BuildInput {
  readonly bench: Bench;
  /** Verilog, children before parents or in any order. */
  readonly files: readonly TextFile[];
  /** Files that $readmemh reads, found by name at run time. */
  readonly images: readonly TextFile[];
  /** Can write waveforms, as FST or as VCD; then it runs much slower. */
  readonly trace: boolean | "vcd";
  /** Checks the design's assertions (compiled with the macro ASSERTIONS). */
  readonly assertions: boolean;
}

/** What is written for one model: its side of the bridge, and what Verilator must keep visible. */
function modelFiles({ bench }: BuildInput): TextFile[] {
  const visible = visibleSignals(insideOf(bench));
  return [
    { name: "model.cpp", text: modelSource(bench) },
    ...(visible === null ? [] : [{ name: VISIBLE, text: visible }]),
  ];
}

export interface BuildProgress {
  readonly stage: "waiting" | "translating" | "compiling" | "ready";
  readonly done: number;
  readonly total: number;
}

export interface BuildOptions {
  readonly cache?: CacheOptions;
  readonly onProgress?: (progress: BuildProgress) => void;
}

/** A program in the cache: run it in its directory, where its memory images are. */
export interface Build {
  readonly key: string;
  readonly directory: string;
  readonly program: string;
  readonly cache: BuildCache;
  readonly cached: boolean;
}

const PROGRAM = "simulation";
/** A disk with less room than that is full. */
const SPARE_BYTES = 2 ** 16;
const VISIBLE = "visible.vlt";
const STAGES = ["waiting", "translating", "compiling", "ready"] as const;

const cores = availableParallelism();
const builders = new Semaphore(cores);
let active = 0;
const inFlight = new Map<string, Promise<string>>();

/** The folder of the bridge's C++ sources: `sim` beside package.json, from the sources and from `dist`. */
async function bridgeSources(): Promise<TextFile[]> {
  for (const up of ["../../../sim/", "../../../../sim/"]) {
    const folder = fileURLToPath(new URL(up, import.meta.url));
    const names = (await readdir(folder).catch(() => [])).filter((n) => /\.(cpp|h)$/.test(n)).sort();
    if (!names.includes("main.cpp")) continue;
    return Promise.all(
      names.map(async (name) => ({ name, text: await readFile(join(folder, name), "utf8") })),
    );
  }
  throw new BuildError("the package lacks its folder sim with the sources of the simulation bridge", "");
}

function verilatorFlags({ bench, trace, assertions }: BuildInput): string[] {
  return [
    ...["--cc", "--exe", "--no-timing", "--timescale-override", "1ns/1ns"],
    ...["--top-module", bench.top, "--prefix", MODEL, "-Mdir", "obj", "-o", PROGRAM],
    // Random initial contents can be asked for at run time; otherwise they cost nothing.
    ...["-O3", "--x-assign", "fast", "--x-initial", "unique"],
    // The dataflow peephole pass of 5.006 folds a signed >= of equal constants that meet through a port to 0.
    "-fno-dfg-peephole",
    ...(assertions ? ["--assert", "-DASSERTIONS"] : ["--no-assert"]),
    ...(trace === "vcd" ? ["--trace"] : trace ? ["--trace-fst"] : []),
    // Warnings are the business of the lint run.
    ...["-Wno-fatal", "-CFLAGS", "-I.. -DVL_USER_FATAL"],
  ];
}

/**
 * A model is compiled for every circuit, and -O2 takes twice as long as -O1 for the same speed. But where there are many
 * gated clocks, Verilator goes over a flag of each several times a cycle: vectors are a fifth faster there.
 */
const MODEL_OPTIONS = ["OPT_FAST=-O1 -ftree-vectorize"];
const RUNTIME_OPTIONS = ["OPT_FAST=-O2", "OPT_GLOBAL=-O2"];

function keyOf(input: BuildInput, sources: readonly TextFile[], tools: Toolchain): string {
  const parts = {
    sources: [...sources, ...input.files, ...input.images, ...modelFiles(input)],
    flags: [...verilatorFlags(input), ...MODEL_OPTIONS, ...RUNTIME_OPTIONS],
    tools: [tools.verilator.version, tools.compiler.path, tools.compiler.version],
  };
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/** Runs one tool of the build. @throws BuildError with its output */
async function tool(path: string, args: readonly string[], cwd: string, what: string): Promise<void> {
  // A make that has started us must not reach into ours.
  const { MAKEFLAGS: _, MFLAGS: __, MAKELEVEL: ___, ...env } = process.env;
  // The compiler's own temporary files go with the folder, whatever ends it.
  const { exitCode, signal, output } = await runProcess(path, args, { cwd, env: { ...env, TMPDIR: cwd } });
  if (exitCode === 0) return;
  // Verilator and make do not always say why a file is not what it should be.
  const { bavail, bsize } = await statfs(cwd);
  if (bavail * bsize < SPARE_BYTES)
    throw new BuildError(`${what} failed: the disk of ${cwd} is full; TMPDIR names another folder`, "");
  const end = signal === null ? `exit status ${exitCode}` : `killed by ${signal}`;
  throw new BuildError(`${what} failed (${end})`, output.split("\n").slice(-60).join("\n").trim());
}

/** Objects that are the same for every model: Verilator's own library, and the bridge but for its model.cpp. */
async function runtimeObjects(
  input: BuildInput,
  sources: readonly TextFile[],
  tools: Toolchain,
  cache: BuildCache,
  work: string,
): Promise<string[]> {
  const lists = await readFile(join(work, "obj", `${MODEL}_classes.mk`), "utf8");
  const own = [...lists.matchAll(/^VM_GLOBAL_\w+ \+= \\\n((?:\t.*\n)*)/gm)].flatMap(([, names]) =>
    names.split(/[\s\\]+/).filter((name) => name !== ""),
  );
  const objects = [...own, "main"].map((name) => `${name}.o`);
  const parts = {
    sources,
    objects,
    trace: input.trace,
    flags: RUNTIME_OPTIONS,
    tools: [tools.verilator.version, tools.compiler.path, tools.compiler.version],
  };
  const key = createHash("sha256").update(JSON.stringify(parts)).digest("hex");
  const runtimes = new BuildCache({ directory: `${cache.directory}-runtime` });
  const place = join(runtimes.directory, key);
  if ((await runtimes.find(key)) === null) {
    const fill = async (target: string) => {
      await tool(
        tools.make.path,
        makeArguments(tools, RUNTIME_OPTIONS, objects),
        work,
        "compiling the bridge",
      );
      await Promise.all(objects.map((o) => copyFile(join(work, "obj", o), join(target, o))));
    };
    await once(place, () => runtimes.publish(key, fill));
  }
  return objects.map((o) => join(place, o));
}

const makeArguments = (tools: Toolchain, variables: readonly string[], targets: readonly string[]) => [
  ...["-C", "obj", "-f", `${MODEL}.mk`, "-j", `${Math.max(1, Math.floor(cores / Math.max(1, active)))}`],
  ...variables,
  ...[`CXX=${tools.compiler.path}`, `LINK=${tools.compiler.path}`],
  ...(tools.ccache === null ? [] : [`OBJCACHE=${tools.ccache.path}`]),
  ...targets,
];

/** The same thing asked for twice at a time is made once. */
function once(place: string, make: () => Promise<string>): Promise<string> {
  const running = inFlight.get(place) ?? make();
  inFlight.set(place, running);
  return running.finally(() => inFlight.delete(place));
}

/** Translates and compiles in a temporary folder, and puts what a run needs into `target`. */
async function make(
  input: BuildInput,
  sources: readonly TextFile[],
  tools: Toolchain,
  cache: BuildCache,
  target: string,
  report: (stage: BuildProgress["stage"]) => void,
): Promise<void> {
  // Make cannot work in a folder with a space in its name.
  const temporary = /\s/.test(tmpdir()) ? "/tmp" : tmpdir();
  const work = await mkdtemp(join(temporary, "dmp-rtl-"));
  const forget = removeAtExit(work);
  active += 1;
  try {
    const written = [...sources, ...modelFiles(input)];
    await Promise.all(written.map(({ name, text }) => writeFile(join(work, name), text)));
    await mkdir(join(work, "rtl"));
    const names = input.files.map((f) => join("rtl", basename(f.name)));
    await Promise.all(input.files.map((f, i) => writeFile(join(work, names[i]), f.text)));

    report("translating");
    const visible = written.some((f) => f.name === VISIBLE) ? [VISIBLE] : [];
    const flags = [...verilatorFlags(input), ...visible, ...names, "main.cpp"];
    await tool(tools.verilator.path, flags, work, `Verilator on ${input.bench.top}`);
    // In one translation unit with the model, so that the library's headers are read once.
    await appendFile(join(work, "obj", `${MODEL}__Syms.cpp`), '#include "model.cpp"\n');

    report("compiling");
    const runtime = await runtimeObjects(input, sources, tools, cache, work);
    const variables = [
      ...MODEL_OPTIONS,
      "VK_USER_OBJS=",
      "VK_GLOBAL_OBJS=",
      // The archive once more, for what the runtime needs of it.
      `LOADLIBES=${runtime.join(" ")} ${MODEL}__ALL.a`,
    ];
    const args = makeArguments(tools, variables, [PROGRAM]);
    await tool(tools.make.path, args, work, `compiling the model of ${input.bench.top}`);

    await copyFile(join(work, "obj", PROGRAM), join(target, PROGRAM));
    await chmod(join(target, PROGRAM), 0o755);
    await Promise.all(input.images.map((f) => writeFile(join(target, basename(f.name)), f.text)));
  } finally {
    active -= 1;
    await rm(work, { recursive: true, force: true });
    forget();
  }
}

/**
 * The program for a bench over Verilog: from the cache, or made now. At most as many builds run at a time as there are
 * cores; the same build asked for twice is made once.
 * @throws ToolError without the tools, BuildError where the Verilog does not compile
 */
export async function buildModel(input: BuildInput, options: BuildOptions = {}): Promise<Build> {
  const report = (stage: BuildProgress["stage"]) =>
    options.onProgress?.({ stage, done: STAGES.indexOf(stage), total: STAGES.length - 1 });
  const [sources, tools] = await Promise.all([bridgeSources(), findToolchain()]);
  const key = keyOf(input, sources, tools);
  const asked = new BuildCache(options.cache);
  const there = await asked.find(key);
  const cache = there === null ? await asked.writable() : asked;
  const found = cache === asked ? there : await cache.find(key);
  const place = join(cache.directory, key);
  if (found === null) {
    report("waiting");
    await once(place, () =>
      builders.use(() => cache.publish(key, (target) => make(input, sources, tools, cache, target, report))),
    );
  }
  report("ready");
  return { key, directory: place, program: join(place, PROGRAM), cache, cached: found !== null };
}
