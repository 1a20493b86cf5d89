// Tests the hardware of this network: `npm test`. It must compute the golden model's bits, and answer right.
import assert from "node:assert/strict";
import { test } from "node:test";
import { hardware, infer, loadCheckpoint, quantize, readJsonRecordings } from "dmp-rtl";
import choice from "./hardware.json" with { type: "json" };
import network from "./network.js";

test("the hardware computes every bit of the golden model, and classifies as the float network does", async () => {
  const float = loadCheckpoint(network, "weights.safetensors");
  const recordings = await readJsonRecordings("recordings.json");
  const { network: integer } = quantize(float, recordings);
  const result = await infer({
    engine: "builtin",
    float,
    integer,
    hardware: hardware({ ...choice, probe: true }),
    recordings,
  });
  assert.deepEqual(result.differences, []);
  assert.equal(result.mismatches, 0);
  assert.ok(result.accuracy.rtl >= result.accuracy.float - 0.1, `accuracy ${result.accuracy.rtl}`);
});
