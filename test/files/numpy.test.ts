// NumPy's files in every dialect that NumPy reads, and what neither of us reads.
import { describe, expect, it } from "vitest";
import { numbers } from "../../src/files/array.ts";
import { readNpyArray, readNpzArrays } from "../../src/files/numpy.ts";
import { parseLiteral } from "../../src/files/python-literal.ts";
import { float64, headerOf, npy, zip } from "./archives.ts";

const le = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const be = (...values: number[]) => {
  const buffer = Buffer.alloc(4 * values.length);
  for (const [i, v] of values.entries()) buffer.writeFloatBE(v, 4 * i);
  return buffer;
};
const values = [1.5, -2, 0.25, 4, 5, 6];
const rows = [1.5, -2, 0.25, 4, 5, 6];
const read = (bytes: Uint8Array) => [...numbers("a", readNpyArray(bytes, "a"))];

describe("the header of an array", () => {
  it.each<[string, string]>([
    ["as NumPy writes it", "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"],
    ["in another order", "{'fortran_order': False, 'shape': (2, 3), 'descr': '<f4'}"],
    ["in double quotes, without blanks", `{"shape":(2,3),"descr":"<f4","fortran_order":False}`],
    ["of Python 2", "{'descr': '<f4', 'fortran_order': False, 'shape': (2L, 3L), }"],
    ["with names marked as unicode", "{u'descr': u'<f4', u'fortran_order': False, u'shape': [2, 3]}"],
    ["with a native order", "{'descr': '=f4', 'fortran_order': False, 'shape': (2, 3), }"],
    ["without an order", "{'descr': 'f4', 'fortran_order': False, 'shape': (2, 3), }"],
    ["over several lines", "{ 'descr': '<f4',\n  'fortran_order': False,\n  'shape': (\n2, 3) }"],
  ])("%s", (_, header) => {
    const array = readNpyArray(npy(header, le(...values)), "a");
    expect(array.shape).toEqual([2, 3]);
    expect([...numbers("a", array)]).toEqual(rows);
    expect(read(npy(header, le(...values), 2))).toEqual(rows);
    expect(read(npy(header, le(...values), 3))).toEqual(rows);
  });

  it("says the order of bytes and of elements", () => {
    expect(read(npy(headerOf(">f4", [6]), be(...values)))).toEqual(values);
    expect(read(npy(headerOf(">u2", [2]), [1, 2, 0, 255]))).toEqual([258, 255]);
    expect(read(npy(headerOf("|b1", [3]), [1, 0, 1]))).toEqual([1, 0, 1]);
    expect(read(npy(headerOf("|i1", [2]), [255, 127]))).toEqual([-1, 127]);
    const fortran = headerOf("<f4", [2, 3]).replace("False", "True");
    expect(read(npy(fortran, le(1.5, 4, -2, 5, 0.25, 6)))).toEqual(rows);
  });

  it.each<[string, string, RegExp]>([
    ["of Python objects", headerOf("|O", [6]), /found Python objects \(a pickle\)/],
    [
      "of records",
      headerOf("x", [6]).replace("'x'", "[('t', '<f4'), ('u', '<i2')]"),
      /found a structured array/,
    ],
    [
      "with an entry too many",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'a': 1}",
      /expected an .npy header/,
    ],
    [
      "of a negative size",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-6,)}",
      /expected an .npy header/,
    ],
    [
      "that is code",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3 * 2,)}",
      /expected an .npy header/,
    ],
    [
      "that does not end",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (6,)",
      /expected an .npy header/,
    ],
    ["of strings", headerOf("<U3", [2]), /expected elements of type F64, .*, found <U3/],
    ["of dates", headerOf("<M8[ns]", [3]), /found <M8\[ns\]/],
    ["of complex numbers", headerOf("<c8", [3]), /found C64/],
    ["of an odd type", headerOf("hello world", [6]), /found "hello world"/],
    ["of another size", headerOf("<f4", [7]), /expected 28 bytes for F32 \[7\], found 24/],
    ["of too many elements to count", headerOf("<f8", [999999999, 999999999]), /expected .* bytes for F64/],
  ])("%s is refused in one sentence", (_, header, message) => {
    expect(() => read(npy(header, le(...values)))).toThrow(message);
    expect(() => read(npy(header, le(...values)))).toThrow(/^a: expected [^\n]+, found [^\n]+$/);
  });

  it("is no program: nothing but literals is read, however deep or long", () => {
    expect(parseLiteral("((1, 'a'), [True, None, {}],)")?.value).toEqual([
      [1, "a"],
      [true, null, new Map()],
    ]);
    for (const text of ["", "f()", "1 2", "'a", "{1: 2}", "(1", "(1 2)", "--1", "Truer", "1e3"])
      expect(parseLiteral(text)).toBeNull();
    expect(parseLiteral(`${"(".repeat(100_000)}${")".repeat(100_000)}`)).toBeNull();
  });
});

describe("an archive", () => {
  const members = { "a.npy": float64([2], [1, 2]), "b.npy": float64([1], [-3]) };
  it.each<[string, Parameters<typeof zip>[1]]>([
    ["stored", {}],
    ["deflated", { deflated: true }],
    ["in zip64", { long: true }],
    ["in zip64, deflated, with a comment", { long: true, deflated: true, comment: "PK said so" }],
  ])("%s", (_, how) => {
    const arrays = readNpzArrays(zip(members, how));
    expect([...arrays].map(([name, array]) => [name, ...numbers(name, array)])).toEqual([
      ["a", 1, 2],
      ["b", -3],
    ]);
  });

  it("cut short anywhere is refused", () => {
    for (const long of [false, true]) {
      const whole = zip(members, { long });
      for (let length = 0; length < whole.length; length++)
        expect(() => readNpzArrays(whole.subarray(0, length))).toThrow(/: expected [^\n]+, found [^\n]+$/);
    }
  });

  it("with any zip64 field damaged ends in a result or an error of ours", () => {
    const whole = zip(members, { long: true });
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged.fill(0xff, at, Math.min(at + 8, whole.length));
      try {
        readNpzArrays(damaged);
      } catch (error) {
        expect((error as Error).name).toBe("FileError");
      }
    }
  });

  it("that torch.save wrote, or is compressed in another way, is named", () => {
    expect(() => readNpzArrays(zip({ "archive/data.pkl": Buffer.from("x") }))).toThrow("a PyTorch pickle");
    const other = zip(members);
    for (const at of [8, other.indexOf("PK\x01\x02") + 10]) other.writeUInt16LE(14, at);
    expect(() => readNpzArrays(other)).toThrow("expected method 0 (stored) or 8 (deflated), found 14 (LZMA)");
  });
});
