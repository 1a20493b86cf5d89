// Whether an edit changes nothing that can be seen at the ports of its module: proved by Yosys, by induction.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { Edit } from "./edits.ts";
import { edited } from "./schemata.ts";

/** Of processor time: a busy machine proves no less. */
const SECONDS = 60;

type Sources = readonly (readonly [string, string])[];

/** True where the edited module is proved equal to the original; false where that could not be shown. */
export async function provedEquivalent(sources: Sources, edit: Edit): Promise<boolean> {
  if (!edit.file.endsWith(".v")) return false;
  // What lies below may be a box, where the boxes get the same; else it is looked into.
  return (await proved(sources, edit, "boxes")) || (await proved(sources, edit, "whole"));
}

async function proved(sources: Sources, edit: Edit, below: "boxes" | "whole"): Promise<boolean> {
  const module = edit.file.replace(/\.v$/, "");
  const original = sources.find(([path]) => path === edit.file)![1];
  const folder = mkdtempSync(join(tmpdir(), "equivalent-"));
  const named = (text: string, name: string) =>
    text.replace(new RegExp(`\\bmodule ${module}\\b`), `module ${name}`);
  try {
    for (const [path, text] of sources) if (path !== edit.file) writeFileSync(join(folder, path), text);
    writeFileSync(join(folder, "gold.v"), named(original, "gold"));
    writeFileSync(join(folder, "gate.v"), named(edited(original, edit), "gate"));
    const others = sources.map(([path]) => path).filter((path) => path.endsWith(".v") && path !== edit.file);
    const script = [
      ...(others.length === 0
        ? []
        : [`read_verilog -sv ${below === "boxes" ? "-lib " : ""}${others.join(" ")}`]),
      "read_verilog -sv gold.v gate.v",
      "proc; flatten; memory -nomap; memory_map; opt_clean",
      "equiv_make gold gate equal",
      "hierarchy -top equal",
      "clean -purge; opt_merge",
      "equiv_simple -undef -seq 2",
      "equiv_induct -undef -seq 4",
      "equiv_status -assert",
    ];
    const run = await execa("sh", ["-c", `ulimit -t ${SECONDS}; exec yosys -q -p "$0"`, script.join("; ")], {
      cwd: folder,
      reject: false,
      all: true,
    });
    return run.exitCode === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
