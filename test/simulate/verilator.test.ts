// The Verilator engine: what it runs, and every way in which a simulation can end badly.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BuildError, type Engine, EngineError, openEngine } from "../../src/simulate/index.ts";
import { trouble, words } from "./circuits.ts";

const running = (pid: number | undefined) => pid !== undefined && existsSync(`/proc/${pid}`);

/** Opens an engine for one test and closes it after that. */
async function withEngine<T>(use: (engine: Engine) => Promise<T>, options = {}): Promise<T> {
  const engine = await openEngine("verilator", { ...trouble, ...options });
  try {
    return await use(engine);
  } finally {
    await engine.close();
    expect(running(engine.pid)).toBe(false);
  }
}

/** The error that a promise ends with. */
async function failure(promise: Promise<unknown>): Promise<EngineError> {
  const error = await promise.then(
    () => null,
    (e) => e,
  );
  expect(error).toBeInstanceOf(EngineError);
  return error;
}

describe("a simulation", () => {
  it("finds its memory images, wherever we are", () =>
    withEngine(async (engine) => {
      const [{ status, sinks }] = await engine.run([words(0, 1, 2, 3, 200)]);
      expect(status).toBe("done");
      expect([...sinks.out.columns[0]]).toEqual([0xa0, 0xa1, 0xa2, 0xa3, 200]);
    }));

  it("returns what the design prints with the case that made it print", () =>
    withEngine(async (engine) => {
      const results = await engine.run([words(13), words(5), words(13, 13)]);
      const line = "word thirteen\n";
      expect(results.map((r) => r.printed)).toEqual([line, "", line + line]);
    }));

  it("ends a case at $fatal, and goes on with the next", () =>
    withEngine(async (engine) => {
      const [stopped, next] = await engine.run([words(1, 10, 2), words(3)]);
      expect(stopped.status).toBe("assertion");
      expect(stopped.printed).toContain("word ten");
      expect(next).toMatchObject({ status: "done", cycles: 2, printed: "" });
    }));

  it("runs many batches in the order in which they were asked for", () =>
    withEngine(async (engine) => {
      const batches = Array.from({ length: 20 }, (_, b) =>
        Array.from({ length: 50 }, (_, i) => words(4 + ((7 * b + i) % 6), 100 + b)),
      );
      const results = await Promise.all(batches.map((cases) => engine.run(cases)));
      const got = results.map((batch) => batch.map((r) => [...r.sinks.out.columns[0]]));
      expect(got).toEqual(batches.map((batch) => batch.map((c) => c.sources.in.columns[0])));
    }));
});

describe("a simulation that goes wrong becomes an error", () => {
  it("when it is killed", () =>
    withEngine(async (engine) => {
      const long = engine.run([{ sources: {}, maxCycles: 4_000_000_000 }]);
      setTimeout(() => process.kill(engine.pid!, "SIGKILL"), 200);
      const error = await failure(long);
      expect(error).toMatchObject({ signal: "SIGKILL", exitCode: null });
      expect(error.message).toBe("the simulation of trouble ended by SIGKILL");
      await expect(engine.run([words(1)])).rejects.toBe(error);
    }));

  it("when it crashes, with its last words", () =>
    withEngine(async (engine) => {
      const error = await failure(engine.run([words(1), words(12, 1)]));
      expect(error.exitCode).toBe(70);
      expect(error.lastWords).toMatch(/did not converge/);
    }));

  it("when it hangs", () =>
    withEngine(
      async (engine) => {
        const error = await failure(engine.run([words(1), words(11)]));
        expect(error.message).toBe("the simulation of trouble hangs: no sign of life for 0.5 s");
      },
      { hangSeconds: 0.5 },
    ));

  it("but not when it is only slow", () =>
    withEngine(
      async (engine) => {
        const [{ cycles }] = await engine.run([{ sources: {}, maxCycles: 40_000_000 }]);
        expect(cycles).toBe(40_000_000);
        expect(engine.clockSeconds).toBeGreaterThan(0.5);
      },
      { hangSeconds: 0.5 },
    ));

  it("when it was closed", async () => {
    const engine = await openEngine("verilator", trouble);
    await engine.close();
    await expect(engine.run([words(1)])).rejects.toThrow("the engine for trouble is closed");
  });
});

describe("a build", () => {
  it("fails with the tool's own words", async () => {
    const files = [{ name: "trouble.v", text: "module trouble(input clk);\n  assign x = ;\nendmodule\n" }];
    const error = await openEngine("verilator", { ...trouble, files }).catch((e) => e);
    expect(error).toBeInstanceOf(BuildError);
    expect(error.log).toMatch(/rtl\/trouble\.v:2:14: syntax error/);
  });

  it("fails where the Verilog lacks a port of the bench", async () => {
    const flags = [{ port: "missing", width: 1, signed: false }];
    const error = await openEngine("verilator", { ...trouble, bench: { ...trouble.bench, flags } }).catch(
      (e) => e,
    );
    expect(error).toBeInstanceOf(BuildError);
    expect(error.log).toMatch(/no member named .*missing/);
  });
});

describe("a waveform", () => {
  const folder = mkdtempSync(join(tmpdir(), "waves-"));
  let engine: Engine;
  beforeAll(async () => {
    engine = await openEngine("verilator", { ...trouble, trace: true });
  });
  afterAll(async () => {
    await engine.close();
    rmSync(folder, { recursive: true });
  });

  it("needs a folder that is there", async () => {
    const trace = { file: join(folder, "nowhere", "x.fst") };
    await expect(engine.run([{ ...words(1), trace }])).rejects.toThrow(
      /x\.fst cannot be written: no writable folder/,
    );
  });

  it("goes where the caller stands", async () => {
    const file = relative(process.cwd(), join(folder, "relative.fst"));
    await engine.run([{ ...words(1), trace: { file } }]);
    expect(existsSync(join(folder, "relative.fst"))).toBe(true);
  });

  it("covers the case or a part of it", async () => {
    const files = ["whole", "part"].map((name) => join(folder, `${name}.fst`));
    const [whole, part] = files;
    await engine.run([
      { ...words(4, 5, 6), trace: { file: whole } },
      words(7),
      { ...words(4, 5, 6), trace: { file: part, from: 3, to: 4 } },
    ]);
    const spans = files.map((file) => {
      // FST: a header block (type 0) of 329 bytes with the first and the last time, then 2.718281828 as a double.
      const data = readFileSync(file);
      expect([data[0], Number(data.readBigUInt64BE(1)), data.readDoubleLE(25)]).toEqual([0, 329, Math.E]);
      return [Number(data.readBigUInt64BE(9)), Number(data.readBigUInt64BE(17))];
    });
    // A cycle of reset and four of the case, ten nanoseconds each.
    expect(spans).toEqual([
      [0, 45],
      [30, 45],
    ]);
  });
});
