// A small network on an ECP5 board, from the plan to the bitstream: where nextpnr-ecp5 is there.
import { expect, it } from "vitest";
import { vectorCases } from "../../golden/cases.ts";
import { boardDesign } from "../../src/board/description.ts";
import { loadBoard, withClock } from "../../src/board/index.ts";
import { hardware, plan } from "../../src/core/index.ts";
import { deviceOf, synth } from "../../src/flow/index.ts";
import { findFlowProgram } from "../../src/simulate/python-tools.ts";

const tools = ["yosys", "nextpnr-ecp5", "ecppack"].every((name) => findFlowProgram(name) !== null);

it.skipIf(!tools)(
  "is placed on its pins under one clock, its memories in block RAM, and packed (yosys, nextpnr-ecp5, ecppack)",
  async () => {
    const { network } = vectorCases.find((c) => c.name === "subtract")!;
    const planned = plan(network, hardware({ lanes: { spike: 2, memory: 2, update: 1 }, pipeline: true }));
    const board = withClock(loadBoard("ulx3s"), 60);
    const { design, surrounding } = boardDesign(planned, board);
    const device = deviceOf(board.device);
    const { report, bitstream } = await synth(design, {
      ...{ device, board: surrounding, clockMHz: board.clockMHz },
    });
    expect(report.problems).toEqual([]);
    expect(report.fmaxMHz).toBeGreaterThan(60);
    expect(report.utilization.blockRam).toBeGreaterThan(3);
    // A bitstream begins with a comment of its part, then the preamble.
    const text = Buffer.from(bitstream!).toString("latin1");
    expect(text.slice(0, 200)).toContain("LFE5U-25F");
    expect(text.indexOf("\xff\xff\xbd\xb3")).toBeGreaterThan(0);
  },
);
