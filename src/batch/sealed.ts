// A file of a batch: its content with a digest of it and the version that made it, so that nothing wrong is ever taken.
import { createHash } from "node:crypto";
import { JsonError, parseJsonText } from "../base/json.ts";
import { packageVersion } from "../base/package-version.ts";
import { BatchError } from "./error.ts";
import { fromJson, toJson } from "./plain.ts";

/** What a file is of. */
export type Kind = "batch" | "unit" | "result";

export interface Sealed {
  readonly text: string;
  /** Of the content alone. */
  readonly digest: string;
}

const digestOf = (content: unknown) => createHash("sha256").update(JSON.stringify(content)).digest("hex");

const formatOf = (kind: Kind) => `dmp-rtl ${kind} 1`;

/** The file's text. `content`: plain data, typed arrays too. */
export function seal(kind: Kind, content: object): Sealed {
  const plain = toJson(content);
  const digest = digestOf(plain);
  const file = { format: formatOf(kind), version: packageVersion(), digest, content: plain };
  return { text: `${JSON.stringify(file)}\n`, digest };
}

/** What `seal` was given. `where`: the file, for messages. @throws BatchError that says what is wrong */
export function unseal(kind: Kind, text: string, where: string): { content: unknown; digest: string } {
  const { format, version, digest, content } = (parsed(text, where) ?? {}) as Record<string, unknown>;
  if (format !== formatOf(kind))
    throw new BatchError(`${where}: expected a file of the format "${formatOf(kind)}"`);
  if (version !== packageVersion())
    throw new BatchError(`${where}: made by version ${version} of dmp-rtl; this is ${packageVersion()}`);
  if (digest !== digestOf(content ?? null))
    throw new BatchError(`${where}: damaged, or changed by hand: its content is not what its digest says`);
  return { content: fromJson(content), digest };
}

function parsed(text: string, where: string): unknown {
  try {
    return parseJsonText(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw new BatchError(`${where}: ${error.message}`);
  }
}
