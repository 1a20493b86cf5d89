// The arithmetic in 16 and 32 bits, several rows at once: the fastest, for networks whose sums provably fit (../bounds.ts).
import type { IntegerNetwork } from "../../src/network/integer.ts";
import { readoutStepper } from "../readout.ts";
import { copyReadout, type GoldenState, type Runner, type StepEvents } from "../state.ts";
import { eventSums, type PlacedEvents } from "./events.ts";
import { layerParts } from "./layer.ts";
import { type Layout, layOut, load, type Opened } from "./memory.ts";

/** Events that are copied into the memory at a time. */
const BLOCK = 1024;

/** Lays out a network; what is returned opens it where it was laid out, for one sequence after the other. */
function networkParts(layout: Layout, network: IntegerNetwork) {
  const addressesAt = layout.room(4 * BLOCK);
  const valuesAt = layout.room(4 * BLOCK);
  const layers = network.layers.map((layer) => layerParts(layout, layer));
  const classes = eventSums(layout, network.readout.weights);
  const readout = readoutStepper(network.readout);

  return (opened: Opened): ((from: GoldenState) => Runner) => {
    const running = layers.map((layer) => layer(opened));
    const sums = classes.open(opened);
    const addresses = new Uint32Array(opened.buffer, addressesAt, BLOCK);
    const values = new Uint32Array(opened.buffer, valuesAt, BLOCK);
    const placed: PlacedEvents = { at: addressesAt, count: 0, values: null };
    const did = running.map((layer) => layer.did);

    const addInputs = (events: StepEvents): void => {
      placed.values = events.values === null ? null : valuesAt - addressesAt;
      let from = events.from;
      do {
        const count = Math.min(events.to - from, BLOCK);
        for (let e = 0; e < count; e++) addresses[e] = events.addresses[from + e];
        if (events.values !== null) for (let e = 0; e < count; e++) values[e] = events.values[from + e];
        placed.count = count;
        running[0].add(placed);
        from += count;
      } while (from < events.to);
    };

    return (from) => {
      let step = from.step;
      const ends = copyReadout(from.readout);
      from.layers.forEach((layer, l) => {
        running[l].set(layer);
      });
      const advance = (events: StepEvents): void => {
        for (let l = 0; l < running.length; l++) {
          running[l].start();
          if (l === 0) addInputs(events);
          else running[l].add(running[l - 1].spikes);
          running[l].finish(step);
        }
        sums.start();
        sums.add(running[running.length - 1].spikes);
        readout(ends, sums.values, step);
        step++;
      };
      return {
        advance,
        did,
        layers: running.map(({ state }) => state),
        logits: ends.logits,
        state: () => ({
          step,
          layers: running.map(({ state: { m, u, held } }) => ({
            m: m.slice(),
            u: u.slice(),
            held: Float64Array.from(held),
          })),
          readout: ends,
        }),
      };
    };
  };
}

/** How a sequence is begun after a state. The runner is valid until another sequence is begun, of whichever network. */
export function simdRunner(network: IntegerNetwork): (from: GoldenState) => Runner {
  const { image, planned } = layOut((layout) => networkParts(layout, network));
  return (from) => load(image, planned)(from);
}
