// Text files as people's programs write them: with or without a byte order mark, with any line ends.

/** The text of a file: UTF-8, or UTF-16 where a byte order mark says so; the mark is not part of it. */
export function decodeText(bytes: Uint8Array): string {
  const encoding =
    bytes[0] === 0xff && bytes[1] === 0xfe
      ? "utf-16le"
      : bytes[0] === 0xfe && bytes[1] === 0xff
        ? "utf-16be"
        : "utf-8";
  return new TextDecoder(encoding).decode(bytes);
}

/** The lines of a text, ended by a line feed, a carriage return, or both. */
export const linesOf = (text: string): string[] => text.split(/\r\n|\n|\r/);
/** A text without the byte order mark that may begin it. */
export const withoutMark = (text: string): string => (text.startsWith("\ufeff") ? text.slice(1) : text);
