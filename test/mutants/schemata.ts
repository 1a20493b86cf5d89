// Many edits in one text, each asleep until the simulation is started with +mutant=N: one build serves them all.
import type { Edit } from "./edits.ts";

/** The plain text with one edit made, as a person would have made it. */
export function edited(text: string, { start, end, replacement }: Edit): string {
  return `${text.slice(0, start)}${replacement ?? ";"}${text.slice(end)}`;
}

/** The text with all edits; edit `edits[i]` is in force where the plusarg `mutant` is `numbers[i]`. */
export function asleep(text: string, edits: readonly Edit[], numbers: readonly number[]): string {
  if (edits.length === 0) return text;
  const all = edits.map((edit, i) => ({ ...edit, number: numbers[i]! }));
  const render = (start: number, end: number, inside: typeof all): string => {
    let out = "";
    let at = start;
    const rest = [...inside].sort((a, b) => a.start - b.start || b.end - a.end);
    while (rest.length > 0) {
      const { start: from, end: to } = rest[0]!;
      const same = rest.filter((e) => e.start === from && e.end === to);
      const within = rest.filter(
        (e) => e.start >= from && e.end <= to && !(e.start === from && e.end === to),
      );
      out += text.slice(at, from);
      let made = render(from, to, within);
      for (const { number, replacement } of same)
        made =
          replacement === null
            ? `begin if (dmp_mutant != ${number}) ${made} end`
            : `((dmp_mutant == ${number}) ? ${replacement} : (${made}))`;
      out += made;
      at = to;
      rest.splice(0, rest.length, ...rest.filter((e) => e.start >= to));
    }
    return out + text.slice(at, end);
  };
  const made = render(0, text.length, all);
  const head = made.indexOf(");\n") + 3;
  const choose = `    integer dmp_mutant;\n    initial if (!$value$plusargs("mutant=%d", dmp_mutant)) dmp_mutant = 0;\n`;
  return `${made.slice(0, head)}${choose}${made.slice(head)}`;
}
