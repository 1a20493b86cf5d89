// A folder for temporary files that stays from run to run and that nobody else can write into.
import { lstat, mkdir, mkdtemp } from "node:fs/promises";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";

/** Whether an error says that there is no room left. */
export const diskFull = (error: unknown): boolean =>
  error instanceof Error && "code" in error && (error.code === "ENOSPC" || error.code === "EDQUOT");

/** Programs are run from it: a folder of that name that others may write is not used, but a fresh one. */
export async function ownTemporaryFolder(): Promise<string> {
  const { uid } = userInfo();
  const path = join(tmpdir(), `dmp-rtl-cache-${uid}`);
  await mkdir(path, { mode: 0o700 }).catch(() => undefined);
  const found = await lstat(path).catch(() => null);
  const ours =
    found?.isDirectory() &&
    (process.platform === "win32" || (found.uid === uid && (found.mode & 0o022) === 0));
  return ours ? path : mkdtemp(`${path}-`);
}
