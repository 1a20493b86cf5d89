// Files of recordings as bytes and text: what cannot be one is called what it is.

import { readFile } from "node:fs/promises";
import { reasonOf } from "../base/system-error.ts";
import { describeFile, whatIs } from "../files/kind.ts";
import { decodeText } from "../files/text.ts";
import { RecordingError } from "./error.ts";

/** The bytes of a file. Throws RecordingError where it cannot be read. */
export const readBytes = (path: string): Promise<Buffer> =>
  readFile(path).catch((error: Error) => {
    throw new RecordingError(path, "file", "a file that can be read", reasonOf(error));
  });

/** The text of a file, without a byte order mark. Throws RecordingError where it cannot be read or is none. */
export async function readTextFile(path: string): Promise<string> {
  const bytes = await readBytes(path);
  let text: string;
  try {
    text = decodeText(bytes);
  } catch (error) {
    throw new RecordingError(path, "file", "a file that can be read", reasonOf(error));
  }
  const kind = whatIs(Buffer.from(text.slice(0, 512)));
  if (kind === "text" || kind === "JSON") return text;
  throw new RecordingError(path, "file", "text", describeFile(bytes));
}
