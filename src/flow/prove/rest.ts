// The state in which a core rests between two steps, found by watching it: a guess that the proof then has to prove.
import { random } from "../../base/random.ts";
import type { Design } from "../../hdl/ir.ts";
import { rangeOf, widthOf } from "../../hdl/range.ts";
import { Simulator } from "../../hdl/simulator/index.ts";
import { instancesOf } from "../netlist.ts";

export interface Rest {
  /** Registers with a reset that hold the same value between any two steps. */
  readonly resting: readonly { readonly path: string; readonly value: number | bigint }[];
  /** The others, in groups of those of one width that are always equal between two steps: within a group one value, which may be any. */
  readonly groups: readonly (readonly string[])[];
  /** Registers of one bit that are always the opposite of the flag. */
  readonly opposite: readonly string[];
  /** Clock cycles after which every step has ended. */
  readonly cycles: number;
}

const STEPS = 90;
const LONGEST = 2000;

/**
 * Runs steps of up to `events` events over `channels` inputs and watches every register. `flag`: path of the register
 * that turns over in every step.
 */
export function restOf(design: Design, flag: string, channels: number, events: number): Rest {
  const registers = instancesOf(design).flatMap(({ path, circuit }) =>
    circuit.items
      .flatMap((item) => (item.kind === "register" && item.reset !== null ? [item] : []))
      .map(({ name, type }) => ({
        path: path === "" ? name : `${path}.${name}`,
        width: widthOf(rangeOf(type)),
      })),
  );
  const draws = random(5);
  const values = registers.map((): (number | bigint)[] => []);
  let cycles = 0;
  let simulator = new Simulator(design);
  for (let step = 0; step < STEPS; step += 1) {
    if (step % 6 === 0) {
      // Other weights: no value that depends on them counts as resting.
      simulator = new Simulator(design, { randomState: true, seed: step + 1 });
      simulator.reset(2);
      simulator.poke("spikes_ready", 1);
    }
    const count = draws.int(0, events);
    const end = draws.chance(0.25) ? 1 : 0;
    let beats = Math.max(1, count);
    let quiet = 0;
    let length = 0;
    let before = "";
    // A step has ended when no register has changed for longer than any stage waits.
    for (; quiet < 60 && length < LONGEST; length += 1) {
      const offers = beats > 0;
      simulator.poke("events_valid", offers ? 1 : 0);
      if (offers) {
        simulator.poke("events_address", draws.int(0, channels - 1));
        simulator.poke("events_empty", count === 0 ? 1 : 0);
        simulator.poke("events_last", beats === 1 ? 1 : 0);
        simulator.poke("events_end", end);
        if (Number(simulator.peek("events_ready")) === 1) beats -= 1;
      }
      simulator.step();
      const now = registers.map((r) => simulator.peek(r.path)).join(",");
      quiet = now === before && beats === 0 ? quiet + 1 : 0;
      before = now;
    }
    cycles = Math.max(cycles, length - quiet + 2);
    for (const [i, { path }] of registers.entries()) values[i]!.push(simulator.peek(path));
  }
  const rests = registers.map((_, i) => values[i]!.every((v) => v === values[i]![0]));
  const turned = values[registers.findIndex((r) => r.path === flag)]!.map((v) => 1 - Number(v)).join(",");
  const opposite: string[] = [];
  const groups = new Map<string, string[]>();
  registers.forEach(({ path, width }, i) => {
    if (rests[i]) return;
    const seen = values[i]!.join(",");
    if (width === 1 && seen === turned) {
      opposite.push(path);
      return;
    }
    const key = `${width}: ${seen}`;
    groups.set(key, [...(groups.get(key) ?? []), path]);
  });
  return {
    resting: registers.flatMap(({ path }, i) => (rests[i] ? [{ path, value: values[i]![0]! }] : [])),
    groups: [...groups.values()],
    opposite,
    cycles,
  };
}
