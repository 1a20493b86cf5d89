// The job script of a batch: an array of tasks, one a unit, for Slurm; and a command for a single unit anywhere else.
import { InputError } from "../base/errors.ts";

export interface ScriptOptions {
  readonly name: string;
  readonly units: number;
  /** Units at work at once; null: as many as the cluster gives. */
  readonly atOnce: number | null;
  /** Processors of a unit. */
  readonly processors: number;
  /** Further options of sbatch, as they are typed. */
  readonly sbatch: string;
}

/** Options for sbatch that a script cannot hold. */
export class SbatchError extends InputError {
  override readonly name = "SbatchError";
}

/** Options that this script says itself: a second value would take tasks from their units. */
const own = ["--array", "-a", "--output", "-o", "--chdir", "-D", "--wrap"];

/** @throws SbatchError where it is not a line of options, or says what the script says itself */
export function checkSbatch(options: string): void {
  if (options !== "" && !/^-[^\n\r]*$/.test(options))
    throw new SbatchError(`--sbatch: expected options on one line, such as "--time=1:00:00 --mem=2G"`);
  const words = options.split(/[\s=]+/);
  // The value of a letter may stand right behind it.
  const taken = own.find((name) =>
    words.some((word) => word === name || (!name.startsWith("--") && word.startsWith(name))),
  );
  if (taken !== undefined) throw new SbatchError(`--sbatch ${taken}: the script has its own`);
}

/** Numbers as ranges, as sbatch and people take them: 1,4-7. */
export function rangesText(numbers: readonly number[]): string {
  const runs: [number, number][] = [];
  for (const n of numbers) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === n - 1) last[1] = n;
    else runs.push([n, n]);
  }
  return runs.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(",");
}

/** Name of the script in the batch's folder. */
export const scriptFile = "job.sh";

/** The script, in the shell that every system has. */
export const slurmScript = ({ name, units, atOnce, processors, sbatch }: ScriptOptions): string =>
  `#!/bin/sh
#SBATCH --job-name=${name}
#SBATCH --array=0-${units - 1}${atOnce === null ? "" : `%${atOnce}`}
#SBATCH --output=logs/%a.txt --open-mode=append
#SBATCH --cpus-per-task=${processors}
${sbatch === "" ? "" : `#SBATCH ${sbatch}\n`}
# Runs one unit of this batch. In this folder: \`sbatch ${scriptFile}\`; without Slurm \`sh ${scriptFile} 0\`, \`sh ${scriptFile} 1\`, ...
# What is done already is not done again. The variable DMP says how dmp is started, where it is not on the PATH.
set -eu
cd "\${SLURM_SUBMIT_DIR:-$(dirname "$0")}"
unit=units/\${SLURM_ARRAY_TASK_ID:-\${1:?"which unit? 0 to ${units - 1}"}}.json
if [ ! -f "$unit" ]; then
  echo "$PWD/$unit: no such file; submit in the folder of the batch: cd FOLDER && sbatch ${scriptFile}" >&2
  exit 2
fi
if [ -z "\${DMP:-}" ]; then
  if command -v dmp > /dev/null; then
    DMP=dmp
  else
    DMP="npx --no-install dmp"
    if ! $DMP --version > /dev/null 2>&1; then
      echo "dmp is not on the PATH, and in no project above $PWD; set DMP to what starts it" >&2
      exit 127
    fi
  fi
fi
exec $DMP unit "$unit"
`;
