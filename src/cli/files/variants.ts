// variants.json beside a network: what networks that were trained like it, with slow states of other sizes, have answered.
import { join } from "node:path";
import { z } from "zod";
import { isFile } from "../../base/paths.ts";
import { UsageError } from "../errors.ts";
import { loadValue } from "./module.ts";

const shares = "a list of shares from 0 to 1, one for each training";
const schema = z.strictObject({
  /** Which recordings, and where the figures are from. */
  source: z.string().min(1),
  slowState: z
    .array(
      z.strictObject({ dim: z.int().min(0), accuracy: z.array(z.number().min(0).max(1), shares).min(1) }),
    )
    .min(1),
});

export type Variants = z.output<typeof schema>;

/** Null where there is no such file. @throws UsageError that names the wrong fields */
export async function variantsBeside(folder: string): Promise<Variants | null> {
  const path = join(folder, "variants.json");
  if (!isFile(path)) return null;
  const result = schema.safeParse(await loadValue(path));
  if (result.success) return result.data;
  const lines = result.error.issues.map((i) => `  ${i.path.join(".") || "(top)"}: ${i.message}`);
  throw new UsageError(`${path}: not a list of variants\n${lines.join("\n")}`);
}
