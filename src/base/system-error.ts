// Errors of the operating system in words: what `ENOENT: no such file or directory, open '...'` means to its reader.

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file or folder",
  ENOTDIR: "a file lies where its path needs a folder",
  EEXIST: "a file lies where its path needs a folder",
  EISDIR: "is a folder, not a file",
  EACCES: "there is no permission for it",
  EPERM: "the system does not allow it",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EMFILE: "too many files are open",
  ENFILE: "too many files are open",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "its links lead in a circle",
  EBUSY: "something else is using it",
  ETXTBSY: "it is a program that is running",
  EIO: "the device failed to read or write",
  ENXIO: "there is no such device",
  ENODEV: "there is no such device",
  EINVAL: "the system does not accept it",
  ERR_FS_FILE_TOO_LARGE: "it has more than the 2 GiB that are read at once",
  ERR_STRING_TOO_LONG: "it has more than the 512 MiB of text that are read at once",
};

/** Why the system refused, without the path; of any other error its message. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return reasons[code] ?? error.message;
}

/** The path that a system's error is about; null where it is about none, or is no error of the system. */
export const pathOf = (error: unknown): string | null =>
  error instanceof Error && "code" in error && "path" in error && typeof error.path === "string"
    ? error.path
    : null;
