// The recurrence of step times in WebAssembly, for four hardware choices side by side.
import {
  assemble,
  type Code,
  count,
  i32,
  i32x4,
  type Local,
  type Locals,
  routine,
  v128,
} from "../../base/webassembly.ts";
import { turned } from "./columns.ts";
import { field } from "./step-fields.ts";

/** What of the hardware changes the recurrence itself, and not only its numbers. */
export interface Structure {
  readonly layers: number;
  /** One core for all layers. */
  readonly shared: boolean;
  /** A part opens for the next step once it has taken one, not once the events of that have gone by. */
  readonly opensWhenTaken: boolean;
}

/** Choices side by side. */
export const TOGETHER = 4;

/** Limits that cycles are counted below at once. */
export const LIMITS = 2;

/** Bytes of a vector, and of a step of the events from outside, of a part, and of what is told. */
const VECTOR = 16;

/** What a part carries from step to step. */
const stateNames = ["pass", "free", "opens", "sent3", "sent2", "sent1"] as const;
type State = Readonly<Record<(typeof stateNames)[number], Local>>;

/** State at the start, counted from the cycle in which the first event is offered: as `stateNames`, of each part. */
export const initialState = [1, 1, 1, 0, 0, 0] as const;

const cores = ({ layers, shared }: Structure): number => (shared ? 1 : layers);

const { add, max, subtract } = i32x4;

/** What a kernel works with, made once for all of its steps. */
interface Frame {
  readonly structure: Structure;
  readonly own: Locals;
  readonly states: readonly State[];
  /** Places of the step in the tables of the events, and in all others. */
  readonly event: Local;
  readonly step: Local;
  readonly end: Local;
  readonly ready: Local;
  readonly taken: Local;
  readonly met: Local;
  readonly one: Local;
}

/** The state of a layer's core, or of the readout behind the last. */
const stateOf = ({ structure: { layers, shared }, states }: Frame, part: number): State =>
  part === layers ? states.at(-1)! : states[shared ? 0 : part]!;

/** The events of a step, one after the other from outside. */
function events(frame: Frame, tables: readonly Local[]): Code {
  const { own, event, end, ready, one } = frame;
  const { load, columns } = turned(own, tables);
  return [
    ...load(event, 0),
    ...end.set(add(max(stateOf(frame, 0).opens.get, add(end.get, one.get)), columns[0]!)),
    ...ready.set(add(end.get, columns[1]!)),
  ];
}

/** A part takes a step; `free`: when the job before is done. */
function take(
  { structure, ready, taken, met, one }: Frame,
  state: State,
  free: Code,
  fields: readonly Code[],
): Code {
  return [
    ...taken.set(max(ready.get, state.pass.get)),
    ...met.set(max(add(taken.get, fields[field.takenToMet]!), add(free, fields[field.freeToMet]!))),
    ...state.pass.set(add(met.get, fields[field.metToPass]!)),
    ...state.free.set(add(met.get, fields[field.metToFree]!)),
    ...state.opens.set(structure.opensWhenTaken ? add(taken.get, one.get) : state.pass.get),
  ];
}

/** A layer takes a step and sends its spikes. */
function layer(frame: Frame, part: number, tables: readonly Local[]): Code {
  const { own, step, ready, met, one } = frame;
  const state = stateOf(frame, part);
  const [first, second] = [turned(own, tables), turned(own, tables)];
  const fields = [...first.columns, ...second.columns];
  // Spikes of three steps may wait: the job begins after those of the third before it are sent.
  const free = max(state.free.get, add(state.sent3.get, one.get));
  const opened = add(stateOf(frame, part + 1).opens.get, fields[field.opensToSent]!);
  const left = add(state.sent1.get, fields[field.leftToSent]!);
  const sent = max(max(opened, left), add(met.get, fields[field.metToSent]!));
  return [
    ...first.load(step, 0),
    ...second.load(step, VECTOR),
    ...take(frame, state, free, fields),
    ...state.sent3.set(state.sent2.get),
    ...ready.set(sent),
    ...state.sent2.set(state.sent1.get),
    ...state.sent1.set(ready.get),
    ...ready.set(add(ready.get, fields[field.sentToReady]!)),
  ];
}

