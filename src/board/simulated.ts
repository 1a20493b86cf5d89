// A simulated board: the same top, with models of flash and serial line, behind a pseudo-terminal.
import { createHash } from "node:crypto";
import { copyFile, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { NetworkPlan } from "../core/index.ts";
import { printVerilog } from "../hdl/verilog/print.ts";
import { BuildCache } from "../simulate/cache.ts";
import { BuildError, EngineError, type TextFile } from "../simulate/index.ts";
import { killGroup, removeAtExit, runProcess, startProcess } from "../simulate/processes.ts";
import { findToolchain } from "../simulate/toolchain.ts";
import { type BoardDescription, boardDesign, cyclesPerBit, pinsOf } from "./description.ts";
import type { Pins } from "./top.ts";

const PROGRAM = "board";

/** The folder `sim/board` beside package.json, from the sources and from `dist`. */
async function modelSources(): Promise<TextFile[]> {
  for (const up of ["../../", "../../../"]) {
    const folder = fileURLToPath(new URL(`${up}sim/board/`, import.meta.url));
    const names = (await readdir(folder).catch(() => [])).sort();
    if (!names.includes("main.cpp")) continue;
    return Promise.all(
      names.map(async (name) => ({ name, text: await readFile(join(folder, name), "utf8") })),
    );
  }
  throw new BuildError("the package lacks its folder sim/board with the models of the board", "");
}

/** The names of the pins, for the models around them. */
const pinsText = ({ clock, button, pressed, fromHost, toHost, flash }: Pins): string => {
  const names = {
    ...{ CLOCK: clock, BUTTON: button, FROM_HOST: fromHost, TO_HOST: toHost },
    ...(flash && {
      ...{ FLASH_SELECT: flash.select, FLASH_CLOCK: flash.clock },
      ...{ TO_FLASH: flash.toFlash, FROM_FLASH: flash.fromFlash },
    }),
  };
  const lines = Object.entries(names).map(([name, pin]) => `#define PIN_${name} ${pin}\n`);
  return `${lines.join("")}#define BUTTON_RELEASED ${1 - pressed}\n`;
};

async function step(path: string, args: readonly string[], cwd: string): Promise<void> {
  const { exitCode, output } = await runProcess(path, args, { cwd, env: { ...process.env, TMPDIR: cwd } });
  if (exitCode !== 0) throw new BuildError("the simulated board does not build", output.trim().slice(-4000));
}

/** The program, from the cache or made now. */
async function build(plan: NetworkPlan, board: BoardDescription): Promise<string> {
  const { design, surrounding } = boardDesign(plan, board);
  const printed = printVerilog(design);
  const verilog = [...(surrounding.files ?? []), ...printed];
  const images = printed.flatMap((file) => file.images);
  const models = [...(await modelSources()), { name: "pins.h", text: pinsText(pinsOf(board)) }];
  const tools = await findToolchain();
  const key = createHash("sha256")
    .update(
      JSON.stringify([verilog, images, models, tools.verilator.version, tools.compiler.version, board.top]),
    )
    .digest("hex");
  const cache = new BuildCache();
  const found = await cache.find(key);
  if (found !== null) return join(found, PROGRAM);
  const folder = await cache.publish(key, async (target) => {
    const work = await mkdtemp(join(tmpdir(), "dmp-board-"));
    const forget = removeAtExit(work);
    try {
      for (const { name, text } of [...verilog, ...images, ...models])
        await writeFile(join(work, name), text);
      const sources = [...verilog, ...models].map((f) => f.name).filter((name) => /\.(v|cpp)$/.test(name));
      const flags = ["--cc", "--exe", "--no-timing", "-O3", "--x-assign", "fast", "--assert", "-Wno-fatal"];
      const names = ["--top-module", board.top, "--prefix", "Vboard_top", "-Mdir", "obj", "-o", PROGRAM];
      await step(tools.verilator.path, [...flags, ...names, "-CFLAGS", "-I..", ...sources], work);
      const compiler = [`CXX=${tools.compiler.path}`, `LINK=${tools.compiler.path}`, "OPT_FAST=-O2"];
      const cached = tools.ccache === null ? [] : [`OBJCACHE=${tools.ccache.path}`];
      await step(
        tools.make.path,
        ["-C", "obj", "-f", "Vboard_top.mk", "-j2", ...compiler, ...cached, PROGRAM],
        work,
      );
      await copyFile(join(work, "obj", PROGRAM), join(target, PROGRAM));
      for (const { name, text } of images) await writeFile(join(target, name), text);
    } finally {
      await rm(work, { recursive: true, force: true });
      forget();
    }
  });
  return join(folder, PROGRAM);
}

export interface SimulatedBoard {
  /** The serial device to open. */
  readonly port: string;
  stop(): Promise<void>;
}

/**
 * Powers up a simulated board with a flash of these contents.
 * @throws ToolError and BuildError where it cannot be built, EngineError where it does not start
 */
export async function simulateBoard(
  plan: NetworkPlan,
  board: BoardDescription,
  flash: Uint8Array,
): Promise<SimulatedBoard> {
  const program = await build(plan, board);
  const folder = await mkdtemp(join(tmpdir(), "dmp-board-"));
  const forget = removeAtExit(folder);
  const image = join(folder, "flash.bin");
  await writeFile(image, flash);
  const child = startProcess(program, [image, `${cyclesPerBit(board)}`], {
    cwd: join(program, ".."),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const stop = async () => {
    child.stdin?.end();
    killGroup(child);
    await ended;
    await rm(folder, { recursive: true, force: true });
    forget();
  };
  const port = await new Promise<string | null>((resolve) => {
    let said = "";
    child.stdout?.on("data", (data: Buffer) => {
      said += data.toString("utf8");
      const end = said.indexOf("\n");
      if (end >= 0) resolve(said.slice(0, end));
    });
    child.once("error", () => resolve(null));
    child.once("close", () => resolve(null));
  });
  if (port !== null) return { port, stop };
  await stop();
  throw new EngineError("the simulated board did not start");
}
