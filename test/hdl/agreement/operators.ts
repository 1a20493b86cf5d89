// Steps that make one value of others.
import type { Operator, Step } from "./recipe.ts";
import type { Script } from "./script.ts";

/** The source of an operator over operands of the pool; a second choice where the first would be too wide. */
export function operatorSource(script: Script, step: Step & { readonly kind: Operator }): string {
  const { kind, picks, n, type } = step;
  const [a, b, c] = picks.map((p) => script.pick(p)) as [string, string, string];
  const constantOrSignal = picks[3]! % 3 === 0 ? `${n - 20}` : b;
  const binary = (operator: string, low: string) =>
    script.allowed(
      `${a}.${operator}(${constantOrSignal})`,
      `${a}.wrap(${low}).${operator}(${b}.wrap(${low}))`,
    );
  switch (kind) {
    case "mul":
      return binary("mul", "sint(14)");
    case "add":
    case "sub":
    case "min":
    case "max":
    case "and":
    case "or":
    case "xor":
      return binary(kind, "sint(21)");
    case "eq":
    case "ne":
    case "lt":
    case "le":
    case "gt":
    case "ge":
      return `${a}.${kind}(${constantOrSignal})`;
    case "neg":
      return script.allowed(`${a}.neg()`, `${a}.wrap(uint(30)).neg()`);
    case "not":
      return `${a}.not()`;
    case "shiftLeft":
      return script.allowed(`${a}.shiftLeft(${n})`, `${a}.wrap(sint(30)).shiftLeft(${n % 20})`);
    case "shiftRight":
    case "roundShift":
      return script.allowed(`${a}.${kind}(${n})`, `${a}.wrap(sint(40)).${kind}(${n % 20})`);
    case "saturate":
      return `${a}.saturate(${type})`;
    case "wrap":
      return script.allowed(`${a}.wrap(${type})`, `${a}.wrap(sint(${1 + (n % 30)}))`);
    case "bits": {
      const { width } = script.signal(a);
      const low = n % width;
      return `${a}.bits(${low + (picks[4]! % (width - low))}, ${low})`;
    }
    case "concat":
      return script.allowed(
        `concat(${a}, ${b}, ${c})`,
        `concat(${a}, ${b})`,
        `concat(${a}.bits(0, 0), ${b}.bits(0, 0))`,
      );
    case "mux":
      return `mux(${script.condition(picks[5]!)}, ${a}, ${constantOrSignal})`;
    case "select": {
      const bits = 1 + (n % 3);
      const values = Array.from({ length: 2 ** bits }, (_, i) => script.pick(picks[i % 8]! + i));
      return `select(${c}.wrap(uint(${bits})), [${values.join(", ")}])`;
    }
    case "sum": {
      const terms = Array.from({ length: 2 + (n % 6) }, (_, i) => script.pick(picks[i]!));
      return script.allowed(
        `sum([${terms.join(", ")}])`,
        `sum([${terms.map((t) => `${t}.wrap(sint(9))`).join(", ")}])`,
      );
    }
    case "any":
      return `any(${script.condition(picks[0]!)}, ${script.condition(picks[1]!)}, all(${script.condition(picks[2]!)}, ${script.condition(picks[3]!)}))`;
  }
}
