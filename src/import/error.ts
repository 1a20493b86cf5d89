// A foreign network that cannot be ours.
import { InputError } from "../base/errors.ts";

/** Names the node, tensor or field, and what would work instead. */
export class ImportError extends InputError {
  override readonly name = "ImportError";
}

/** Throws an ImportError: where, what is wrong there, what works. */
export function refuse(where: string, why: string, instead: string): never {
  throw new ImportError(`${where}: ${why}; ${instead}`);
}
