// A Slurm of one node in a folder of its own, for as long as a test runs: ports, keys, state and logs are its own.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { execa } from "execa";

export interface Cluster {
  /** For the environment of sbatch and its like. */
  readonly env: { readonly SLURM_CONF: string };
  /** Ends every job and every daemon, and removes the folder. */
  close(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

/** Waits until something is so. @throws Error after so many seconds, with what `what` says */
export async function until(
  so: () => boolean | Promise<boolean>,
  what: () => string,
  seconds = 60,
): Promise<void> {
  const end = Date.now() + 1000 * seconds;
  while (!(await so())) {
    if (Date.now() > end) throw new Error(`${seconds} s passed: ${what()}`);
    await setTimeout(50);
  }
}

const configuration = (folder: string, name: string, ports: readonly [number, number]) => `ClusterName=test
SlurmctldHost=${name}(127.0.0.1)
AuthType=auth/munge
AuthInfo=socket=${folder}/munge/socket
SlurmUser=root
SlurmdUser=root
SlurmctldPort=${ports[0]}
SlurmdPort=${ports[1]}
StateSaveLocation=${folder}/state
SlurmdSpoolDir=${folder}/spool
SlurmctldPidFile=${folder}/slurmctld.pid
SlurmdPidFile=${folder}/slurmd.pid
SlurmctldLogFile=${folder}/slurmctld.log
SlurmdLogFile=${folder}/slurmd.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=batch_sched_delay=0,sched_interval=1
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=1
NodeName=${name} NodeAddr=127.0.0.1 CPUs=2 State=UNKNOWN
PartitionName=all Nodes=${name} Default=YES MaxTime=INFINITE State=UP
`;

/** What runs with the cluster's configuration in its environment: its daemons, who watches over tasks, and tasks. */
const processesOf = (configured: string): number[] =>
  readdirSync("/proc")
    .map(Number)
    .filter((pid) => {
      try {
        return pid !== process.pid && readFileSync(`/proc/${pid}/environ`, "utf8").includes(configured);
      } catch {
        // It is no process, or has ended.
        return false;
      }
    });

/** Ends a daemon, by force where it takes its time. */
async function end(daemon: ChildProcess): Promise<void> {
  if (daemon.exitCode !== null || daemon.signalCode !== null || daemon.pid === undefined) return;
  const ended = new Promise((done) => daemon.once("close", done));
  daemon.kill("SIGTERM");
  const late = globalThis.setTimeout(() => daemon.kill("SIGKILL"), 3000);
  await ended;
  clearTimeout(late);
}

/** Starts it, as root. @throws Error with what the daemons said */
export async function openCluster(): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), "dmp-slurm-"));
  chmodSync(folder, 0o755);
  for (const name of ["munge", "state", "spool"]) mkdirSync(join(folder, name), { mode: 0o755 });
  const key = join(folder, "munge", "key");
  writeFileSync(key, randomBytes(1024), { mode: 0o600 });
  const env = { SLURM_CONF: join(folder, "slurm.conf") };
  const name = hostname().split(".")[0]!;
  writeFileSync(env.SLURM_CONF, configuration(folder, name, [await freePort(), await freePort()]));

  const daemons: ChildProcess[] = [];
  const start = (program: string, ...argv: string[]) => {
    const log = openSync(join(folder, `${program}.out`), "w");
    daemons.push(spawn(program, argv, { env: { ...process.env, ...env }, stdio: ["ignore", log, log] }));
    closeSync(log);
  };
  const said = () =>
    ["munged.out", "slurmctld.log", "slurmd.log"]
      .map((file) => {
        try {
          return `${file}:\n${readFileSync(join(folder, file), "utf8")}`;
        } catch {
          return "";
        }
      })
      .join("\n");
  const close = async () => {
    await execa("scancel", ["--user=root"], { env, reject: false, timeout: 5000 });
    const others = () => processesOf(env.SLURM_CONF).filter((pid) => daemons.every((d) => d.pid !== pid));
    await until(() => others().length === 0, said, 10).catch(() => {});
    for (const daemon of daemons.reverse()) await end(daemon);
    for (const pid of others()) process.kill(pid, "SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    start(
      "munged",
      ...["--foreground", "--force", `--key-file=${key}`, `--socket=${folder}/munge/socket`],
      ...[`--pid-file=${folder}/munge/pid`, `--seed-file=${folder}/munge/seed`],
    );
    start("slurmctld", "-D");
    start("slurmd", "-D");
    const state = async () =>
      (await execa("sinfo", ["--noheader", "--format=%T"], { env, reject: false, timeout: 5000 })).stdout;
    await until(async () => (await state()) === "idle", said);
    return { env, close };
  } catch (error) {
    await close();
    throw error;
  }
}
