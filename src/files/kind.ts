// What a file is, by its first bytes: for messages about files that are something else than their names say.

interface Kind {
  readonly what: string;
  /** How to get from it to what was meant. */
  readonly advice?: string;
  readonly is: (bytes: Uint8Array, text: string) => boolean;
}

const starts =
  (...prefix: (number | string)[]) =>
  (bytes: Uint8Array): boolean => {
    const expected = prefix.flatMap((part) => (typeof part === "string" ? [...Buffer.from(part)] : [part]));
    return bytes.length >= expected.length && expected.every((byte, i) => bytes[i] === byte);
  };

const at =
  (offset: number, word: string) =>
  (bytes: Uint8Array): boolean =>
    starts(word)(bytes.subarray(offset));

const unpack = (program: string) => `unpack it with ${program}`;

/** In this order: the first that holds. */
const kinds: readonly Kind[] = [
  { what: "an empty file", is: (bytes) => bytes.length === 0 },
  {
    // Before all others: its first two bytes are of a number, and may be those that others begin with.
    what: "a safetensors file",
    is: (bytes) => bytes[8] === 0x7b && bytes.subarray(4, 8).every((byte) => byte === 0),
  },
  {
    what: "a git-lfs pointer, which stands for the file",
    advice: "`git lfs pull` gets the file itself",
    is: starts("version https://git-lfs"),
  },
  {
    what: "a git-annex pointer, which stands for the file",
    advice: "`git annex get` gets the file itself",
    is: starts("/annex/objects/"),
  },
  {
    what: "a web page",
    advice: "the link leads to a page about the file: download the file itself",
    is: (_, text) => /^\s*<(!doctype html|html|head|body|\?xml)/i.test(text),
  },
  { what: "an HDF5 file", is: starts(0x89, "HDF", 0x0d, 0x0a, 0x1a, 0x0a) },
  { what: "a NumPy array (.npy)", is: starts(0x93, "NUMPY") },
  { what: "a zip archive, as .npz is", is: starts("PK", 3, 4) },
  { what: "an empty zip archive", is: starts("PK", 5, 6) },
  { what: "sound (WAV)", is: (bytes) => at(8, "WAVE")(bytes) },
  {
    what: "a Python pickle, as torch.save and pickle.dump write it",
    advice: "only a state dict of torch.save is read, as weights: save others with numpy.savez",
    is: (bytes) => bytes[0] === 0x80 && bytes[1] >= 2 && bytes[1] <= 5,
  },
  { what: "gzip-compressed data", advice: unpack("gunzip"), is: starts(0x1f, 0x8b) },
  { what: "bzip2-compressed data", advice: unpack("bunzip2"), is: starts("BZh") },
  { what: "xz-compressed data", advice: unpack("unxz"), is: starts(0xfd, "7zXZ") },
  { what: "zstd-compressed data", advice: unpack("unzstd"), is: starts(0x28, 0xb5, 0x2f, 0xfd) },
  { what: "a 7z archive", advice: unpack("7z x"), is: starts("7z", 0xbc, 0xaf) },
  { what: "a tar archive", advice: unpack("tar -x"), is: at(257, "ustar") },
  { what: "sound (FLAC)", is: starts("fLaC") },
  { what: "sound (Ogg)", is: starts("OggS") },
  { what: "sound (MP3)", is: (bytes) => starts("ID3")(bytes) || starts(0xff, 0xfb)(bytes) },
  { what: "sound (AIFF)", is: (bytes) => at(8, "AIFF")(bytes) || at(8, "AIFC")(bytes) },
  { what: "an MPEG-4 file", is: at(4, "ftyp") },
  { what: "a MATLAB file", is: starts("MATLAB 5.0") },
  { what: "an AEDAT file", is: starts("#!AER-DAT") },
  { what: "a PDF document", is: starts("%PDF") },
  { what: "a picture (PNG)", is: starts(0x89, "PNG") },
  { what: "a picture (JPEG)", is: starts(0xff, 0xd8, 0xff) },
  { what: "a Parquet table", is: starts("PAR1") },
  { what: "an SQLite database", is: starts("SQLite format 3") },
  {
    what: "an IDX file",
    is: (bytes) => bytes[0] === 0 && bytes[1] === 0 && bytes[2] >= 8 && bytes[2] <= 14 && bytes[3] <= 4,
  },
  { what: "JSON", is: (_, text) => /^\s*(\{\s*"|\{\s*\}|\[\s*[[{\d"\]-])/.test(text) },
  { what: "text", is: (_, text) => isText(text) },
];

/** So many bytes from the start tell. */
const HEAD = 512;

/** No control characters but white space, nothing that is no UTF-8 (the last character of what is looked at may be cut). */
const isText = (text: string): boolean =>
  [...text.replace(/\ufffd$/, "")].every((c) => c !== "\ufffd" && (c >= " " || "\t\n\r\f".includes(c)));

function kindOf(bytes: Uint8Array): Kind | null {
  const head = bytes.subarray(0, HEAD);
  const text = new TextDecoder().decode(head);
  return kinds.find((kind) => kind.is(head, text)) ?? null;
}

/** What the bytes are the start of, such as "an HDF5 file"; null where that is not known. */
export const whatIs = (bytes: Uint8Array): string | null => kindOf(bytes)?.what ?? null;

/** The same with what to do about it, for an error message; `otherwise` where it is not known. */
export function describeFile(bytes: Uint8Array, otherwise = "other bytes"): string {
  const kind = kindOf(bytes);
  if (kind === null) return otherwise;
  return kind.advice === undefined ? kind.what : `${kind.what}: ${kind.advice}`;
}
