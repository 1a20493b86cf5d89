// Makes recordings.json and weights.safetensors, the same on every run: `node make.js`.
//
// Three kinds of recordings: events that sweep up the channels, down them, or come in one burst. What tells up from down
// is their order, so the slow state is needed. The network's own weights are random; only its readout is fitted, by
// least squares, to recordings that are not among those in recordings.json. For a network of your own, train it in any
// framework and save its weights as safetensors instead.
import { floatModel, floatNetwork, saveCheckpoint, writeJsonRecordings } from "dmp-rtl";
import { random } from "dmp-rtl/verify";
import network from "./network.js";

const { channels } = network.inputs;
const { classes } = network.readout;
const [{ neurons, memory }] = network.layers;
const steps = network.maxSteps;

/** One recording of a class: a band of channels that moves, or an instant in which all are active. */
function recording(label, name, next) {
  const addresses = [];
  const offsets = [0];
  const width = 1 + 2 * next();
  const middle = 10 + 20 * next();
  for (let k = 0; k < steps; k++) {
    const along = (k / steps) * channels;
    for (let c = 0; c < channels; c++) {
      const near =
        label === 2
          ? Math.abs(k - middle) < 2 * width
          : Math.abs(c - (label === 0 ? along : channels - along)) < width;
      if (next() < (near ? 0.5 : 0.02)) addresses.push(c);
    }
    offsets.push(addresses.length);
  }
  return {
    name,
    label,
    steps,
    channels,
    offsets: Uint32Array.from(offsets),
    addresses: Uint16Array.from(addresses),
    values: null,
  };
}

const recordings = (count, seed) => {
  const next = random(seed).next;
  return Array.from({ length: count }, (_, i) => recording(i % classes, `recording ${i}`, next));
};

/** The network with random weights and the given readout. */
function withReadout(weights, bias) {
  const next = random(3).next;
  const values = (length, scale) => Float64Array.from({ length }, () => scale * (2 * next() - 1));
  const layer = {
    fast: values(neurons * channels, 0.6),
    bias: values(neurons, 0.1),
    memory: {
      drive: values(channels, 0.5),
      driveBias: values(1, 0.1),
      output: values(neurons * memory.dim, 1),
    },
  };
  return floatNetwork(network, { layers: [layer], readout: { weights, bias } });
}

/** Solves A x = b for a small matrix A (Gaussian elimination with pivoting); both are overwritten. */
function solve(A, b) {
  const n = b.length;
  for (let i = 0; i < n; i++) {
    let best = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(A[r][i]) > Math.abs(A[best][i])) best = r;
    [A[i], A[best], b[i], b[best]] = [A[best], A[i], b[best], b[i]];
    for (let r = 0; r < n; r++) {
      if (r === i) continue;
      const factor = A[r][i] / A[i][i];
      for (let c = i; c < n; c++) A[r][c] -= factor * A[i][c];
      b[r] -= factor * b[i];
    }
  }
  return b.map((value, i) => value / A[i][i]);
}

/** Fits the readout to how often each neuron fires a step: least squares, with a little weight decay. */
function fit(examples) {
  const empty = withReadout(new Float64Array(classes * neurons), new Float64Array(classes));
  const run = floatModel(empty);
  const features = examples.map((events) => {
    const rates = new Float64Array(neurons + 1);
    rates[neurons] = 1;
    for (const n of run(events, { record: true }).trace.layers[0].spikes.addresses) rates[n] += 1 / steps;
    return rates;
  });
  const size = neurons + 1;
  const columns = Array.from({ length: classes }, (_, label) => {
    const A = Array.from({ length: size }, (_, i) =>
      Array.from({ length: size }, (_, j) =>
        features.reduce((sum, f) => sum + f[i] * f[j], i === j ? 0.05 : 0),
      ),
    );
    const b = Array.from({ length: size }, (_, i) =>
      features.reduce((sum, f, e) => sum + f[i] * (examples[e].label === label ? 1 : -1), 0),
    );
    return solve(A, b);
  });
  return withReadout(
    Float64Array.from(columns.flatMap((column) => column.slice(0, neurons))),
    Float64Array.from(columns, (column) => column[neurons]),
  );
}

saveCheckpoint(fit(recordings(150, 1)), "weights.safetensors");
await writeJsonRecordings("recordings.json", recordings(30, 2));
