// The programs that tests drive. Run before the tests, this file installs what is missing where apt-get can. Where it
// cannot, the tests that need a missing program are left out, by name (test/package/tools.test.ts).

import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const simulation = [
  "test/simulate/**",
  "test/core/**",
  "test/verify/**",
  "test/cli/**",
  "test/board/**",
  "test/flow/**",
];
const printed = [
  "test/hdl/verilog*.test.ts",
  "test/hdl/guide.test.ts",
  "test/hdl/parts/**",
  "test/hdl/agreement/**",
];
const flow = ["test/flow/**"];

/** What is needed, the Debian packages that bring it, and the tests that cannot do without. */
export const needs = [
  {
    name: "verilator",
    packages: ["verilator"],
    tests: [...simulation, ...printed],
    found: program("VERILATOR", "verilator"),
  },
  {
    name: "iverilog",
    packages: ["iverilog"],
    tests: [...simulation, ...printed],
    found: program("", "iverilog"),
  },
  { name: "g++", packages: ["g++"], tests: simulation, found: program("CXX", "g++", "clang++") },
  { name: "make", packages: ["make"], tests: simulation, found: program("", "make") },
  {
    name: "zlib.h",
    packages: ["zlib1g-dev"],
    tests: simulation,
    found: () => process.platform !== "linux" || existsSync("/usr/include/zlib.h"),
  },
  {
    name: "yosys",
    packages: ["yosys"],
    tests: [...flow, ...printed, "test/verify/flip-flops.test.ts"],
    found: program("", "yosys"),
  },
  {
    name: "nextpnr-ice40",
    packages: ["nextpnr-ice40", "fpga-icestorm-chipdb"],
    tests: flow,
    found: program("", "nextpnr-ice40"),
  },
  { name: "icepack", packages: ["fpga-icestorm"], tests: flow, found: program("", "icepack") },
];

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

function install() {
  const wanted = missing();
  if (wanted.length === 0) return;
  const packages = wanted.flatMap((need) => need.packages);
  const names = wanted.map((need) => need.name).join(", ");
  console.error(`The tests need ${names}: apt-get install ${packages.join(" ")}`);
  if (onPath("apt-get")) apt("update") && apt("install", "-y", "--no-install-recommends", ...packages);
  for (const { name, tests } of missing()) {
    console.error(`${name} is missing. Skipped: ${tests.join(" ")}`);
  }
}

if (resolve(process.argv[1] ?? "") === fileURLToPath(import.meta.url)) install();
