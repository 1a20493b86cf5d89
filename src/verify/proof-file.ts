// The result of a proof as `dmp prove --out` writes it: the claims in it that are proved.

import { z } from "zod";
import { parseJsonText } from "../base/json.ts";
import type { ProvedClaim } from "../simulate/proved.ts";
import { VerifyError } from "./errors.ts";

const schema = z.object({
  claims: z.array(
    z.object({
      circuit: z.string(),
      name: z.string(),
      verdict: z.enum(["proved", "counterexample", "open"]),
      within: z.string(),
      digest: z.string(),
    }),
  ),
});

/** The proved claims of a proof's JSON. @throws VerifyError, JsonError where it is none */
export function loadProof(text: string): ProvedClaim[] {
  const { data, error } = schema.safeParse(parseJsonText(text));
  if (data === undefined) {
    const [{ path, message }] = error.issues as [z.core.$ZodIssue];
    const at = path.length === 0 ? "" : ` ${path.join(".")}:`;
    throw new VerifyError(`no result of dmp prove:${at} ${message}`);
  }
  return data.claims.filter((c) => c.verdict === "proved");
}
