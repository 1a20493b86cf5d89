// The draft of a circuit: what its body has said, with signals in place of expression trees, and where each was written.
import type { Place } from "./errors.ts";
import type { MemoryStyle, Operated, Type } from "./ir.ts";
import type { Signal } from "./signal.ts";

/** Something that is driven. */
export interface Driven {
  readonly name: string;
  readonly kind: "wire" | "register";
}

/** Statements and items still hold signals; elaboration turns them into expression trees. */
export type DraftStatement =
  | { readonly kind: "assign"; readonly target: Driven; readonly value: Signal; readonly place: Place }
  | {
      readonly kind: "if";
      readonly branches: { readonly when: Signal; readonly body: DraftStatement[] }[];
      otherwise: DraftStatement[] | null;
      readonly place: Place;
    }
  | {
      readonly kind: "switch";
      readonly on: Signal;
      readonly cases: { readonly values: readonly bigint[]; readonly body: DraftStatement[] }[];
      otherwise: DraftStatement[] | null;
      readonly place: Place;
    };

export interface DraftRead {
  readonly name: string;
  readonly address: Signal;
  readonly enable: Signal | null;
  readonly lanes: readonly string[];
}

export interface DraftWrite {
  readonly name: string;
  readonly address: Signal;
  readonly enable: Signal;
  readonly laneEnables: readonly Signal[] | null;
  readonly data: readonly Signal[];
}

export interface DraftMemory {
  readonly kind: "memory";
  readonly name: string;
  readonly depth: number;
  readonly lanes: number;
  readonly type: Type;
  readonly style: MemoryStyle;
  /** Its only port was declared with `access`. */
  onePort?: true;
  readonly readDuringWrite: "old" | "undefined" | "never";
  readonly initial: readonly (readonly string[])[] | null;
  readonly reads: DraftRead[];
  /** A read port was declared that is never enabled: without another the memory is not needed. */
  readInVain: boolean;
  readonly writes: DraftWrite[];
}

export type DraftBody =
  | {
      readonly kind: "signal";
      readonly name: string;
      readonly value: Signal;
      /** The conditions around its declaration: what it claims is claimed under them. */
      readonly under: () => readonly Signal[];
    }
  | {
      readonly kind: "wire";
      readonly name: string;
      readonly type: Type;
      readonly output: boolean;
      default: Signal | null;
    }
  | {
      readonly kind: "register";
      readonly name: string;
      readonly type: Type;
      readonly reset: bigint | null;
      readonly initial?: string;
      readonly stage?: string;
    }
  | DraftMemory
  | {
      readonly kind: "instance";
      readonly name: string;
      readonly circuit: string;
      readonly inputs: readonly { readonly port: string; readonly value: Signal }[];
      readonly outputs: readonly { readonly port: string; readonly type: Type }[];
    }
  | {
      readonly kind: "clocking";
      readonly name: "clk";
      readonly type: Type;
      readonly clock: Signal;
      readonly reset: Signal;
    }
  | { readonly kind: "process"; readonly body: DraftStatement[] }
  | { readonly kind: "work"; readonly when: Signal; readonly operations: readonly Operated[] }
  | {
      readonly kind: "assert";
      readonly name: string;
      readonly condition: Signal;
      /** What a failure shows. */
      readonly value?: Signal;
      readonly message: string;
    };

/** A value that no hardware keeps, and the conditions under which it is given. */
export interface Unstored {
  /** Of what would have kept it. */
  readonly name: string;
  readonly value: Signal;
  readonly under: () => readonly Signal[];
  readonly place: Place;
}

/** An item of the circuit with its comment and its place in the user's source. */
export type DraftItem = DraftBody & { readonly note?: string; readonly place: Place };

/** The signals an item is made of, in order. */
export function rootsOf(item: DraftItem): Signal[] {
  switch (item.kind) {
    case "signal":
      return [item.value];
    case "wire":
      return item.default === null ? [] : [item.default];
    case "register":
      return [];
    case "memory":
      return [
        ...item.reads.flatMap((r) => (r.enable === null ? [r.address] : [r.address, r.enable])),
        ...item.writes.flatMap((w) => [w.address, w.enable, ...(w.laneEnables ?? []), ...w.data]),
      ];
    case "instance":
      return item.inputs.map((i) => i.value);
    case "process":
      return item.body.flatMap(statementRoots);
    case "assert":
      return item.value === undefined ? [item.condition] : [item.condition, item.value];
    case "work":
      return [item.when];
    case "clocking":
      return [item.clock, item.reset];
  }
}

/** The signals a statement is made of, in order. */
export function statementRoots(s: DraftStatement): Signal[] {
  if (s.kind === "assign") return [s.value];
  const otherwise = (s.otherwise ?? []).flatMap(statementRoots);
  if (s.kind === "if")
    return [...s.branches.flatMap((b) => [b.when, ...b.body.flatMap(statementRoots)]), ...otherwise];
  return [s.on, ...s.cases.flatMap((c) => c.body.flatMap(statementRoots)), ...otherwise];
}

/** Everything a statement drives, with the lines. */
export function targetsOf(s: DraftStatement): { name: string; place: Place }[] {
  if (s.kind === "assign") return [{ name: s.target.name, place: s.place }];
  const bodies = [...(s.kind === "if" ? s.branches : s.cases).map((b) => b.body), s.otherwise ?? []];
  return bodies.flatMap((body) => body.flatMap(targetsOf));
}

/** The names that an item gives to others. */
export function namesOf(item: DraftItem): string[] {
  switch (item.kind) {
    case "process":
    case "work":
    case "assert":
      return [];
    case "memory":
      return item.reads.flatMap((r) => r.lanes);
    case "instance":
      return item.outputs.map(({ port }) => `${item.name}.${port}`);
    default:
      return [item.name];
  }
}
