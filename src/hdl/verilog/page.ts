// The body of a module as it is written: plain lines follow each other, blocks have blank lines around them.
import { comment } from "./layout.ts";
import type { Scope } from "./scope.ts";

export class Page {
  readonly lines: string[] = [];
  readonly #scope: Scope;

  constructor(scope: Scope) {
    this.#scope = scope;
  }

  /** Adds plain lines, after the helper signals that they need; a note sets them apart from what is above. */
  add(lines: readonly string[], note?: string): void {
    this.helpers();
    if (note !== undefined) this.blank();
    this.lines.push(...comment(note), ...lines);
  }

  /** Adds a block of lines between blank lines. */
  block(lines: readonly string[], note?: string): void {
    this.helpers();
    this.blank();
    this.lines.push(...comment(note), ...lines, "");
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
