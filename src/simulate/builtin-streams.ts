// The ends of a circuit's streams in the built-in engine, as sim/streams.h has them: what goes in, what comes out, what is watched.
import type { Accessor, Simulator } from "../hdl/simulator/index.ts";
import type { Field, StreamInterface } from "./bench.ts";
import type { Beats, Taken, Wait } from "./case.ts";
import { ColumnBuilder, type Values } from "./column.ts";

/** What was seen, column by column. */
export class Recorder {
  readonly cycles: number[] = [];
  private readonly builders: ColumnBuilder[];
  private readonly fields: Accessor[];

  constructor(simulator: Simulator, fields: readonly Field[]) {
    this.builders = fields.map((f) => new ColumnBuilder(f));
    this.fields = fields.map((f) => simulator.port(f.port));
  }

  add(cycle: number): void {
    this.cycles.push(cycle);
    for (let i = 0; i < this.fields.length; i += 1) this.builders[i].add(this.fields[i].get());
  }

  taken(): Taken {
    return { cycles: Uint32Array.from(this.cycles), columns: this.builders.map((b) => b.column()) };
  }
}

/** Whether a stream pauses in a cycle: drawn anew at each call. */
export type Draw = () => boolean;

/** Offers its beats in order; a beat once offered stays until it is taken. */
export class Source {
  readonly accepted: number[] = [];
  private readonly beats: number;
  private readonly columns: readonly Values[];
  private readonly valid: Accessor;
  private readonly ready: Accessor;
  private readonly fields: Accessor[];
  private readonly stalled: Draw;
  private readonly waits: readonly Wait[];
  private offering = false;

  constructor(
    simulator: Simulator,
    stream: StreamInterface,
    given: Beats,
    waits: readonly Wait[],
    stalled: Draw,
  ) {
    this.waits = waits;
    this.beats = given.beats;
    this.columns = given.columns;
    this.valid = simulator.port(stream.valid);
    this.ready = simulator.port(stream.ready);
    this.fields = stream.fields.map((f) => simulator.port(f.port));
    this.stalled = stalled;
  }

  get finished(): boolean {
    return this.accepted.length === this.beats;
  }

  /** `passed`: beats that a stream has passed so far. */
  drive(passed: (stream: string) => number): void {
    if (this.offering) return;
    const waits = () => this.waits.some((w) => w.beat <= this.accepted.length && passed(w.stream) < w.beats);
    this.offering = !this.finished && !waits() && !this.stalled();
    this.valid.set(this.offering ? 1 : 0);
    if (!this.offering) return;
    const next = this.accepted.length;
    for (let i = 0; i < this.fields.length; i += 1) this.fields[i].set(this.columns[i][next]);
  }

  sample(cycle: number): void {
    if (!this.offering || !this.ready.get()) return;
    this.offering = false;
    this.accepted.push(cycle);
  }
}

/** Takes beats where it does not pause, and sees that what is offered stays until it is taken. */
export class Sink {
  readonly name: string;
  readonly recorder: Recorder;
  private readonly valid: Accessor;
  private readonly ready: Accessor;
  private readonly fields: Accessor[];
  private readonly stalled: Draw;
  readonly patient: boolean;
  private readonly holds: boolean;
  private offered: (number | bigint)[] = [];

  constructor(simulator: Simulator, stream: StreamInterface, stalled: Draw, patient: boolean) {
    this.name = stream.name;
    this.recorder = new Recorder(simulator, stream.fields);
    this.valid = simulator.port(stream.valid);
    this.ready = simulator.port(stream.ready);
    this.fields = stream.fields.map((f) => simulator.port(f.port));
    this.stalled = stalled;
    this.holds = stream.holds === true;
    this.patient = this.holds && patient;
  }

  reset(): void {
    this.ready.set(0);
  }

  drive(): void {
    this.ready.set(!this.stalled() && (!this.patient || this.valid.get()) ? 1 : 0);
  }

  /** Whether what was offered before and not taken is still there as it was. */
  kept(): boolean {
    if (!this.holds) return true;
    if (this.offered.some((value, i) => !this.valid.get() || value !== this.fields[i].get())) return false;
    this.offered = this.valid.get() && !this.ready.get() ? this.fields.map((f) => f.get()) : [];
    return true;
  }

  sample(cycle: number): void {
    if (this.valid.get() && this.ready.get()) this.recorder.add(cycle);
  }
}

/** A plain input: a value for every cycle, the last one stays. */
export class Level {
  private readonly accessor: Accessor;
  private readonly values: Values;

  constructor(simulator: Simulator, { port }: Field, values: Values) {
    this.accessor = simulator.port(port);
    this.values = values;
  }

  drive(cycle: number): void {
    if (cycle < this.values.length) this.accessor.set(this.values[cycle]);
  }
}
