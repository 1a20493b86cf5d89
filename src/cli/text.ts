// Text for terminals: tables, numbers, durations, errors.

/** "error: ", and the lines that follow indented alike. */
export const errorText = (message: string): string =>
  `error: ${message.trimEnd().split("\n").join("\n  ")}\n`;

export const seconds = (s: number): string => (s < 10 ? `${s.toFixed(1)} s` : `${Math.round(s)} s`);

/** A share as a percentage; "-" where there is none. */
export const percent = (share: number | null): string =>
  share === null ? "-" : `${(100 * share).toFixed(1)} %`;

/** Columns padded to their widest cell: text to the left, numbers to the right. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const numeric = head.map((_, c) => rows.length > 0 && rows.every((row) => typeof row[c] === "number"));
  const lines = [head, ...rows].map((row) => row.map(String));
  const widths = head.map((_, c) => Math.max(...lines.map((line) => line[c]!.length)));
  const pad = (cell: string, c: number) => (numeric[c] ? cell.padStart(widths[c]!) : cell.padEnd(widths[c]!));
  return lines.map((line) => `${line.map(pad).join("  ").trimEnd()}\n`).join("");
}

/** A word of a command line as a shell takes it: quoted where it holds anything that a shell would read. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

/** What was written into a folder: its files, and the folders in it. */
export const writtenText = (folder: string, files: Readonly<Record<string, unknown>>): string => {
  const names = [...new Set(Object.keys(files).map((name) => name.replace(/\/.*/, "/")))];
  return `Written to ${folder}: ${names.join(", ")}\n`;
};

/** A list as CSV: texts with commas, quotes or line ends in quotes; null and undefined are empty. */
export function csv(
  head: readonly string[],
  rows: readonly (readonly (string | number | null | undefined)[])[],
): string {
  const cell = (value: string | number | null | undefined) => {
    const text = `${value ?? ""}`;
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return [head, ...rows].map((row) => `${row.map(cell).join(",")}\n`).join("");
}
