// Python literals, as far as the header of an .npy array has them: what ast.literal_eval makes of it.

export type Literal = string | number | boolean | null | Literal[] | Map<string, Literal>;

/** The value of a literal: strings, whole numbers, True, False, None, tuples and lists (both lists here), dictionaries. Null where it is none. */
export function parseLiteral(text: string): { readonly value: Literal } | null {
  const reader = { text, at: 0 };
  try {
    const value = read(reader, 0);
    skip(reader);
    return reader.at === text.length ? { value } : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}

interface Reader {
  readonly text: string;
  at: number;
}

/** Deeper nesting is no header. */
const MOST_DEPTH = 16;

function read(reader: Reader, depth: number): Literal {
  skip(reader);
  if (depth > MOST_DEPTH) throw new SyntaxError("too deep");
  if (take(reader, "(")) return list(reader, ")", depth);
  if (take(reader, "[")) return list(reader, "]", depth);
  if (take(reader, "{")) return dictionary(reader, depth);
  const string = match(reader, /[bu]?(?:'([^'\\\n]*)'|"([^"\\\n]*)")/y);
  if (string) return string[1] ?? string[2];
  // Python 2 wrote 3L for a long integer.
  const number = match(reader, /-?\d{1,15}(?=L?(?!\w))L?/y);
  if (number) return Number(number[0].replace("L", ""));
  const word = match(reader, /(True|False|None)(?!\w)/y)?.[1];
  if (word) return word === "None" ? null : word === "True";
  throw new SyntaxError("no literal");
}

function list(reader: Reader, end: string, depth: number): Literal[] {
  const items: Literal[] = [];
  for (;;) {
    skip(reader);
    if (take(reader, end)) return items;
    items.push(read(reader, depth + 1));
    separate(reader, end);
  }
}

function dictionary(reader: Reader, depth: number): Map<string, Literal> {
  const entries = new Map<string, Literal>();
  for (;;) {
    skip(reader);
    if (take(reader, "}")) return entries;
    const key = read(reader, depth + 1);
    skip(reader);
    if (typeof key !== "string" || !take(reader, ":")) throw new SyntaxError("no entry");
    entries.set(key, read(reader, depth + 1));
    separate(reader, "}");
  }
}

function separate(reader: Reader, end: string): void {
  skip(reader);
  if (!take(reader, ",") && reader.text[reader.at] !== end) throw new SyntaxError("no comma");
}

function take(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at++;
  return true;
}

function match(reader: Reader, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (found) reader.at = pattern.lastIndex;
  return found;
}

const skip = (reader: Reader): void => {
  match(reader, /\s*/y);
};
