// The programs that tests drive. Run before the tests, this file installs what is missing where apt-get can. Where it
// cannot, the tests that need a missing program are left out, by name (test/package/tools.test.ts).

import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, readdirSync, readFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** Tests of what drives the programs: they cannot do without any of them. */
const simulation = [
  "test/simulate/**",
  "test/core/**",
  "test/verify/**",
  "test/cli/**",
  "test/board/**",
  "test/flow/**",
  "test/mutants/**",
];
const flow = ["test/flow/**"];

/** Names of the browser that pages are tested in. */
export const browsers = ["chromium", "chromium-browser", "google-chrome"];

/** What is needed, the Debian packages that bring it, and the tests that cannot do without. */
export const needs = [
  {
    name: "verilator",
    packages: ["verilator"],
    tests: [...simulation, ...testsThatRun("verilator")],
    found: program("VERILATOR", "verilator"),
  },
  {
    name: "iverilog",
    packages: ["iverilog"],
    tests: [...simulation, ...testsThatRun("iverilog", "vvp")],
    found: program("", "iverilog"),
  },
  {
    name: "g++",
    packages: ["g++"],
    tests: [...simulation, ...testsThatRun("verilator")],
    found: program("CXX", "g++", "clang++"),
  },
  {
    name: "make",
    packages: ["make"],
    tests: [...simulation, ...testsThatRun("verilator")],
    found: program("", "make"),
  },
  {
    name: "zlib.h",
    packages: ["zlib1g-dev"],
    tests: simulation,
    found: () => process.platform !== "linux" || existsSync("/usr/include/zlib.h"),
  },
  {
    name: "yosys",
    packages: ["yosys"],
    tests: [...flow, "test/verify/flip-flops.test.ts", ...testsThatRun("yosys")],
    found: program("", "yosys"),
  },
  {
    name: "nextpnr-ice40",
    packages: ["nextpnr-ice40", "fpga-icestorm-chipdb"],
    tests: flow,
    found: program("", "nextpnr-ice40"),
  },
  {
    name: "chromium",
    packages: ["chromium"],
    tests: ["test/report/page.test.ts"],
    found: program("CHROMIUM", ...browsers),
  },
  { name: "icepack", packages: ["fpga-icestorm"], tests: flow, found: program("", "icepack") },
  {
    // A cluster of one node that the test itself starts and ends.
    name: "slurm",
    packages: ["slurmctld", "slurmd", "slurm-client", "munge"],
    tests: ["test/batch/slurm.test.ts"],
    found: () => ["slurmctld", "slurmd", "sbatch", "munged"].every(onPath),
  },
];

/**
 * The test files that run a program themselves, or by what they import from test/. Those that import this file ask it
 * what is there, and leave single tests out.
 * @param {string[]} names
 */
function testsThatRun(...names) {
  const root = fileURLToPath(new URL("../", import.meta.url));
  const runs = new RegExp(`\\b(execa|said)\\([^)]*"(${names.join("|")})"`);
  /** @type {Map<string, boolean>} */
  const known = new Map();
  /** @type {(path: string) => boolean} */
  const reaches = (path) => {
    const before = known.get(path);
    if (before !== undefined) return before;
    known.set(path, false);
    const text = existsSync(path) ? readFileSync(path, "utf8") : "";
    const imports = [...text.matchAll(/from "(\.[^"]+)"/g)].map(([, to]) => resolve(path, "..", to ?? ""));
    const asks = imports.some((to) => to.endsWith("tools.mjs"));
    const found =
      !asks && (runs.test(text) || imports.filter((to) => to.startsWith(`${root}test`)).some(reaches));
    known.set(path, found);
    return found;
  };
  return readdirSync(join(root, "test"), { recursive: true, encoding: "utf8" })
    .map((name) => `test/${name.replaceAll("\\", "/")}`)
    .filter((name) => name.endsWith(".test.ts") && reaches(join(root, name)))
    .sort();
}

/** Whether the environment variable names a program, or one of the names is on the PATH. @param {string} variable @param {string[]} names */
function program(variable, ...names) {
  return () => Boolean(process.env[variable]) || names.some(onPath);
}

/** @param {string} name */
function onPath(name) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const missing = () => needs.filter((need) => !need.found());

/** Patterns of the test files that cannot run here. */
export const testsWithoutTools = () => [...new Set(missing().flatMap((need) => need.tests))];

/** Runs apt-get as root. @param {string[]} words */
function apt(...words) {
  const command = ["apt-get", "-oDPkg::Lock::Timeout=300", ...words];
  const asRoot = process.getuid?.() === 0 ? command : ["sudo", "-n", ...command];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, error } = spawnSync(asRoot[0], asRoot.slice(1), { stdio: ["ignore", 2, 2], env });
  return error === undefined && status === 0;
}

/** @param {string[]} packages */
const installed = (packages) => apt("install", "-y", "--no-install-recommends", ...packages);

function install() {
  const wanted = missing();
  if (wanted.length === 0) return;
  const packages = wanted.flatMap((need) => need.packages);
  const names = wanted.map((need) => need.name).join(", ");
  console.error(`The tests need ${names}: apt-get install ${packages.join(" ")}`);
  if (onPath("apt-get") && apt("update") && !installed(packages)) {
    // One package that a system lacks leaves out all of them: then what it has.
    for (const need of wanted) installed(need.packages);
  }
  for (const { name, tests } of missing()) {
    console.error(`${name} is missing. Skipped: ${tests.join(" ")}`);
  }
}

if (resolve(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) install();
