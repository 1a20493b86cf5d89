// Cell libraries in Liberty, plain or packed by gzip.
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { reasonOf } from "../../base/system-error.ts";
import { type Library, libraryOf } from "../../flow/index.ts";
import { UsageError } from "../errors.ts";

const isPacked = (bytes: Uint8Array) => bytes[0] === 0x1f && bytes[1] === 0x8b;

/** @throws UsageError where the file cannot be read, FlowError with its line for what is no library */
export function loadLibrary(path: string): Library {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
    if (isPacked(bytes)) bytes = gunzipSync(bytes);
  } catch (error) {
    throw new UsageError(`${path}: cannot be read: ${reasonOf(error)}`);
  }
  return libraryOf(bytes.toString("utf8"), path);
}
