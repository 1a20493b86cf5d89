// The order of modules by their names: a file may hold tensors in any order (safetensors sorts them as text).

const numbersIn = (name: string): number[] => (name.match(/\d+/g) ?? []).map(Number);
const patternOf = (name: string): string => name.replace(/\d+/g, "#");

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((n, i) => n !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}

/** Names that differ only in numbers come in the order of these (l.2 before l.10); all others stay where they are. */
export function byNumbers(names: readonly string[]): string[] {
  const groups = new Map<string, string[]>();
  for (const name of names) groups.set(patternOf(name), [...(groups.get(patternOf(name)) ?? []), name]);
  for (const group of groups.values()) group.sort((a, b) => compareNumbers(numbersIn(a), numbersIn(b)));
  return names.map((name) => groups.get(patternOf(name))!.shift()!);
}

/**
 * Whether matrices and neurons take turns, as far as their names tell it: modules of one list are called by their places
 * in it. `null`: names do not tell.
 */
export function takeTurns(matrices: readonly string[], neurons: readonly string[]): boolean | null {
  const modules = [...matrices, ...neurons];
  if (new Set(modules.map(patternOf)).size !== 1 || !modules.every((m) => /\d/.test(m))) return null;
  const kinds = byNumbers(modules).map((m) => (neurons.includes(m) ? 1 : 0));
  return kinds.every((kind, i) => kind === i % 2);
}
