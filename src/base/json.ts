// JSON with errors that say where: engines say it each in its own way, or not at all.
import { InputError } from "./errors.ts";

/** A text that is no JSON: the first place where it is not, what belongs there and what is there. */
export class JsonError extends InputError {
  override readonly name = "JsonError";
  /** Line and column. */
  readonly where: string;
  readonly expected: string;
  readonly found: string;

  constructor(where: string, expected: string, found: string) {
    super(`not JSON: ${where}: expected ${expected}, found ${found}`);
    this.where = where;
    this.expected = expected;
    this.found = found;
  }
}

/** The value of a JSON text. @throws JsonError with line and column, what belongs there and what is there */
export function parseJsonText(text: string): unknown {
  const plain = text.replace(/^\ufeff/, "");
  try {
    return JSON.parse(plain);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw errorIn(plain);
  }
}

const plainCharacters = String.raw`[^"\\\u0000-\u001f]*`;
const string = String.raw`"${plainCharacters}(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})${plainCharacters})*"`;
const scalar = String.raw`(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])`;
const token = new RegExp(String.raw`[\t\n\r ]*(?:([{}[\],:])|(${string})|(${scalar}))`, "y");

/** What may come next, and how it is called. */
const expectations = {
  value: "a value",
  firstItem: 'a value or "]"',
  firstKey: 'a key in quotes or "}"',
  key: "a key in quotes",
  colon: '":"',
  inObject: '"," or "}"',
  inList: '"," or "]"',
  end: "the end",
} as const;
type Expectation = keyof typeof expectations;

/** The first place at which a text is no JSON. */
function errorIn(text: string): JsonError {
  const open: ("{" | "[")[] = [];
  let expected: Expectation = "value";
  let at = 0;
  const after = (): Expectation =>
    open.length === 0 ? "end" : open[open.length - 1] === "{" ? "inObject" : "inList";
  while (true) {
    token.lastIndex = at;
    const found = token.exec(text);
    const next: Expectation | null = found === null ? null : step(expected, found, open, after);
    if (next === null) return errorAt(text, at, expected);
    expected = next;
    at = token.lastIndex;
  }
}

/** What is expected after a token; null where it does not belong there. */
function step(
  expected: Expectation,
  [, sign, string, scalar]: readonly (string | undefined)[],
  open: ("{" | "[")[],
  after: () => Expectation,
): Expectation | null {
  const isValue = expected === "value" || expected === "firstItem";
  if (string !== undefined && (expected === "key" || expected === "firstKey")) return "colon";
  if (string !== undefined || scalar !== undefined) return isValue ? after() : null;
  if ((sign === "{" || sign === "[") && isValue) {
    open.push(sign);
    return sign === "{" ? "firstKey" : "firstItem";
  }
  const closes =
    (sign === "}" && (expected === "firstKey" || expected === "inObject")) ||
    (sign === "]" && (expected === "firstItem" || expected === "inList"));
  if (closes) {
    open.pop();
    return after();
  }
  if (sign === ":" && expected === "colon") return "value";
  if (sign !== ",") return null;
  return expected === "inObject" ? "key" : expected === "inList" ? "value" : null;
}

/** So much of what is wrong is shown. */
const SHOWN = 20;

function errorAt(text: string, before: number, expected: Expectation): JsonError {
  const at = before + /^[\t\n\r ]*/.exec(text.slice(before))![0].length;
  const lines = text.slice(0, at).split(/\r\n|\n|\r/);
  const where = `line ${lines.length}, column ${lines[lines.length - 1]!.length + 1}`;
  return new JsonError(where, expectations[expected], foundAt(text, at, expected));
}

function foundAt(text: string, at: number, expected: Expectation): string {
  if (text.trim() === "") return "nothing";
  // A string without its end is cut too, where a string may stand.
  const mayBegin = ["value", "firstItem", "key", "firstKey"].includes(expected);
  const isCut = at === text.length || (mayBegin && /^"[^"\n\r]*$/.test(text.slice(at)));
  if (isCut) return "the end: the file is cut short, or was never finished";
  const rest = /^[^\n\r]*/.exec(text.slice(at))![0];
  return JSON.stringify(rest.length > SHOWN ? `${rest.slice(0, SHOWN)}...` : rest);
}
