// Directed graphs of names: loops and reachability, without recursion, for circuits of any depth.

/** Of each name, the names it depends on; names without an entry depend on nothing. */
export type Graph = ReadonlyMap<string, readonly string[]>;

/** One loop as the names along it, the first repeated at the end; undefined where there is none. */
export function findLoop(graph: Graph): string[] | undefined {
  const done = new Set<string>();
  for (const start of graph.keys()) {
    if (done.has(start)) continue;
    const path: { name: string; next: number }[] = [{ name: start, next: 0 }];
    const onPath = new Set([start]);
    while (path.length > 0) {
      const top = path.at(-1)!;
      const successor = graph.get(top.name)?.[top.next++];
      if (successor === undefined) {
        done.add(top.name);
        onPath.delete(top.name);
        path.pop();
      } else if (onPath.has(successor)) {
        const names = path.map((p) => p.name);
        // Dependencies point backwards; a reader follows the signal's way forwards.
        return [...names.slice(names.indexOf(successor)), successor].reverse();
      } else if (!done.has(successor)) {
        path.push({ name: successor, next: 0 });
        onPath.add(successor);
      }
    }
  }
  return undefined;
}

/** Every name that `start` depends on, directly or not. */
export function reachable(graph: Graph, start: string): Set<string> {
  const seen = new Set<string>();
  const stack = [...(graph.get(start) ?? [])];
  for (let name = stack.pop(); name !== undefined; name = stack.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    stack.push(...(graph.get(name) ?? []));
  }
  return seen;
}
