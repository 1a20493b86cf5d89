// State dicts of torch.save: the same tensors as in NumPy's file, and refusals by name of whatever else a pickle says.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { readTensors } from "../../src/network/checkpoint-file.ts";
import { CheckpointError } from "../../src/network/tensor.ts";
import { zip } from "../files/archives.ts";
import { fixture } from "./networks.ts";

const file = (name: string) => new Uint8Array(readFileSync(fixture(name)));
const files = ["published.pt", "published-legacy.pt"];

describe("a state dict", () => {
  it.each(files)("%s holds the tensors of published.npz, bit for bit", (name) => {
    const expected = readTensors(file("published.npz"));
    const found = readTensors(file(name));
    expect([...found.keys()].sort()).toEqual([...expected.keys()].sort());
    for (const [tensor, { dtype, shape, data }] of expected)
      expect(found.get(tensor), tensor).toMatchObject({ dtype, shape, data: new Uint8Array(data) });
  });

  it.each(files)("%s cut off anywhere is refused", (name) => {
    const whole = file(name);
    for (let length = 2; length < whole.length; length += 97)
      expect(() => readTensors(whole.subarray(0, length)), `${length} bytes`).toThrow(CheckpointError);
  });

  it.each(files)("%s with any byte of it wrong is read or refused, and never another error", (name) => {
    const whole = file(name);
    for (let at = 2; at < whole.length; at += 19) {
      const damaged = whole.slice();
      damaged[at] ^= 1 << (at % 8);
      try {
        readTensors(damaged);
      } catch (error) {
        expect((error as Error).name, `byte ${at}: ${error}`).toBe("CheckpointError");
      }
    }
  });
});

/** Opcodes of protocol 2, written as the pickle module writes them. */
const proto = "\x80\x02";
const word = (text: string) => `X${String.fromCharCode(text.length, 0, 0, 0)}${text}`;
const storage = (count: number, type = "FloatStorage") =>
  `(${word("storage")}ctorch\n${type}\n${word("0")}${word("cpu")}K${String.fromCharCode(count)}tQ`;
const numbers = (...values: number[]) => `(${values.map((v) => `K${String.fromCharCode(v)}`).join("")}t`;
const tensor = (store: string, offset: number, shape: number[], stride: number[]) =>
  `ctorch._utils\n_rebuild_tensor_v2\n(${store}K${String.fromCharCode(offset)}${numbers(...shape)}${numbers(...stride)}\x89ccollections\nOrderedDict\n)RtR`;
const dict = (name: string, value: string) => `${proto}}${word(name)}${value}s.`;
const archive = (pickle: string, values = 4) =>
  zip({
    "model/data.pkl": Buffer.from(pickle, "latin1"),
    "model/data/0": Buffer.from(Float32Array.from({ length: values }, (_, i) => i + 1).buffer),
  });
const read = (pickle: string, values = 4) => readTensors(archive(pickle, values));

describe("what a pickle may say", () => {
  it("a view is gathered by its strides", () => {
    const { shape, data } = read(dict("w", tensor(storage(4), 0, [2, 2], [1, 2]))).get("w")!;
    expect(shape).toEqual([2, 2]);
    expect([...new Float32Array(data.slice().buffer)]).toEqual([1, 3, 2, 4]);
  });

  it("a checkpoint with its state dict below `state_dict` is opened", () => {
    const inner = `}${word("w")}${tensor(storage(4), 1, [3], [1])}s`;
    expect([...read(dict("state_dict", inner)).keys()]).toEqual(["w"]);
  });

  it.each<[string, string, string]>([
    ["a command", dict("w", `cos\nsystem\n${word("true")}\x85R`), "a call of os.system"],
    ["a whole model", `${proto}c__main__\nNet\n)\x81.`, "a call of __main__.Net"],
    [
      "a whole model of the old format",
      `${proto}(${word("module")}c__main__\nNet\nNNtQ.`,
      "found a whole model",
    ],
    ["an entry that is no tensor", dict("epoch", "K\x05"), "entry epoch: expected a tensor"],
    ["a lone tensor", `${proto}${tensor(storage(4), 0, [4], [1])}.`, "found a tensor alone"],
    ["a view beyond its storage", dict("w", tensor(storage(4), 2, [3], [1])), "found element 4"],
    ["a view that repeats elements", dict("w", tensor(storage(4), 0, [99], [0])), "found 99"],
    ["a storage of another size", dict("w", tensor(storage(5), 0, [5], [1])), "expected 20 bytes, found 16"],
    ["a storage of no numbers", dict("w", tensor(storage(4, "Other"), 0, [4], [1])), "found torch.Other"],
    ["an opcode of old protocols", `${proto}I5\n.`, "opcode 73 at byte 2"],
    ["a value that is not there", `${proto}.`, "a value on the stack"],
    ["a remembered value that is not", `${proto}h\x07.`, "a remembered value 7"],
    ["no end", `${proto}}`, "the end of the file"],
  ])("%s is refused by name", (_, pickle, found) => {
    expect(() => read(pickle)).toThrow(CheckpointError);
    expect(() => read(pickle)).toThrow(found);
  });

  it("a pickle that torch.save did not write is refused", () => {
    expect(() => readTensors(Buffer.from(dict("a", "K\x05"), "latin1"))).toThrow("saved by torch.save");
  });
});
