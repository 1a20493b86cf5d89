// What a device can hold is compared with what a design needs before anything is synthesized.
import { describe, expect, it } from "vitest";
import { deviceOf, needRoom } from "../../src/flow/index.ts";
import type { MemoryUse } from "../../src/generate/index.ts";

const memory = (name: string, depth: number, bits: number): MemoryUse => ({
  name,
  depth,
  bits,
  kind: "block",
  image: null,
  macro: null,
});
const up5k = deviceOf("up5k");
/** 30 block RAMs, 4 single-port RAMs, a flip-flop for each logic cell. */
const room = 30 * 4096 + 4 * 262_144 + 5280;

describe("the memories of a design", () => {
  it("are refused where they cannot fit, with the largest by name and what the device has", () => {
    const large = [
      memory("core0.weights", 700 * 64, 64),
      memory("core1.weights", 512 * 64, 64),
      memory("core0.state", 64, 16),
      memory("core1.state", 64, 16),
      memory("readout.bias", 20, 16),
    ];
    expect(() => needRoom(large, up5k)).toThrow(
      /^does not fit: the memories take 4,8\d\d kbit, and iCE40 UP5K, package SG48 can hold 1,150 kbit \(5280 flip-flops, 30 block RAMs of 4 kbit, 4 single-port RAMs of 256 kbit\)\ncore0\.weights: 44800 words of 64 bits, 2,800 kbit\ncore1\.weights: .*\n.*\n.*\nand 1 more\n/,
    );
  });

  it("pass to the last bit that there is room for", () => {
    expect(() => needRoom([memory("m", room, 1)], up5k)).not.toThrow();
    expect(() => needRoom([memory("m", room + 1, 1)], up5k)).toThrow(/does not fit/);
    expect(() => needRoom([memory("m", room + 1, 1)], deviceOf("xc7"))).not.toThrow();
    expect(() => needRoom([], up5k)).not.toThrow();
  });
});
