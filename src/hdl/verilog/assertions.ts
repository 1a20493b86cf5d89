// Assertions: checked at every clock edge without reset, under the macro ASSERTIONS.

import { collisionClaims } from "./collisions.ts";
import { condition } from "./expression.ts";
import { comment } from "./layout.ts";
import type { Scope } from "./scope.ts";
import { sinkLines } from "./sink.ts";

/** What is only read here counts as unread: without the macro it is. */
export function assertionLines(scope: Scope): string[] {
  const stated = scope.circuit.items.flatMap((item) =>
    item.kind === "assert" ? [item] : item.kind === "memory" ? collisionClaims(scope, item) : [],
  );
  if (stated.length === 0) return [];
  scope.counting = false;
  const lines = stated.flatMap(({ name, condition: claim, message }) => {
    scope.owner = name;
    const code = condition(scope, claim);
    return [
      ...scope.takeHelpers().flatMap((helper) => helper.lines),
      ...comment(message),
      `always @(posedge clk) begin : ${name}`,
      `    if (!rst) assert (${code});`,
      "end",
    ];
  });
  scope.counting = true;
  lines.push(...sinkLines(scope, "unused_bits_of_assertions", scope.unusedByAssertions()));
  return ["`ifdef ASSERTIONS", ...lines, "`endif"];
}
