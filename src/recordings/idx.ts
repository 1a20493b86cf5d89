// IDX files, the format of MNIST: a typed array with its shape in front; plain or gzip-compressed.

import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createGunzip } from "node:zlib";
import { reasonOf } from "../base/system-error.ts";
import { describeFile } from "../files/kind.ts";
import { RecordingError } from "./error.ts";

export interface IdxArray {
  readonly shape: readonly number[];
  /** Unsigned bytes, the last index fastest. */
  readonly data: Uint8Array;
}

/** Deflate cannot shrink data by more than this factor; a header that says more lies. */
const DEFLATE_LIMIT = 1032;

/**
 * Reads an IDX file of unsigned bytes of `rank` dimensions. Throws RecordingError with the byte offset. The size that
 * the header declares is checked against the file before anything is allocated.
 */
export async function readIdx(path: string, rank: number): Promise<IdxArray> {
  const { bytes: fileBytes, start } = await peek(path);
  const zipped = start[0] === 0x1f && start[1] === 0x8b;
  const input = createReadStream(path);
  const stream = zipped ? input.pipe(createGunzip()) : input;
  input.once("error", (error) => stream.destroy(error));
  const headerBytes = 4 + 4 * rank;
  let header = Buffer.alloc(0);
  let array: IdxArray | null = null;
  let filled = 0;
  try {
    for await (let chunk of stream as AsyncIterable<Buffer>) {
      if (array === null) {
        header = Buffer.concat([header, chunk]);
        if (header.length >= 4) checkMagic(path, header, rank);
        if (header.length < headerBytes) continue;
        const shape = Array.from({ length: rank }, (_, i) => header.readUInt32BE(4 + 4 * i));
        const size = shape.reduce((product, length) => product * length, 1);
        checkSize(path, size, headerBytes, fileBytes, zipped);
        array = { shape, data: new Uint8Array(size) };
        chunk = header.subarray(headerBytes);
      }
      const room = array.data.length - filled;
      if (chunk.length > room) {
        throw new RecordingError(path, `byte ${headerBytes + array.data.length}`, "the end", "more data");
      }
      array.data.set(chunk, filled);
      filled += chunk.length;
    }
  } catch (error) {
    if (error instanceof RecordingError) throw error;
    const found = (error as Error).message;
    throw new RecordingError(path, `after byte ${headerBytes + filled}`, "sound gzip data", found);
  } finally {
    input.destroy();
  }
  if (array === null) throw ended(path, header.length, `a header of ${headerBytes} bytes`);
  if (filled < array.data.length)
    throw ended(path, headerBytes + filled, `${array.data.length} bytes of data`);
  return array;
}

function ended(path: string, offset: number, expected: string): RecordingError {
  return new RecordingError(path, `byte ${offset}`, expected, "the end of the file");
}

/** Size and first two bytes of the file. */
async function peek(path: string): Promise<{ bytes: number; start: Uint8Array }> {
  const file = await open(path).catch((error: Error) => {
    throw new RecordingError(path, "file", "a file that can be read", reasonOf(error));
  });
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new RecordingError(path, "file", "a file that can be read", "something else");
    const start = new Uint8Array(2);
    await file.read(start, 0, 2, 0);
    return { bytes: stat.size, start };
  } finally {
    await file.close();
  }
}

function checkMagic(path: string, header: Buffer, rank: number): void {
  const magic = header.readUInt32BE(0);
  const expected = 0x0800 | rank;
  if (magic !== expected) {
    const hex = (value: number) => `0x${value.toString(16).padStart(8, "0")}`;
    throw new RecordingError(
      path,
      "byte 0",
      `${hex(expected)} (unsigned bytes, ${rank} dimensions)`,
      header[0] === 0 && header[1] === 0 ? hex(magic) : describeFile(header, hex(magic)),
    );
  }
}

function checkSize(
  path: string,
  size: number,
  headerBytes: number,
  fileBytes: number,
  zipped: boolean,
): void {
  const possible = zipped ? fileBytes * DEFLATE_LIMIT : fileBytes - headerBytes;
  if (zipped ? size > possible : size !== possible) {
    const expected = `${zipped ? "at most " : ""}${possible} bytes of data in a file of ${fileBytes}`;
    throw new RecordingError(path, "byte 4", expected, `dimensions that make ${size}`);
  }
}
