// Source text that runs as it is written: every line is executed in the body of the circuit and kept for the reader.
import * as hdl from "../../../src/hdl/index.ts";

/** Runs lines of source in a scope of names. */
export class Script {
  readonly lines: string[] = [];
  /** Names of signals, as expressions in the source, that later lines may use. */
  readonly pool: string[] = [];
  private readonly scope: Record<string, unknown>;

  constructor(scope: Record<string, unknown>) {
    this.scope = Object.assign(Object.create(null), hdl, scope);
  }

  /** The value of an expression of the source. */
  value(code: string): unknown {
    // Functions made from text are not in strict mode, so `with` can look names up.
    return new Function("scope", `with (scope) { return (${code}); }`)(this.scope);
  }

  signal(code: string): hdl.Signal {
    return this.value(code) as hdl.Signal;
  }

  /** The first of the expressions that the rules of ranges and widths allow. */
  allowed(...candidates: readonly string[]): string {
    for (const code of candidates.slice(0, -1)) {
      try {
        this.value(code);
        return code;
      } catch (error) {
        if (!(error instanceof hdl.HdlError)) throw error;
      }
    }
    return candidates.at(-1)!;
  }

  run(code: string): void {
    this.value(code);
    this.lines.push(`${code};`);
  }

  /** `const name = code` */
  bind(name: string, code: string): void {
    this.scope[name] = this.value(code);
    this.lines.push(`const ${name} = ${code};`);
  }

  /** `const { name } = code` */
  take(name: string, code: string): void {
    this.scope[name] = (this.value(code) as Record<string, unknown>)[name];
    this.lines.push(`const { ${name} } = ${code};`);
  }

  pick(n: number): string {
    return this.pool[n % this.pool.length]!;
  }

  /** An expression of one bit over what is there: never a constant, which would leave something without use. */
  condition(n: number): string {
    const x = this.varying(n);
    const { range, width } = this.signal(x);
    if (range.lo === 0n && range.hi === 1n) return n % 3 === 0 ? `${x}.not()` : x;
    const middle = literal((range.lo + range.hi + 1n) / 2n);
    const tests = [
      `${x}.bit(${n % width})`,
      `${x}.ge(${middle})`,
      `${x}.ne(${literal(range.lo)})`,
      `${x}.lt(${middle})`,
    ];
    return tests[n % tests.length]!;
  }

  /** The first thing of the pool, from the n-th on, that can change. */
  private varying(n: number): string {
    for (let at = n; at < n + this.pool.length; at++) {
      const { range } = this.signal(this.pick(at));
      if (range.lo !== range.hi) return this.pick(at);
    }
    throw new Error("The pool holds nothing that can change.");
  }

  /** An expression over what is there that fits the type (its source). */
  fitting(n: number, type: string): string {
    const x = this.pick(n);
    return this.allowed(...(n % 2 === 0 ? [`${x}.wrap(${type})`] : []), `${x}.saturate(${type})`);
  }
}

/** A whole number as it is written in source. */
export const literal = (n: bigint): string => (n > -(2n ** 53n) && n < 2n ** 53n ? `${n}` : `${n}n`);
