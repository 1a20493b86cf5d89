// The saved view of a waveform: what GTKWave reads.
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { writeWaveView } from "../../src/simulate/index.ts";

const folder = mkdtempSync(join(tmpdir(), "view-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("a saved view", () => {
  it("names states, places the binary point and groups the signals", () => {
    const phases = ["idle", "run", "done"];
    const path = writeWaveView(
      {
        top: "core",
        marker: 120,
        groups: [
          {
            name: "Control",
            signals: [
              { path: "clk", width: 1, signed: false },
              { path: "layer_0.phase", width: 2, signed: false, states: phases },
              { path: "layer_1.phase", width: 2, signed: false, states: phases },
            ],
          },
          {
            name: "Membrane",
            signals: [
              { path: "layer_0.u", width: 16, signed: true, fraction: 9 },
              { path: "layer_0.address", width: 7, signed: false },
            ],
          },
        ],
      },
      join(folder, "failure.fst"),
      "TOP",
    );
    expect(readdirSync(folder).sort()).toEqual(["failure.gtkw", "failure.states1.txt"]);
    expect(readFileSync(join(folder, "failure.states1.txt"), "utf8")).toBe("00 idle\n01 run\n10 done\n");
    expect(readFileSync(path, "utf8").replaceAll(folder, "FOLDER")).toMatchInlineSnapshot(`
      "[dumpfile] "FOLDER/failure.fst"
      [savefile] "FOLDER/failure.gtkw"
      [timestart] 0
      *-5.000000 120 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1 -1
      [treeopen] TOP.core.
      @200
      -Control
      @28
      TOP.core.clk
      @2028
      ^1 FOLDER/failure.states1.txt
      TOP.core.layer_0.phase[1:0]
      @2028
      ^1 FOLDER/failure.states1.txt
      TOP.core.layer_1.phase[1:0]
      @200
      -Membrane
      @40000424
      [fpshift_count] 9
      TOP.core.layer_0.u[15:0]
      @24
      TOP.core.layer_0.address[6:0]
      "
    `);
  });
});
