// Before the tests: installs the programs that they drive, where one is missing and apt-get can. Elsewhere it says what
// is missing, and the tests that need it are skipped by name; where CI is set, a missing program is an error.

import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** Program -> Debian package. */
const programs = {
  verilator: "verilator",
  iverilog: "iverilog",
  "g++": "g++",
  make: "make",
  yosys: "yosys",
  "nextpnr-ice40": "nextpnr-ice40",
  icepack: "fpga-icestorm",
};
/** Needed beside them, without a program of their own. */
const also = { "g++": "zlib1g-dev", "nextpnr-ice40": "fpga-icestorm-chipdb" };

/** @param {string} program */
function found(program) {
  return (process.env.PATH ?? "").split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Runs apt-get as root. @param {string[]} words */
function apt(...words) {
  const command = ["apt-get", "-oDPkg::Lock::Timeout=300", ...words];
  const asRoot = process.getuid?.() === 0 ? command : ["sudo", "-n", ...command];
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const { status, error } = spawnSync(asRoot[0], asRoot.slice(1), { stdio: ["ignore", 2, 2], env });
  return error === undefined && status === 0;
}

const missing = () => Object.keys(programs).filter((program) => !found(program));
const wanted = missing();
if (wanted.length > 0) {
  const packages = wanted.flatMap((program) => [programs[program], also[program] ?? []].flat());
  const install = `apt-get install ${packages.join(" ")}`;
  console.error(`tests need ${wanted.join(", ")}: ${install}`);
  if (found("apt-get")) apt("update") && apt("install", "-y", "--no-install-recommends", ...packages);
  const left = missing();
  if (left.length > 0) {
    console.error(`still missing: ${left.join(", ")}; the tests that need them are skipped`);
    if (process.env.CI) process.exit(1);
  }
}
