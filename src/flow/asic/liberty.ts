// Liberty, the text in which a cell library is told: groups of attributes and groups, nothing of what they mean.
import { FlowError } from "../error.ts";

/** A group: `name(arguments) { attributes and groups }`. */
export interface Group {
  readonly name: string;
  readonly args: readonly string[];
  /** `name : value;` has one value, `name(a, b);` has several; of an attribute that is given twice the last. */
  readonly attributes: ReadonlyMap<string, readonly string[]>;
  readonly groups: readonly Group[];
  /** Where it lies in the text: from its name to behind its closing brace. */
  readonly from: number;
  readonly to: number;
}

/** Groups of that name within a group. */
export const groupsOf = (group: Group, name: string): Group[] => group.groups.filter((g) => g.name === name);

/** An attribute with one value; null where it is not there. */
export const textOf = (group: Group, name: string): string | null => group.attributes.get(name)?.[0] ?? null;

const space = /(?:[\s\\]|\/\*[\s\S]*?\*\/|\/\/[^\n]*)+/y;
const word = /"(?:[^"\\]|\\[\s\S])*"|[^\s"(){},:;]+/y;
/** An unquoted value may have several words: a name in brackets, a sum. */
const value = /"(?:[^"\\]|\\[\s\S])*"|[^"\n;{}]+/y;

/** Without quotes, and without the ends of lines that go on. */
const bare = (text: string) =>
  (text.startsWith('"') ? text.slice(1, -1) : text).replace(/\\\r?\n/g, " ").trim();

class Reader {
  private at = 0;
  private readonly text: string;
  private readonly file: string;

  constructor(text: string, file: string) {
    this.text = text;
    this.file = file;
  }

  /** The one group of the file. */
  library(): Group {
    this.skip();
    const from = this.at;
    const name = this.word("library");
    if (name !== "library") this.fail(`found ${name}, a library begins with library(name) {`, from);
    const args = this.list();
    const group = this.body(name, args, from);
    this.skip();
    if (this.at < this.text.length) this.fail("found text behind the end of the library");
    return group;
  }

  private body(name: string, args: readonly string[], from: number): Group {
    this.take("{");
    const attributes = new Map<string, readonly string[]>();
    const groups: Group[] = [];
    for (;;) {
      this.skip();
      if (this.see("}")) return { name, args, attributes, groups, from, to: this.at };
      if (this.see(";")) continue;
      const begin = this.at;
      const own = this.word("an attribute, a group or }");
      this.skip();
      if (this.see(":")) {
        this.skip();
        attributes.set(own, [bare(this.match(value) ?? this.fail(`attribute ${own} has no value`))]);
        continue;
      }
      const list = this.list();
      this.skip();
      if (this.text[this.at] === "{") groups.push(this.body(own, list, begin));
      else attributes.set(own, list);
    }
  }

  private list(): string[] {
    this.take("(");
    const found: string[] = [];
    for (;;) {
      this.skip();
      if (this.see(")")) return found;
      if (this.see(",")) continue;
      found.push(bare(this.match(word) ?? this.fail("a list is not closed")));
    }
  }

  private skip(): void {
    this.match(space);
  }

  private see(sign: string): boolean {
    if (this.text[this.at] !== sign) return false;
    this.at += 1;
    return true;
  }

  private take(sign: string): void {
    this.skip();
    if (!this.see(sign)) this.fail(`found ${this.here()}, needed ${sign}`);
  }

  private word(what: string): string {
    return this.match(word) ?? this.fail(`found ${this.here()}, needed ${what}`);
  }

  private match(pattern: RegExp): string | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? null;
    if (found !== null) this.at += found.length;
    return found;
  }

  private here(): string {
    return this.at >= this.text.length ? "the end of the file" : JSON.stringify(this.text[this.at]);
  }

  private fail(what: string, at = this.at): never {
    const line = this.text.slice(0, at).split("\n").length;
    throw new FlowError(`${this.file}: line ${line}: ${what}`);
  }
}

/** The library group of a Liberty text. @throws FlowError with file and line where it is none */
export const parseLiberty = (text: string, file: string): Group => new Reader(text, file).library();
