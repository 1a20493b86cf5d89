// The body of a module as it is written: plain lines follow each other, blocks have blank lines around them.
import { comment } from "./layout.ts";
import type { Scope } from "./scope.ts";

export class Page {
  readonly lines: string[] = [];
  readonly #scope: Scope;
  /** Source line of what comes next, and of what came last. */
  #source: string | undefined;
  #sourceAbove: string | undefined;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Says the source line of what comes next; where it is that of what came last, or not known, nothing is said. */
  from(source: string | undefined): void {
    this.#source = source;
  }

  /** The note of what comes, and its source line. */
  #above(note: string | undefined): string[] {
    const source = this.#source;
    this.#source = undefined;
    if (source === undefined || source === this.#sourceAbove) return comment(note);
    this.#sourceAbove = source;
    return [...comment(note), ...comment(source)];
  }

  /** Adds plain lines, after the helper signals that they need; a note sets them apart from what is above. */
  add(lines: readonly string[], note?: string): void {
    this.helpers();
    if (note !== undefined) this.blank();
    this.lines.push(...this.#above(note), ...lines);
  }

  /** Adds a block of lines between blank lines. */
  block(lines: readonly string[], note?: string): void {
    this.helpers();
    this.blank();
    this.lines.push(...this.#above(note), ...lines, "");
  }

  /** Declares the helper signals that were made since the last lines. */
  helpers(): void {
    for (const { lines, isBlock } of this.#scope.takeHelpers()) {
      if (isBlock) this.blank();
      this.lines.push(...lines);
      if (isBlock) this.lines.push("");
    }
  }

  blank(): void {
    if (this.lines.length > 0 && this.lines.at(-1) !== "") this.lines.push("");
  }

  /** The lines, without a blank one at the end. */
  finished(): string[] {
    const last = this.lines.at(-1) === "" ? -1 : this.lines.length;
    return this.lines.slice(0, last);
  }
}
