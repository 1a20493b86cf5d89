// The equations of the float network, written as they read.
import type { FloatNetwork } from "../../src/network/index.ts";
import type { Step } from "./networks.ts";

/** What they answer: the addresses that fire, for each layer and step, and the logits. Shares only A and B with the model. */
export function transcription(network: FloatNetwork, steps: readonly Step[]) {
  const { description, layers, readout } = network;
  const state = layers.map(({ neurons, memory }) => ({
    m: new Array<number>(memory?.input.length ?? 0).fill(0),
    u: new Array<number>(neurons).fill(0),
    slow: new Array<number>(neurons).fill(0),
  }));
  const membranes = new Array<number>(description.readout.classes).fill(0);
  const perStep: number[][] = [];
  const spikes: number[][][] = layers.map(() => []);
  steps.forEach((step, k) => {
    let s = new Array<number>(description.inputs.channels).fill(0);
    for (const [address, value] of step) s[address] += value;
    layers.forEach((layer, l) => {
      const { memory: described } = description.layers[l];
      const own = state[l];
      const row = (m: { values: Float64Array; columns: number }, i: number, v: readonly number[]) =>
        v.reduce((sum, value, j) => sum + m.values[i * m.columns + j] * value, 0);
      if (layer.memory && described) {
        const { drive, transition, input, output } = layer.memory;
        const x = Math.max(
          0,
          s.reduce((sum, value, c) => sum + drive.weights[c] * value, drive.bias),
        );
        own.m = own.m.map((_, i) => row(transition, i, own.m) + input[i] * x);
        if (k % described.dilation === 0) own.slow = own.slow.map((_, n) => row(output, n, own.m));
        else if (described.refresh === "skip") own.slow.fill(0);
      }
      const o = own.u.map((u, n) => {
        const next = layer.beta[n] * u + row(layer.fast, n, s) + own.slow[n] + layer.bias[n];
        const fired = next >= layer.threshold[n];
        own.u[n] = fired
          ? layer.reset === "subtract"
            ? next - (layer.resetBy ?? layer.threshold)[n]
            : 0
          : next;
        return fired ? 1 : 0;
      });
      spikes[l].push(o.flatMap((fired, n) => (fired ? [n] : [])));
      s = o;
    });
    perStep.push(
      membranes.map((u, c) => {
        const { values, columns } = readout.weights;
        const sum = s.reduce((sum, o, n) => sum + values[c * columns + n] * o, readout.bias[c]);
        membranes[c] = (readout.beta ?? 0) * u + sum;
        return membranes[c];
      }),
    );
  });
  const used = perStep.slice(-(description.readout.lastSteps ?? perStep.length));
  const logits = membranes.map((_, c) => used.reduce((sum, step) => sum + step[c], 0) / used.length);
  return { spikes, logits };
}