/**
 * Steps from `from` to `to` (times 16), from the state at `state` on, which is left there counted from the end of the last
 * step; behind it lie the sum of the steps' cycles, the least and the most of them. `tables`: addresses of the tables of the
 * events, of each layer, of the readout, four each. At `told`, for each step: cycles since the step before, and from its last
 * event until its class is offered, were it the last.
 */
const stepsKernel = (structure: Structure) =>
  routine(5, ([from, to, stateAt, tablesAt, told], own) => {
    const { layers } = structure;
    const states: State[] = Array.from(
      { length: cores(structure) + 1 },
      () => Object.fromEntries(stateNames.map((name) => [name, own.v128()])) as unknown as State,
    );
    const stored = states.flatMap((state) => stateNames.map((name) => state[name]));
    const [sum, least, most, cycles] = [own.v128(), own.v128(), own.v128(), own.v128()];
    const sums = [sum, least, most];
    const tables = Array.from({ length: layers + 2 }, () =>
      Array.from({ length: TOGETHER }, () => own.i32()),
    );
    const [end, ready, taken, met, one] = Array.from({ length: 5 }, () => own.v128());
    const [event, step] = [own.i32(), own.i32()];
    const frame: Frame = { structure, own, states, event, step, end, ready, taken, met, one };
    const readout = stateOf(frame, layers);
    const classes = turned(own, tables[layers + 1]!);
    const tell = i32.add(told.get, step.get);
    const at = (i: number) => VECTOR * i;
    return [
      ...[...stored, ...sums].flatMap((local, i) => local.set(v128.load(stateAt.get, at(i)))),
      ...tables.flat().flatMap((local, i) => local.set(i32.load(tablesAt.get, 4 * i))),
      ...one.set(i32x4.splat(i32.constant(1))),
      ...end.set(v128.zero),
      ...count(event, from.get, to.get, VECTOR, [
        ...step.set(i32.shiftLeft(event.get, i32.constant(1))),
        ...cycles.set(end.get),
        ...events(frame, tables[0]!),
        ...cycles.set(subtract(end.get, cycles.get)),
        ...sum.set(add(sum.get, cycles.get)),
        ...least.set(i32x4.min(least.get, cycles.get)),
        ...most.set(max(most.get, cycles.get)),
        ...v128.store(tell, cycles.get),
        ...Array.from({ length: layers }, (_, part) => layer(frame, part, tables[part + 1]!)).flat(),
        ...classes.load(step, 0),
        ...take(frame, readout, readout.free.get, classes.columns),
        // A class is offered in the cycle after its last addition, and taken in the next, which frees the readout.
        ...v128.store(tell, subtract(subtract(readout.free.get, one.get), end.get), VECTOR),
      ]),
      ...stored.flatMap((local, i) => v128.store(stateAt.get, subtract(local.get, end.get), at(i))),
      ...sums.flatMap((local, i) => v128.store(stateAt.get, local.get, at(stored.length + i))),
    ];
  });

/**
 * Counts, of the vectors from `from` to `to`, a step apart, those that are at most as large as a limit, each choice on its own.
 * At `limits`: the limits, and behind them the counts.
 */
const countKernel = routine(3, ([from, to, limits], own) => {
  const [at, cycles] = [own.i32(), own.v128()];
  const all = Array.from({ length: LIMITS }, () => [own.v128(), own.v128()] as const);
  return [
    ...all.flatMap(([limit], i) => limit.set(v128.load(limits.get, VECTOR * i))),
    ...count(at, from.get, to.get, 2 * VECTOR, [
      ...cycles.set(v128.load(at.get)),
      // What compares is -1.
      ...all.flatMap(([limit, below]) =>
        below.set(subtract(below.get, i32x4.atLeast(limit.get, cycles.get))),
      ),
    ]),
    ...all.flatMap(([, below], i) => v128.store(limits.get, below.get, VECTOR * (LIMITS + i))),
  ];
});

/** The routines, for a memory. */
export interface StepKernel {
  steps(from: number, to: number, state: number, tables: number, told: number): void;
  count(from: number, to: number, limits: number): void;
}

const made = new Map<string, Uint8Array>();

/** The module's bytes, made once for each structure. */
export function stepKernelBytes(structure: Structure): Uint8Array {
  const key = JSON.stringify(structure);
  const bytes = made.get(key) ?? assemble({ steps: stepsKernel(structure), count: countKernel });
  made.set(key, bytes);
  return bytes;
}
