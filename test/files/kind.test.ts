// What a file is, by its first bytes.
import { deflateSync, gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { describeFile, whatIs } from "../../src/files/kind.ts";
import { decodeText, linesOf } from "../../src/files/text.ts";
import { writeSafetensors } from "../../src/network/index.ts";
import { encodeHdf5 } from "../../src/recordings/hdf5-writer.ts";
import { float64, zip } from "./archives.ts";

const text = (of: string) => Buffer.from(of);

it.each<[string, Uint8Array]>([
  ["an empty file", Buffer.alloc(0)],
  [
    "a git-lfs pointer, which stands for the file",
    text("version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
  ],
  ["a git-annex pointer, which stands for the file", text("/annex/objects/MD5E-s3--1.h5\n")],
  ["a web page", text("<!DOCTYPE html><title>Not found</title>")],
  ["a web page", text("\n  <html lang='en'>")],
  ["a web page", text("<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>")],
  ["an HDF5 file", encodeHdf5({})],
  ["a NumPy array (.npy)", float64([1], [1])],
  ["a zip archive, as .npz is", zip({ "a.npy": float64([1], [1]) })],
  ["an empty zip archive", zip({})],
  ["a Python pickle, as torch.save and pickle.dump write it", Buffer.from([0x80, 2, 0x7d, 0x71])],
  ["gzip-compressed data", gzipSync("a")],
  ["xz-compressed data", Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0])],
  ["a tar archive", Buffer.concat([Buffer.alloc(257, "a"), text("ustar")])],
  ["sound (FLAC)", text("fLaC....")],
  ["an MPEG-4 file", text("\0\0\0\x20ftypM4A ")],
  ["an IDX file", Buffer.from([0, 0, 8, 3, 0, 0])],
  ["a safetensors file", writeSafetensors(new Map())],
  ["JSON", text(' {"a": 1}')],
  ["JSON", text("[[0, 1]]")],
  ["text", text("0 1\n0 2\r\n")],
  ["text", text("zurück é")],
])("%s", (what, bytes) => {
  expect(whatIs(bytes)).toBe(what);
  expect(describeFile(bytes)).toContain(what);
  expect(describeFile(bytes)).not.toContain("\n");
});

it("does not know what it does not know", () => {
  expect(whatIs(deflateSync("a"))).toBeNull();
  expect(describeFile(Buffer.from([1, 2, 3]), "3 bytes")).toBe("3 bytes");
});

it("text loses its byte order mark, in each encoding that has one", () => {
  expect(decodeText(text("\ufeffa\r\nb"))).toBe("a\r\nb");
  expect(decodeText(Buffer.from("\ufeffaé\n", "utf16le"))).toBe("aé\n");
  expect(decodeText(Buffer.from("\ufeffaé\n", "utf16le").swap16())).toBe("aé\n");
  expect(linesOf("a\r\nb\rc\n")).toEqual(["a", "b", "c", ""]);
});
