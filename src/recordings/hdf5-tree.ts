// Writes a tree of groups and datasets as an HDF5 file, with the library that also reads it.
import { rmSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A group by its members; a text, numbers with their shape, or a list of texts with its shape. */
export type TreeSource =
  | { readonly group: ReadonlyMap<string, TreeSource> }
  | { readonly text: string }
  | { readonly floats: Float64Array; readonly shape: readonly number[] }
  | { readonly integers: readonly number[]; readonly shape: readonly number[] }
  | { readonly texts: readonly string[]; readonly shape: readonly number[] };

/** The whole file; floats are of 64 bits, integers too, texts of any length. */
export async function encodeTree(root: ReadonlyMap<string, TreeSource>): Promise<Uint8Array> {
  const h5wasm = await import("h5wasm/node");
  await h5wasm.ready;
  const folder = await mkdtemp(join(tmpdir(), "dmp-hdf5-"));
  const clean = () => rmSync(folder, { recursive: true, force: true });
  process.on("exit", clean);
  try {
    const path = join(folder, "tree.h5");
    const file = new h5wasm.File(path, "w");
    write(file, root);
    file.close();
    return new Uint8Array(await readFile(path));
  } finally {
    process.removeListener("exit", clean);
    clean();
  }
}

type Group = Pick<import("h5wasm/node").Group, "create_group" | "create_dataset">;

function write(group: Group, members: ReadonlyMap<string, TreeSource>): void {
  for (const [name, source] of members) {
    if ("group" in source) write(group.create_group(name), source.group);
    else if ("text" in source) group.create_dataset({ name, data: source.text, dtype: "S" });
    else if ("texts" in source)
      group.create_dataset({ name, data: [...source.texts], shape: [...source.shape], dtype: "S" });
    else if ("integers" in source)
      group.create_dataset({
        name,
        data: BigInt64Array.from(source.integers, BigInt),
        shape: [...source.shape],
        dtype: "<q",
      });
    else group.create_dataset({ name, data: source.floats, shape: [...source.shape], dtype: "<d" });
  }
}
