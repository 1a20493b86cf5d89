// Functions of pins, as Liberty writes them: `!((A1 & A2) | B)`, `(A B)'`, `A*B+C`.
import { FlowError } from "../error.ts";

/** In Verilog, every operation in brackets. */
export type VerilogText = string;

const token = /\s*(?:([A-Za-z_][\w.[\]]*)|([01])|([!'()&*|+^]))/y;

/**
 * A function in Verilog. Inversion binds most, then exclusive or, then and (also where two operands stand side by side),
 * then or.
 * @throws FlowError naming `where` for what is no such function
 */
export function functionText(text: string, where: string): VerilogText {
  const tokens: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const found = token.exec(text);
    if (found === null) throw new FlowError(`${where}: function "${text}" cannot be read`);
    tokens.push(found[0].trim());
  }
  let at = 0;
  const wrong = (): never => {
    throw new FlowError(
      `${where}: function "${text}" ${at < tokens.length ? `is wrong at ${tokens[at]}` : "ends too early"}`,
    );
  };
  const see = (...signs: string[]) => {
    if (!signs.includes(tokens[at] ?? "")) return false;
    at += 1;
    return true;
  };
  const operand = (): VerilogText => {
    const inverted = see("!");
    const inner = inverted ? `~${operand()}` : single();
    return inner;
  };
  const single = (): VerilogText => {
    let inner: VerilogText;
    if (see("(")) {
      inner = or();
      if (!see(")")) wrong();
    } else {
      const name = tokens[at] ?? wrong();
      if (/^[01]$/.test(name)) inner = `1'b${name}`;
      else if (/^\w/.test(name)) inner = name;
      else return wrong();
      at += 1;
    }
    while (see("'")) inner = `(~${inner})`;
    return inner;
  };
  const chain = (part: () => VerilogText, sign: string, more: () => boolean): VerilogText => {
    let all = part();
    while (more()) all = `(${all} ${sign} ${part()})`;
    return all;
  };
  const exclusive = () => chain(operand, "^", () => see("^"));
  const beginsOperand = () => at < tokens.length && /^[\w!(]/.test(tokens[at]!);
  const and = () => chain(exclusive, "&", () => see("&", "*") || beginsOperand());
  const or = () => chain(and, "|", () => see("|", "+"));
  const whole = or();
  return at < tokens.length ? wrong() : whole;
}
