// Stages: a log shows what is being done; a terminal shows bars, which give way to the result.
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { type Stages, stages } from "../../src/cli/demo/stages.ts";

/** Runs stages; gives what was written, and what was drawn on the terminal. */
async function shown(onTerminal: boolean, work: (s: Stages) => Promise<unknown>) {
  let written = "";
  const terminal = Object.assign(new PassThrough(), {
    isTTY: true,
    columns: 80,
    cursorTo: () => true,
    clearLine: () => true,
  });
  const io = {
    out: () => {},
    err: () => {},
    env: {},
    terminal: onTerminal ? (terminal as unknown as NodeJS.WriteStream) : null,
  };
  const s = stages(io, (text) => {
    written += text;
  });
  await work(s).catch((error: Error) => {
    written += `[${error.message}]`;
  });
  return { written: written.replace(/\d+\.\d s/g, "T"), drawn: String(terminal.read() ?? "") };
}

const twoLines = (s: Stages) =>
  s.run("run", async (at) => {
    at(0, 4);
    at(3, 4);
    return { value: 1, said: "done\nand more" };
  });

describe("stages", () => {
  it("in a log", async () => {
    expect(await shown(false, twoLines)).toEqual({
      written: "  run        done  (T)\n             and more\n",
      drawn: "",
    });
  });

  it("on a terminal", async () => {
    const { written, drawn } = await shown(true, twoLines);
    expect(written).toBe("  run        done  (T)\n             and more\n");
    expect(drawn).toMatch(/^ {2}run /);
    expect(drawn).toContain("0/4");
    expect(drawn.endsWith("\r\x1b[2K")).toBe(true);
  });

  it.each([false, true])("that fail (terminal: %s)", async (onTerminal) => {
    const fail = (s: Stages) =>
      s.run("lint", async () => {
        throw new Error("no");
      });
    expect((await shown(onTerminal, fail)).written).toBe("  lint       failed\n[no]");
  });
});
